"""The walk of the design as one test: keys and a scan go in, a QR comes out, and everything between is real.

The agent runs as its own process with the embedded backend on its socket; only the terminal is a pilot's.
"""

import asyncio
import contextlib
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image
from textual.geometry import Region

from kiosk import wiring
from kiosk.client.late import Late
from kiosk.config import load
from kiosk.domain.card_codes import InsuranceCard, parse
from kiosk.domain.dates import PartialDate
from kiosk.domain.eligibility import Status
from kiosk.domain.journey import Question
from kiosk.ports import Refused, Services, Standing
from kiosk.ui.flow.receipt import ReceiptView
from kiosk.ui.widgets.card_sheet import CardSheet
from kiosk.ui.widgets.outcome import Outcome
from kiosk.ui.widgets.qr import Qr
from tests.terminal.walk import PHONE, PRACTICE
from tests.ui.visit import Visit, visiting

HALVES = {" ": (0, 0), "▀": (1, 0), "▄": (0, 1), "█": (1, 1)}


@dataclass
class Real:
    """The services as `wiring` builds them; the same shape as the fakes' world."""

    services: Services


@contextmanager
def agent(config: Path) -> Iterator[None]:
    """Run the agent beside the test."""
    command = [sys.executable, "-m", "kiosk", "agent", "--demo", "--config", str(config)]
    with subprocess.Popen(command, stdin=subprocess.DEVNULL) as process:
        try:
            yield
        finally:
            process.terminate()
            process.wait(10)


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """Settings whose state is the test's own."""
    path = tmp_path / "config.toml"
    path.write_text(f'[state]\ndir = "{tmp_path}/state"\n', "utf-8")
    return path


@asynccontextmanager
async def at_the_kiosk(config: Path) -> AsyncIterator[Visit]:
    """Stand before what the screen process builds."""
    settings = load(config).with_demo()
    assert wiring.prepare_state(settings.state_dir)
    client = wiring.client(settings)
    late = Late(lambda: wiring.ports(client, settings.office.code), lambda: asyncio.sleep(0))
    world = Real(wiring.services(settings, late, is_writable=True))
    try:
        async with visiting(world, size=(120, 40)) as visit:
            yield visit
    finally:
        await client.api.close()
        client.outbox.close()


async def online(visit: Visit) -> None:
    """Wait for the backend, as the top bar does."""
    await visit.until(lambda: visit.app.session.connection == "online", "the backend answers")


def code_in_message(visit: Visit) -> str:
    """Return the six digits of the simulated message on the screen, "" while there is none."""
    words = visit.text.replace(",", " ").split()
    return next((word for word in words if word.isdigit() and len(word) == 6), "")


async def prove_phone(visit: Visit, phone: str) -> None:
    """Type a phone and the code that comes to it."""
    await visit.at(Question.PHONE)
    await visit.type(phone)
    await visit.at(Question.CODE)
    await visit.until(lambda: code_in_message(visit) != "", "the message arrives")
    await visit.press(*code_in_message(visit))


def drawn(qr: Qr) -> str:
    """Read the code in the half blocks that stand on the screen."""
    lines = [strip.text for strip in qr.render_lines(Region(0, 0, qr.size.width, qr.size.height))]
    rows = [[HALVES[cell][half] for cell in line] for line in lines for half in (0, 1)]
    image = Image.new("L", (len(rows[0]), len(rows)), 255)
    image.putdata([0 if module else 255 for row in rows for module in row])
    (found,) = zxingcpp.read_barcodes(image.resize((image.width * 4, image.height * 4)))
    return found.text


async def received(visit: Visit, code: str) -> Standing:
    """Ask until the backend knows the registration: the agent sends it by itself."""
    async with asyncio.timeout(40):
        while True:
            with contextlib.suppress(Refused):  # not yet known
                return await visit.app.session.services.registrar.standing(code)
            await visit.pilot.pause(0.2)


async def test_a_scan_and_a_few_keys_end_with_the_card_on_the_screen(config: Path) -> None:
    with agent(config):
        async with at_the_kiosk(config) as visit:
            await online(visit)
            await visit.scan(PRACTICE["self"]["text"])
            await visit.at(Question.DETAILS)
            await visit.choose("yes")
            await prove_phone(visit, PHONE)
            await visit.at(Question.CONSENT)
            await visit.choose("agree")
            await visit.at(Question.NOTICES)
            await visit.choose("refuse")
            await visit.at(Question.REVIEW)
            await visit.choose("send")
            await visit.stands(CardSheet)
            qr = visit.view.query_one("#picture Qr", Qr)
            await visit.until(lambda: qr.way == "blocks", "the code is drawn")
            card = parse(drawn(qr), wiring.now().date())
    assert isinstance(card, InsuranceCard)
    assert (card.full_name, card.birth) == ("Nguyễn Văn Mẫu", PartialDate(1990, 1, 1))


async def test_a_mother_without_a_phone_has_her_card_when_the_officer_approves(config: Path) -> None:
    with agent(config):
        async with at_the_kiosk(config) as visit:
            await online(visit)
            await visit.press("2")
            await visit.at(Question.RELATION)
            await visit.choose("parent")
            await visit.at(Question.CARD)
            await visit.scan(PRACTICE["mother"]["text"])
            await visit.at(Question.DETAILS)
            await visit.choose("yes")
            await visit.at(Question.HELPER_CARD)
            await visit.scan(PRACTICE["daughter"]["text"])
            await visit.at(Question.PHONE_OWNER)
            await visit.choose("none")
            for consent in (Question.CONSENT, Question.DECLARATION):
                await visit.at(consent)
                await visit.choose("agree")
            await visit.at(Question.REVIEW)
            await visit.choose("send")
            await visit.at(ReceiptView)
            await visit.stands(Outcome)
            await visit.reads("result.pending_review.title")
            code = visit.draft.receipt_code
            await visit.choose("wait")
            await visit.reads("result.pending_review.waiting_todo")
            decide = [
                sys.executable,
                "-m",
                "kiosk",
                "admin",
                "approve",
                code,
                "--demo",
                "--config",
                str(config),
            ]
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
        await visit.at(Question.CONSENT)
        await visit.choose("agree")
        await visit.at(Question.REVIEW)
        await visit.choose("send")
        await visit.reads("result.queued.title")
        code = visit.draft.receipt_code
    with agent(config):
        async with at_the_kiosk(config) as visit:
            await online(visit)
            standing = await received(visit, code)
    assert standing.status is Status.PENDING_REVIEW
