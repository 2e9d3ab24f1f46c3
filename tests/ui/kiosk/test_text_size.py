"""Larger letters: by the display where it can, else in capitals; and as before for the next person."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest

from kiosk.domain.registration.journey import Question
from kiosk.ui.kiosk.screens.menu_sheet import MenuScreen
from tests.ui.answers import begin
from tests.ui.visit import Visit, visiting

LARGE, SMALL = (120, 40), (80, 24)


@dataclass
class FakeDisplay:
    """A display whose terminal gets fewer cells when it is told so."""

    can: bool = True
    asked: list[float] = field(default_factory=list)
    cell: tuple[int, int] = (12, 27)

    def magnify(self, factor: float) -> bool:
        """Note it."""
        self.asked.append(factor)
        return self.can

    def cell_size(self) -> tuple[int, int]:
        """Return what a test says."""
        return self.cell


@asynccontextmanager
async def looking(display: FakeDisplay | None, size: tuple[int, int]) -> AsyncIterator[Visit]:
    """Stand before a name to be typed."""
    async with visiting(size=size, display=display) as visit:
        await begin(visit, Question.NAME)
        yield visit


async def choose_size(visit: Visit) -> None:
    """Choose the other size of letters."""
    await visit.press("f3")
    await visit.at(MenuScreen)
    was = visit.app.session.is_large
    await visit.press("4")
    await visit.until(lambda: visit.app.session.is_large is not was)
    await visit.until(lambda: not [w for w in visit.app.workers if w.group == "size"])
    await visit.settled()


def shown(visit: Visit) -> str:
    """Return what stands on the screen, letter by letter."""
    return "\n".join(strip.text for strip in visit.app.screen._compositor.render_strips())


async def test_the_display_shows_letters_as_large_as_the_smallest_screen_fits():
    display = FakeDisplay()
    async with looking(display, LARGE) as visit:
        await choose_size(visit)
        assert display.asked == [pytest.approx(1.5 * 0.98)]
        assert visit.say("flow.name.title") in shown(visit)
        await choose_size(visit)
        assert display.asked[1:] == [1.0]


@pytest.mark.parametrize(
    ("display", "size"),
    [(FakeDisplay(can=False), LARGE), (FakeDisplay(), SMALL), (None, LARGE)],
    ids=["it cannot", "no room", "none"],
)
async def test_capitals_are_larger_where_the_display_has_nothing_larger(display, size):
    async with looking(display, size) as visit:
        title = visit.say("flow.name.title")
        assert title in shown(visit)
        await choose_size(visit)
        assert title.upper() in shown(visit)
        assert visit.say("common.key.help").upper() in shown(visit)
        await choose_size(visit)
        assert title in shown(visit)


async def test_what_is_typed_stays_as_it_was_typed():
    async with looking(None, SMALL) as visit:
        visit.field.value = ""
        await choose_size(visit)
        await visit.touch(visit.field)
        await visit.touch_keys(*"an")
        assert visit.field.value == "An"
        assert " An " in shown(visit)
        assert " â " in shown(visit)


async def test_the_menu_offers_the_way_back():
    async with looking(None, SMALL) as visit:
        await visit.press("f3")
        await visit.reads("common.size.larger")
        await visit.press("escape")
        await choose_size(visit)
        await visit.press("f3")
        await visit.reads("common.size.usual")


async def test_letters_too_large_for_the_screen_are_taken_back():
    display = FakeDisplay()
    async with looking(display, LARGE) as visit:
        await choose_size(visit)
        await visit.pilot.resize_terminal(79, 26)
        await visit.until(lambda: display.asked[-1] == 1.0)
        assert not visit.app.session.is_large


async def test_codes_are_drawn_for_the_cells_of_the_moment():
    display = FakeDisplay()
    async with looking(display, LARGE) as visit:
        await choose_size(visit)
        display.cell = (18, 41)
        await visit.pilot.resize_terminal(81, 27)
        graphics = visit.app.session.graphics
        assert (graphics.cell_width, graphics.cell_height) == (18, 41)


async def test_the_next_person_finds_the_letters_as_they_were():
    async with visiting() as visit:
        await choose_size(visit)
        await visit.idle_time_passes()
        await visit.gone()
