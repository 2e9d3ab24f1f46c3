"""The officer comes to the kiosk, over the real agent and its embedded backend: nothing is made up."""

import asyncio
import subprocess
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image

from kiosk.domain.registration.journey import Question
from kiosk.ui.kiosk.screens.officer_sheet import OfficerScreen
from kiosk.ui.widgets.card_sheet import CardSheet
from tests.terminal.walk import PRACTICE
from tests.ui.visit import Visit
from tests.walks.walking import agent, at_the_kiosk, kiosk, online, settings_in, wait_for_the_officer

PIN = "274916"
"""Of the invented ward's officers."""
MOTHER = "Trần Thị Thử Nghiệm"


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """Settings whose state is the test's own."""
    return settings_in(tmp_path)


def badge(config: Path) -> str:
    """Have a badge made for Mai, and return what a scanner reads on it."""
    out = config.with_name("badge.png")
    done = subprocess.run(kiosk("admin", "officers", "badge", "mai", "--out", str(out), config=config))
    assert done.returncode == 0
    (found,) = zxingcpp.read_barcodes(Image.open(out).convert("L"))
    return str(found.text)


async def want_the_card(visit: Visit, who: str) -> None:
    """Want to see somebody's card, without a phone."""
    await visit.press("3")
    await visit.at(Question.CARD)
    await visit.scan(PRACTICE[who]["text"])
    await visit.at(Question.CODE)
    await visit.choose("without")
    await visit.reads("call.ask.no_code")
    await visit.choose("ask")
    await visit.reads("call.ask.waiting")


async def test_a_badge_takes_over_and_with_its_pin_approves_and_the_card_appears(config: Path) -> None:
    with agent(config):
        async with at_the_kiosk(config) as visit:
            await online(visit)
            scanned = await asyncio.to_thread(badge, config)
            await visit.press("2")
            await visit.at(Question.RELATION)
            await visit.scan(scanned)
            helped = visit.say("common.helped", name="Lê Thị Mai").upper()
            await visit.until(lambda: visit.shows(helped), "the officer has taken over")
            await visit.press("f4")
            await visit.until(lambda: not visit.shows(helped), "the officer has given back")
            assert visit.question is Question.RELATION
            await visit.press("escape")
            await wait_for_the_officer(visit)
            await visit.scan(scanned)
            await visit.at(OfficerScreen)
            await visit.reads("call.officer.approval", name=MOTHER)
            await visit.type(PIN)
            await visit.stands(CardSheet)
            assert visit.shows(MOTHER)


async def test_without_a_phone_the_card_opens_by_login_and_pin_and_a_wrong_one_opens_nothing(
    config: Path,
) -> None:
    with agent(config):
        async with at_the_kiosk(config) as visit:
            await online(visit)
            await want_the_card(visit, "registered")
            await visit.choose("officer")
            await visit.at(OfficerScreen)
            for pin in ("274917", PIN):
                await visit.reads("call.officer.login")
                await visit.type("mai")
                await visit.reads("call.officer.pin")
                await visit.type(pin)
                if pin != PIN:
                    await visit.reads("refused.presence_refused")
            await visit.stands(CardSheet)
