"""A person at the kiosk over the real agent with its embedded backend; only the terminal is a pilot's."""

import asyncio
import contextlib
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import zxingcpp
from PIL import Image
from textual.geometry import Region

from kiosk.client.lazy_ports import LazyPorts
from kiosk.config.reader import load
from kiosk.domain.registration.journey import Question
from kiosk.ports.citizen import Services
from kiosk.ports.devices import Printer
from kiosk.ports.errors import Refused
from kiosk.ports.registrations import RegistrationStatus
from kiosk.ui.kiosk.results.receipt import ReceiptView
from kiosk.ui.widgets.outcome import Outcome
from kiosk.ui.widgets.qr.qr_code import Qr
from kiosk.wiring import client as client_wiring
from kiosk.wiring import screen
from kiosk.wiring import state as state_wiring
from tests.terminal.walk import PRACTICE
from tests.ui.visit import Visit, visiting

STARTING = 60.0
"""Seconds in which an agent on a busy machine must listen."""
HALVES = {" ": (0, 0), "▀": (1, 0), "▄": (0, 1), "█": (1, 1)}


@dataclass
class Real:
    """The services as `wiring` builds them; the same shape as the fakes' world."""

    services: Services


def settings_in(directory: Path, more: str = "") -> Path:
    """Write settings whose state is the test's own."""
    path = directory / "config.toml"
    path.write_text(f'[state]\ndir = "{directory}/state"\n{more}', "utf-8")
    return path


def kiosk(*arguments: str, config: Path) -> Sequence[str]:
    """Return the command line of a verb."""
    return [sys.executable, "-m", "kiosk", *arguments, "--demo", "--config", str(config)]


@contextmanager
def agent(config: Path) -> Iterator[None]:
    """Run the agent beside the test, once it listens and has given the kiosk its key."""
    state = load(config).with_demo().state_dir
    address = state_wiring.socket_address(state)
    with subprocess.Popen(kiosk("agent", config=config), stdin=subprocess.DEVNULL) as process:
        try:
            deadline = time.monotonic() + STARTING
            while not (_listens(address) and (state / "kiosk.key").exists()):
                assert process.poll() is None, "the agent has ended"
                assert time.monotonic() < deadline, "the agent does not listen"
                time.sleep(0.05)  # another process's socket: nothing tells when it is there
            yield
        finally:
            process.terminate()
            process.wait(STARTING)


def _listens(address: str) -> bool:
    with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX) as trial:
        trial.connect(address)
        return True
    return False


@asynccontextmanager
async def at_the_kiosk(
    config: Path, *, size: tuple[int, int] = (120, 40), printer: Printer | None = None
) -> AsyncIterator[Visit]:
    """Stand before what the screen process builds; `printer` is one that the test has made."""
    settings = load(config).with_demo()
    assert state_wiring.prepare_state(settings.state_dir)
    client = client_wiring.client(settings)
    lazy = LazyPorts(lambda: client_wiring.ports(client, settings.office.code), lambda: asyncio.sleep(0))
    services = screen.services(settings, lazy, is_writable=True)
    world = Real(replace(services, printer=printer) if printer is not None else services)
    try:
        async with visiting(world, size=size) as visit:
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
    await answer_code(visit)


async def answer_code(visit: Visit) -> None:
    """Type the code that came."""
    await visit.at(Question.CODE)
    await visit.until(lambda: code_in_message(visit) != "", "the message arrives")
    await visit.press(*code_in_message(visit))


async def agree(visit: Visit, *questions: Question) -> None:
    """Read each of these questions and agree."""
    for question in questions:
        await visit.at(question)
        await visit.choose("agree")


async def send(visit: Visit) -> None:
    """Read everything once more and send it."""
    await visit.at(Question.REVIEW)
    await visit.choose("send")
    await visit.at(ReceiptView)


async def register_the_mother(visit: Visit) -> None:
    """A daughter registers her mother, who has no phone; the officer has to decide."""
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
    await agree(visit, Question.CONSENT, Question.DECLARATION)
    await send(visit)
    await visit.stands(Outcome)
    await visit.reads("result.pending_review.title")


async def wait_for_the_officer(visit: Visit) -> None:
    """Register the mother and wait before the screen."""
    await register_the_mother(visit)
    await visit.choose("wait")
    await visit.reads("result.pending_review.waiting_todo")


def drawn(qr: Qr) -> str:
    """Read the code in the half blocks that stand on the screen."""
    lines = [strip.text for strip in qr.render_lines(Region(0, 0, qr.size.width, qr.size.height))]
    rows = [[HALVES[cell][half] for cell in line] for line in lines for half in (0, 1)]
    image = Image.new("L", (len(rows[0]), len(rows)), 255)
    image.putdata([0 if module else 255 for row in rows for module in row])
    (found,) = zxingcpp.read_barcodes(image.resize((image.width * 4, image.height * 4)))
    return found.text


async def received(visit: Visit, code: str) -> RegistrationStatus:
    """Ask until the backend knows the registration: the agent sends it by itself."""
    async with asyncio.timeout(2 * STARTING):
        while True:
            with contextlib.suppress(Refused):  # not yet known
                return await visit.app.session.services.registrar.registration_status(code)
            await visit.pilot.pause(0.2)
