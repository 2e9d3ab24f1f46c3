"""The walk of the design as one test: keys and a scan go in, a QR comes out, and everything between is real.

The agent runs as its own process with the embedded backend on its socket; only the terminal is a pilot's.
"""

import asyncio
from pathlib import Path

import pytest

from kiosk.domain.dates import PartialDate
from kiosk.domain.registration.eligibility import Status
from kiosk.domain.registration.journey import Question
from kiosk.domain.scans.card_codes import InsuranceCard, parse
from kiosk.ui.widgets.card_sheet import CardSheet
from kiosk.ui.widgets.qr.qr_code import Qr
from kiosk.wiring import state
from tests.terminal.walk import PHONE, PRACTICE
from tests.walks import walking
from tests.walks.walking import agent, at_the_kiosk, online


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """Settings whose state is the test's own."""
    return walking.settings_in(tmp_path)


async def test_a_scan_and_a_few_keys_end_with_the_card_on_the_screen(config: Path) -> None:
    with agent(config):
        async with at_the_kiosk(config) as visit:
            await online(visit)
            await visit.scan(PRACTICE["self"]["text"])
            await visit.at(Question.DETAILS)
            await visit.choose("yes")
            await walking.prove_phone(visit, PHONE)
            await walking.agree(visit, Question.CONSENT)
            await visit.at(Question.NOTICES)
            await visit.choose("refuse")
            await walking.send(visit)
            await visit.stands(CardSheet)
            qr = visit.view.query_one("#picture Qr", Qr)
            await visit.until(lambda: qr.way == "blocks", "the code is drawn")
            card = parse(walking.drawn(qr), state.now().date())
    assert isinstance(card, InsuranceCard)
    assert (card.full_name, card.birth) == ("Nguyễn Văn Mẫu", PartialDate(1990, 1, 1))


async def test_a_mother_without_a_phone_has_her_card_when_the_officer_approves(config: Path) -> None:
    with agent(config):
        async with at_the_kiosk(config) as visit:
            await online(visit)
            await walking.wait_for_the_officer(visit)
            decide = walking.kiosk("admin", "approve", visit.draft.receipt_code, config=config)
            deciding = await asyncio.create_subprocess_exec(*decide, "--reason", "đã so mặt với thẻ")
            assert await deciding.wait() == 0
            await visit.stands(CardSheet)
            assert visit.shows("Trần Thị Thử Nghiệm")


async def test_without_a_backend_it_is_saved_here_and_received_once_it_is_back(config: Path) -> None:
    with agent(config):  # once, so that the backend's keys are known
        async with at_the_kiosk(config) as visit:
            await online(visit)
    async with at_the_kiosk(config) as visit:
        await visit.until(lambda: visit.app.session.connection == "offline", "the backend is away")
        await visit.scan(PRACTICE["self"]["text"])
        await visit.at(Question.DETAILS)
        await visit.choose("yes")
        await visit.at(Question.PHONE)
        await visit.choose("none")
        await walking.agree(visit, Question.CONSENT)
        await visit.at(Question.REVIEW)
        await visit.choose("send")
        await visit.reads("result.queued.title")
        code = visit.draft.receipt_code
    with agent(config):
        async with at_the_kiosk(config) as visit:
            await online(visit)
            standing = await walking.received(visit, code)
    assert standing.status is Status.PENDING_REVIEW
