"""A person sees what is kept of them and uses their rights; nothing is done before they were asked twice."""

from kiosk.domain.registration.journey import Question
from kiosk.domain.registration.rights import Right
from kiosk.ports.errors import Unavailable
from kiosk.ui.kiosk.screens.rights import RightsView
from kiosk.ui.widgets.choice import Choice
from tests.fakes.citizen import MAN, FakePrinter, World
from tests.ui.answers import SCANNED, walk
from tests.ui.visit import Visit, visiting


async def at_the_data(visit: Visit, *, with_code: bool = True) -> None:
    """Come to one's own data, by the code on the phone or without."""
    await visit.press("4", "4")
    await visit.at(Question.CARD)
    await visit.scan(MAN)
    await visit.at(Question.CODE)
    if with_code:
        await walk(visit, SCANNED)
    else:
        await visit.choose("without")
    await visit.at(RightsView)


async def test_she_sees_what_is_kept_and_closes_her_account() -> None:
    async with visiting(World(printer=FakePrinter())) as visit:
        await at_the_data(visit)
        await visit.reads("rights.row.person")
        await visit.choose("wishes")
        await visit.choose("right-withdraw")
        await visit.reads("rights.sure.withdraw")
        focused = visit.app.focused
        assert isinstance(focused, Choice)
        assert focused.id == "keep", "Enter alone does nothing"
        assert visit.world.rights.asked == []
        await visit.choose("yes")
        await visit.reads("rights.done.withdraw")
        await visit.reads("paper.printed")
        assert visit.world.rights.asked == [(Right.WITHDRAW, "")]


async def test_all_that_is_kept_can_be_read_page_by_page() -> None:
    async with visiting(World()) as visit:
        await at_the_data(visit)
        await visit.reads("rights.row.address")
        assert visit.shows("•••")
        await visit.choose("next")
        await visit.reads("rights.row.card")
        await visit.choose("next")
        await visit.reads("rights.row.viewings")
        assert not visit.view.query("#next")
        await visit.press("escape", "escape")
        await visit.reads("rights.row.address")


async def test_no_leaves_everything_as_it_is_and_a_failure_says_so() -> None:
    async with visiting(World()) as visit:
        await at_the_data(visit)
        await visit.choose("wishes")
        await visit.choose("right-erase")
        await visit.choose("keep")
        await visit.reads("rights.wishes")
        await visit.choose("right-erase")
        visit.world.rights.error = Unavailable("offline")
        await visit.choose("yes")
        await visit.reads("rights.failed")
        assert visit.world.rights.asked == []


async def test_without_a_code_a_correction_is_left_for_the_officer() -> None:
    async with visiting(World()) as visit:
        await at_the_data(visit, with_code=False)
        await visit.choose("wishes")
        await visit.choose("right-correct")
        await visit.choose("field-name")
        await visit.choose("yes")
        await visit.reads("rights.waits.title")
        await visit.reads("rights.due", due="07/12/2026")
        assert visit.world.rights.asked == [(Right.CORRECT, "name")]
