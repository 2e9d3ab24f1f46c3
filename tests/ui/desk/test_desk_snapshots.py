"""How the desk looks, in Vietnamese at each size and once in English; and that no word of it is cut."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest
from pytest_textual_snapshot import SVGImageExtension
from textual.widget import Widget

from kiosk.ports.errors import Refused, Unavailable
from kiosk.ports.people import CodeVerdict
from kiosk.ui.desk.call_panel import CallPanel
from kiosk.ui.desk.dossier.confirmation import ConfirmPanel
from kiosk.ui.desk.dossier.reason import ReasonPanel
from kiosk.ui.desk.help import HelpPanel
from kiosk.ui.desk.idle import IdlePanel
from kiosk.ui.desk.look_up import LookUpPanel
from kiosk.ui.desk.sign_in import SessionEndedPanel
from kiosk.ui.toolkit.themes import THEMES
from tests.fakes.dossiers import code_of
from tests.fakes.officer import A_CALL, A_CARD_CALL, A_SILENT_KIOSK, an_office
from tests.ui.desk.seat import Seat, sitting, working
from tests.ui.kiosk.test_snapshots import words_cut

SIZES = {"vi-80x24": (80, 24), "vi-100x30": (100, 30), "vi-160x45": (160, 45), "en-100x30": (100, 30)}
DOUBTFUL = "Trần Thị Giả Định"


async def still(seat: Seat) -> None:
    """Wait until nothing moves: a banner shortens the dossier, which may want a scroll bar, and so on."""
    before: object = None
    while before != (places := [widget.region for widget in seat.work.walk_children(Widget)]):
        before = places
        await seat.pilot.pause()
        await seat.settled()


async def opened(seat: Seat) -> None:
    """Open the doubtful one."""
    await seat.press("enter")
    await seat.opens(DOUBTFUL)
    await seat.until(lambda: seat.world.claimed != [], "it is claimed")


async def plain(seat: Seat) -> None:
    """Open one without a doubt."""
    await seat.press("down", "enter")
    await seat.opens("Nguyễn Thị Thử Nghiệm")


async def queue(seat: Seat) -> None:
    """Stand before the list."""
    await seat.until(lambda: seat.rows.window.total == 40)


async def ringing(seat: Seat) -> None:
    """Hear a kiosk."""
    seat.world.calls[:] = [A_CALL, A_CARD_CALL]
    seat.work.query_one("Banner").listen()
    await seat.until(lambda: seat.shows("Máy 2"))


async def undelivered(seat: Seat) -> None:
    """Look at what was not sent."""
    await seat.press("5")
    await seat.until(lambda: seat.shows("Máy 3"))


async def confirm(seat: Seat) -> None:
    """Be asked again."""
    await opened(seat)
    await seat.press("f5")
    await seat.at(ConfirmPanel)


async def refuse(seat: Seat) -> None:
    """Give a reason."""
    await plain(seat)
    await seat.press("f7", "1")
    await seat.at(ReasonPanel)


async def decided(seat: Seat) -> None:
    """See what was decided, and for how long it may be undone."""
    await plain(seat)
    await seat.press("f5")
    await seat.opens("Lê Thị Ví Dụ")


async def card_call(seat: Seat) -> None:
    """Compare a face with the register."""
    seat.world.calls[:] = [A_CARD_CALL]
    seat.work.query_one("Banner").listen()
    await seat.until(lambda: seat.shows("Máy 1"))
    await seat.press("f4")
    await seat.at(CallPanel)


async def verdict(seat: Seat) -> None:
    """Judge a slip."""
    seat.world.verdict = CodeVerdict("valid", "receipt", code_of(2), "Lê Thị Ví Dụ", "1950-05-01")
    await seat.scan(f"BHXH:{code_of(2)}")
    await seat.at(LookUpPanel)
    await seat.reads("desk.verdict.valid")


async def people(seat: Seat) -> None:
    """Find people."""
    await seat.press("f9", *"gia dinh", "enter")
    await seat.reads("desk.look_up.found")


async def help_(seat: Seat) -> None:
    """Read the keys."""
    await seat.press("f1")
    await seat.at(HelpPanel)


async def idle(seat: Seat) -> None:
    """Be away."""
    seat.app.went_idle()
    await seat.at(IdlePanel)
    for timer in seat.app.screen._timers:
        timer.pause()


async def ended(seat: Seat) -> None:
    """Be asked for the password again."""
    await opened(seat)
    seat.world.error = Refused("not_allowed")
    await seat.poll()
    await seat.at(SessionEndedPanel)


async def away(seat: Seat) -> None:
    """Have no backend."""
    seat.world.error = Unavailable("offline")
    await seat.poll()
    await seat.reads("desk.unavailable.offline")


SCENES: dict[str, Callable[[Seat], Awaitable[None]]] = {
    "queue": queue,
    "ringing": ringing,
    "undelivered": undelivered,
    "doubtful": opened,
    "plain": plain,
    "confirm": confirm,
    "refuse": refuse,
    "decided": decided,
    "card_call": card_call,
    "verdict": verdict,
    "people": people,
    "help": help_,
    "idle": idle,
    "ended": ended,
    "away": away,
}


@pytest.mark.parametrize("scene", SCENES)
@pytest.mark.parametrize("look", SIZES)
async def test_the_desk(look, scene, snapshot):
    office = an_office(40, kiosks=[A_SILENT_KIOSK])
    async with working(office, size=SIZES[look], language=look[:2]) as seat:
        await seat.until(lambda: seat.work.queue._kept == 1, "the undelivered are counted")
        if seat.work.is_wide:
            await seat.opens(DOUBTFUL)  # by itself, a moment after the queue stands
        await SCENES[scene](seat)
        await still(seat)
        assert words_cut(seat) == []
        picture = seat.app.export_screenshot(title="kiosk desk")
    assert picture == snapshot.use_extension(SVGImageExtension)(name=scene)


@pytest.mark.parametrize("look", SIZES)
async def test_signing_in(look, snapshot):
    office = an_office(0)
    async with sitting(office, size=SIZES[look], language=look[:2]) as seat:
        seat.app.session.services = replace(office.services, is_demo=True)
        await seat.app.screen.relabel()
        await seat.sign_in("wrong")
        await seat.reads("desk.sign_in.wrong")
        assert words_cut(seat) == []
        picture = seat.app.export_screenshot(title="kiosk desk")
    assert picture == snapshot.use_extension(SVGImageExtension)(name="sign_in")


@pytest.mark.parametrize("language", ["vi", "en"])
async def test_no_hint_is_longer_than_the_smallest_window(language):
    async with working(an_office(1), size=SIZES["vi-80x24"], language=language) as seat:
        room = seat.work.query_one("#status").content_size.width
        hints = [seat.say(f"desk.hint.{name}") for name in ("list", "reading", "duplicate")]
    assert [hint for hint in hints if len(hint) > room] == []


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
async def test_themes(theme, snapshot):
    async with working(an_office(40)) as seat:
        seat.app.theme = theme.name
        await opened(seat)
        picture = seat.app.export_screenshot(title="kiosk desk")
    assert picture == snapshot.use_extension(SVGImageExtension)(name="doubtful")
