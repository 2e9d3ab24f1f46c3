"""A no to the consent, a full disk, a backend that is away, a terminal too small: nothing is lost."""

import pytest

from kiosk.domain.problems import Problem
from kiosk.domain.registration.draft import Path, Purpose
from kiosk.domain.registration.journey import PURPOSES, Question
from kiosk.ports.errors import Unavailable
from kiosk.resources.languages import languages
from kiosk.ui.kiosk.screens.help_sheet import HelpScreen
from kiosk.ui.kiosk.screens.too_small import TooSmallScreen
from kiosk.ui.kiosk.screens.welcome import WelcomeScreen
from kiosk.ui.widgets.card_sheet import CardSheet
from kiosk.ui.widgets.heading import Heading
from tests.fakes.citizen import CODE, MAN, World
from tests.ui.answers import begin
from tests.ui.visit import visiting


@pytest.mark.parametrize("question", [Question.CONSENT, Question.DECLARATION])
async def test_a_no_is_explained_and_the_text_can_be_read_again(question):
    async with visiting() as visit:
        await begin(visit, question, Path.RELATIVE)
        title = visit.view.query_one(Heading).title
        await visit.choose("refuse")
        await visit.reads(f"flow.consent.refused.{PURPOSES[question]}")
        await visit.reads("flow.consent.unchanged")
        await visit.reads("flow.consent.refused_todo")
        await visit.choose("again")
        await visit.until(
            lambda: bool(visit.view.query("#agree")) and visit.shows(title), "the text stands again"
        )
        assert visit.draft.consent(PURPOSES[question]) is None, "an earlier yes ended with this no"
        await visit.settled()
        await visit.choose("agree")
        await visit.at(Question.REVIEW)
        assert visit.draft.consent(PURPOSES[question]).granted


@pytest.mark.parametrize("question", [Question.CONSENT, Question.DECLARATION])
async def test_a_no_may_end_with_everything_erased(question):
    async with visiting() as visit:
        await begin(visit, question, Path.RELATIVE)
        await visit.choose("refuse")
        await visit.reads("flow.consent.refused_todo")
        await visit.choose("stop")
        await visit.reads("flow.erased.nothing_left")
        await visit.choose("done")
        await visit.gone()
        assert visit.app.return_code == 0
        assert not visit.world.registrar.stored


async def test_back_from_a_no_leads_to_the_question_before_and_it_is_asked_again():
    async with visiting() as visit:
        await begin(visit, Question.CONSENT)
        await visit.choose("refuse")
        await visit.reads("flow.consent.refused_todo")
        await visit.press("escape")
        await visit.at(Question.PHONE)
        assert visit.draft.consent(Purpose.REGISTRATION) is None
        await visit.choose("next")
        await visit.at(Question.CONSENT)


async def test_a_disk_that_takes_nothing_sends_nothing_and_keeps_the_answers():
    world = World()
    world.registrar.store_error = OSError(28, "No space left on device")
    async with visiting(world) as visit:
        await begin(visit, Question.REVIEW)
        entered = visit.draft
        await visit.choose("send")
        await visit.reads("flow.review.not_saved")
        await visit.reads("flow.review.not_saved_todo")
        assert (visit.question, visit.draft) == (Question.REVIEW, entered)
        assert not world.registrar.sent
        world.registrar.store_error = None
        await visit.choose("send")
        await visit.stands(CardSheet)


async def test_what_is_still_missing_is_said_all_at_once():
    async with visiting() as visit:
        await begin(visit, Question.REVIEW)
        screen = visit.app.screen
        screen.draft = screen.draft.with_phone("+84910000000", screen.draft.phone_owner).with_person(
            screen.draft.participant
        )
        await screen.ask(Question.REVIEW)
        await visit.at(Question.REVIEW)
        await visit.choose("send")
        await visit.reads_problem("participant.unconfirmed")
        await visit.reads_problem("code.missing")
        assert Problem("code.missing").field == "code"
        assert not visit.world.registrar.sent


async def test_a_backend_that_is_away_when_the_card_is_asked_for_can_be_asked_again():
    world = World()
    world.cards.error = Unavailable("slow")
    async with visiting(world) as visit:
        await visit.press("3")
        await visit.at(Question.CARD)
        await visit.scan(MAN)
        await visit.at(Question.CODE)
        await visit.press(*CODE)
        for why in ("offline", "broken", "busy"):
            await visit.reads("card.unavailable")
            world.cards.error = Unavailable(why)
            await visit.choose("again")
        await visit.reads("card.unavailable")
        world.cards.error = None
        await visit.choose("again")
        await visit.stands(CardSheet)


async def test_the_top_bar_says_whether_the_backend_is_there():
    world = World()
    world.ward.error = Unavailable("offline")
    async with visiting(world) as visit:
        await visit.reads("common.offline")
        assert not visit.app.screen.query_one("#campaign").display
        world.ward.error = None
        await visit.reads("common.online")
        assert visit.app.screen.query_one("#campaign").display


@pytest.mark.parametrize("language", languages())
async def test_a_machine_that_cannot_write_says_so_and_begins_nothing(language):
    async with visiting(World(trouble="state"), language=language) as visit:
        await visit.reads("common.trouble.title")
        await visit.reads("common.trouble.state")
        await visit.reads("common.trouble.officer_state")
        await visit.press("1", "enter")
        await visit.scan(MAN)
        assert isinstance(visit.view, WelcomeScreen)
        assert len(visit.app.screen_stack) == 1
        await visit.press("f4")
        await visit.reads("call.called")
        assert visit.world.desk.rings == [("welcome", None)]


async def test_a_terminal_too_small_says_so_and_gives_everything_back_when_it_grows():
    async with visiting() as visit:
        await begin(visit, Question.NAME)
        visit.field.value = "Trần Thị"
        entered = visit.draft
        for small in [(60, 20), (79, 24), (80, 23), (20, 5), (3, 1)]:
            await visit.pilot.resize_terminal(*small)
            await visit.at(TooSmallScreen)
            if small >= (60, 20):
                await visit.reads("common.small.body", columns=small[0], rows=small[1])
                await visit.reads("common.small.todo")
            await visit.press("x", "enter", "f1", "f4", "escape")
            await visit.pilot.resize_terminal(80, 24)
            await visit.at(Question.NAME)
            assert (visit.field.value, visit.draft) == ("Trần Thị", entered)
            assert visit.app.focused is visit.field


async def test_a_terminal_may_shrink_twice_and_under_a_sheet():
    async with visiting() as visit:
        await begin(visit, Question.NAME)
        await visit.press("f1")
        await visit.at(HelpScreen)
        for size in [(60, 20), (50, 10)]:
            await visit.pilot.resize_terminal(*size)
            await visit.at(TooSmallScreen)
        assert sum(isinstance(screen, TooSmallScreen) for screen in visit.app.screen_stack) == 1
        await visit.pilot.resize_terminal(120, 40)
        await visit.at(HelpScreen)


async def test_a_terminal_that_is_small_from_the_start_says_so():
    async with visiting(size=(60, 20)) as visit:
        await visit.reads("common.small.title")
        await visit.pilot.resize_terminal(80, 24)
        await visit.at(WelcomeScreen)
