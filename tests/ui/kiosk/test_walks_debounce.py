"""A hand that trembles presses twice: each question still gets one answer, and nothing is passed over."""

import pytest

from kiosk.domain.registration.draft import Purpose
from kiosk.domain.registration.journey import Question
from kiosk.ui.kiosk.results.receipt import ReceiptView
from kiosk.ui.kiosk.screens.call_sheet import CallScreen
from kiosk.ui.kiosk.screens.help_sheet import HelpScreen
from kiosk.ui.kiosk.screens.menu_sheet import MenuScreen
from kiosk.ui.kiosk.screens.welcome import WelcomeScreen
from tests.fakes.citizen import CODE, MAN, World
from tests.ui.answers import RELATIVE_TYPED, begin, walk
from tests.ui.visit import visiting

SECOND_PRESSES = pytest.mark.parametrize("second_press", [0, 0.2])
"""Seconds between the two presses; at 0 the second comes before anything has happened."""


async def test_enter_after_a_code_that_has_gone_by_itself_answers_nothing_else():
    async with visiting() as visit:
        await begin(visit, Question.CODE)
        await visit.press(*CODE)
        await visit.at(Question.REVIEW)
        await visit.press("enter")
        assert visit.question is Question.REVIEW
        assert visit.world.registrar.stored == []
        await visit.press("enter")  # of one's own free will
        await visit.at(ReceiptView)


@SECOND_PRESSES
async def test_a_whole_registration_asks_each_question_and_takes_each_answer_once(second_press):
    async with visiting() as visit:
        visit.second_press = second_press
        await visit.decide("2")
        await visit.at(Question.RELATION)
        assert await walk(visit, RELATIVE_TYPED) == [
            Question.RELATION,
            Question.CARD,
            Question.NUMBER,
            Question.NAME,
            Question.BIRTH,
            Question.ADDRESS,
            Question.DETAILS,
            Question.COMMUNE,
            Question.HELPER_CARD,
            Question.HELPER_NUMBER,
            Question.HELPER_NAME,
            Question.HELPER_BIRTH,
            Question.PHONE_OWNER,
            Question.PHONE,
            Question.CODE,
            Question.CONSENT,
            Question.DECLARATION,
            Question.NOTICES,
            Question.REVIEW,
        ]
        await visit.at(ReceiptView)
        (sent,) = visit.world.registrar.sent
        assert set(visit.world.registrar.stored) == {sent}
        assert len(visit.world.phone_codes.sent) == 1


@SECOND_PRESSES
async def test_a_sheet_opens_once_and_closing_it_closes_nothing_else(second_press):
    async with visiting() as visit:
        await begin(visit, Question.DETAILS)
        visit.second_press = second_press
        for key, sheet in [("f1", HelpScreen), ("f3", MenuScreen), ("f4", CallScreen)]:
            await visit.decide(key)
            await visit.at(sheet)
            assert len(visit.app.screen_stack) == 3
            await visit.choose("close")
            await visit.at(Question.DETAILS)
        assert visit.world.desk.rings == [("details", None)]


@SECOND_PRESSES
async def test_an_errand_begins_once(second_press):
    async with visiting() as visit:
        visit.second_press = second_press
        errands = {"1": Question.CARD, "2": Question.RELATION, "3": Question.CARD, "4": None}
        for errand, first in errands.items():
            await visit.decide(errand)
            await visit.until(lambda: not isinstance(visit.app.screen, WelcomeScreen), "the errand begins")
            await visit.settled()
            assert len(visit.app.screen_stack) == 2
            assert visit.question is first
            await visit.press("escape")
            await visit.at(WelcomeScreen)


async def test_going_back_as_fast_as_can_be_ends_on_the_welcome_screen():
    async with visiting() as visit:
        for errand in ("1", "4"):
            await visit.press(errand)
            await visit.until(lambda: len(visit.app.screen_stack) == 2, "the errand begins")
            await visit.settled()
            visit.strike("escape", "escape", "escape")
            await visit.at(WelcomeScreen)
        assert visit.app.is_running


async def test_a_tap_that_falls_twice_on_one_place_is_one_answer():
    async with visiting() as visit:
        await begin(visit, Question.CONSENT)
        screen = visit.app.screen
        screen.draft = visit.draft.with_person(World().services.read_scan(MAN).to_person())
        await screen.ask(Question.CONSENT)
        await visit.at(Question.CONSENT)
        await visit.pilot.double_click("#agree")
        await visit.settled()
        assert visit.question is not Question.CONSENT
        assert len(visit.draft.consents) == len(Purpose)


@pytest.mark.parametrize("keys", [("enter", "escape"), ("escape", "enter"), ("f2", "enter"), ("enter", "f2")])
async def test_two_keys_at_once_leave_one_question_on_the_screen(keys):
    async with visiting() as visit:
        await begin(visit, Question.DETAILS)
        visit.strike(*keys)
        await visit.settled()
        await visit.until(lambda: visit.view.is_mounted, "a question stands")
        await visit.settled()
        assert len(visit.app.screen.query_one("#view").children) == 1
        assert visit.app.screen.query_one("#view").children[0] is visit.view
