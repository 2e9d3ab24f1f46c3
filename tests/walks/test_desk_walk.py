"""Both screens over one real backend: what a kiosk sends an officer decides, and the kiosk shows it."""

import asyncio
import itertools
from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.backend.access import officers
from kiosk.backend.access.passwords import Passwords
from kiosk.backend.clock import utc_now
from kiosk.cli import desk
from kiosk.config.reader import load
from kiosk.ui.desk.app import DeskApp
from kiosk.ui.desk.dossier.confirmation import ConfirmPanel
from kiosk.ui.widgets.card_sheet import CardSheet
from kiosk.wiring import service
from tests.fakes.officer import MAI, PASSWORD, an_office
from tests.ui.desk.seat import Seat
from tests.walks.walking import agent, at_the_kiosk, online, settings_in, wait_for_the_officer

MOTHER = "Trần Thị Thử Nghiệm"


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """Settings whose state is the test's own."""
    return settings_in(tmp_path)


async def have_an_officer(config: Path) -> None:
    """Make the account, unless the invented ward has it."""
    settings = load(config).with_demo()
    account = officers.Account(MAI.login, MAI.full_name, MAI.role, settings.office.code)
    hashed = Passwords().hash(PASSWORD)
    store = service.open_store(settings)
    try:
        await store.write(lambda connection: officers.add(connection, account, hashed, utc_now()))
    finally:
        store.close()


async def approve_whoever_waits(config: Path) -> str:
    """Sign in at the desk, approve who is first in the queue, and return who that was."""
    services = replace(desk.services(load(config).with_demo()), clock=itertools.count().__next__)
    app = DeskApp(services)
    async with app.run_test(size=(160, 45)) as pilot:
        seat = Seat(app, pilot, an_office(0))
        await seat.at_work()
        await seat.until(lambda: seat.rows.render_line(0).text.startswith("●"), "somebody waits at a kiosk")
        await seat.press("home")
        name = seat.selected
        await seat.opens(name)
        await seat.press("f5")
        if isinstance(app.screen, ConfirmPanel):
            await seat.press("1")
        await seat.until(lambda: seat.open_name != name, "the next dossier is open")
        await seat.reads("desk.undo", done=seat.say("desk.done.approve", name=name), seconds=10)
        await seat.press("f10")
        await seat.gone()
    return name


async def test_whoever_waits_at_the_kiosk_has_the_card_when_the_desk_approves(config: Path) -> None:
    with agent(config):
        async with at_the_kiosk(config) as visit:
            await online(visit)
            await have_an_officer(config)
            await wait_for_the_officer(visit)
            # a task of its own: Textual keeps the running app in the context
            approved = await asyncio.create_task(approve_whoever_waits(config))
            assert approved == MOTHER
            await visit.stands(CardSheet)
            assert visit.shows(MOTHER)
