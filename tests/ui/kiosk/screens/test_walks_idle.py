"""No key and no touch: the kiosk asks, waits, and then forgets everything by ending its process."""

import asyncio

import pytest

from kiosk.domain.registration.eligibility import Status
from kiosk.domain.registration.journey import Question
from kiosk.ports.citizen import Timing
from kiosk.ui.kiosk.screens.help_sheet import HelpScreen
from kiosk.ui.kiosk.screens.idle_sheet import IdleScreen
from kiosk.ui.kiosk.screens.welcome import WelcomeScreen
from tests.fakes.citizen import MAN, World
from tests.ui.answers import begin
from tests.ui.visit import visiting


async def test_any_key_goes_on_as_often_as_needed_and_is_no_answer():
    async with visiting() as visit:
        await begin(visit, Question.NAME)
        visit.field.value = "Trần"
        entered = visit.draft
        for key in ("x", "1", "enter", "space", "escape", "f1", "f2", "tab"):
            await visit.idle_time_passes()
            await visit.at(IdleScreen)
            await visit.press(key)
            await visit.at(Question.NAME)
            assert (visit.field.value, visit.draft) == ("Trần", entered), key
            assert visit.app.session.language == "vi"


async def test_a_touch_goes_on_too():
    async with visiting() as visit:
        await begin(visit, Question.NAME)
        await visit.idle_time_passes()
        await visit.at(IdleScreen)
        await visit.pilot.click(offset=(40, 12))
        await visit.at(Question.NAME)


async def test_keys_pressed_in_a_row_end_the_question_and_nothing_else():
    async with visiting() as visit:
        await begin(visit, Question.DETAILS)
        await visit.idle_time_passes()
        await visit.at(IdleScreen)
        visit.strike("1", "1", "1")
        await visit.at(Question.DETAILS)
        assert len(visit.app.screen_stack) == 2


async def test_a_scan_goes_on_with_what_was_scanned():
    async with visiting() as visit:
        await begin(visit, Question.CARD)
        await visit.idle_time_passes()
        await visit.at(IdleScreen)
        await visit.scan(MAN)
        await visit.at(Question.DETAILS)


async def test_the_question_stands_over_help_as_well_and_only_once():
    async with visiting() as visit:
        await begin(visit, Question.NAME)
        await visit.press("f1")
        await visit.at(HelpScreen)
        await visit.idle_time_passes()
        await visit.idle_time_passes()
        await visit.at(IdleScreen)
        assert sum(isinstance(screen, IdleScreen) for screen in visit.app.screen_stack) == 1
        await visit.press("x")
        await visit.at(HelpScreen)


async def test_after_the_count_the_session_ends():
    async with visiting(World(timing=Timing(idle=0.1, countdown=1))) as visit:
        await visit.press("1")
        await visit.gone()
        assert visit.app.return_code == 0


async def test_the_count_says_how_long_there_is():
    async with visiting(World(timing=Timing(countdown=600))) as visit:
        await visit.press("1")
        await visit.idle_time_passes()
        await visit.at(IdleScreen)
        for _ in range(590):
            visit.app.screen._second()
        left = visit.app.screen._left  # less on a busy machine, on which a real second passes meanwhile
        assert 0 < left <= 10
        assert visit.shows(visit.say("idle.count", seconds=left))


@pytest.mark.parametrize("act", ["key", "scan", "serial scan", "click"])
async def test_whatever_a_person_does_puts_the_question_off(act):
    async with visiting(World(timing=Timing(idle=2.5))) as visit:
        await visit.press("1")
        await visit.at(Question.CARD)
        for _ in range(4):
            if act == "scan":
                await visit.scan("a payment code, not a card")
            elif act == "serial scan":
                await visit.scan_by_serial_line("a payment code, not a card")
            elif act == "click":
                await visit.pilot.click(offset=(1, 1))
            else:
                await visit.press("x")
            assert visit.question is Question.CARD
            await asyncio.sleep(0.8)  # all four together take longer than nobody may take


@pytest.mark.parametrize("help_is_open", [False, True])
async def test_waiting_for_the_officer_keeps_the_screen_awake(help_is_open):
    world = World()
    world.registrar.status = Status.PENDING_REVIEW
    async with visiting(world) as visit:
        await begin(visit, Question.REVIEW)
        await visit.choose("send")
        await visit.until(lambda: bool(visit.view.query("#wait")), "one may wait")
        await visit.settled()
        await visit.choose("wait")
        await visit.reads("result.pending_review.waiting_todo")
        if help_is_open:
            await visit.press("f1")
            await visit.at(HelpScreen)
        await visit.idle_time_passes()
        assert not isinstance(visit.app.screen, IdleScreen)
        world.registrar.decide(Status.NEEDS_MORE)
        await visit.until(lambda: not visit.app.screen_stack[1].keeps_awake, "the waiting ends")
        await visit.idle_time_passes()
        assert isinstance(visit.app.screen, IdleScreen)


async def test_the_welcome_screen_asks_nobody_but_forgets_another_language():
    async with visiting() as visit:
        await visit.idle_time_passes()
        assert isinstance(visit.app.screen, WelcomeScreen)
        assert visit.app.is_running
        await visit.press("f2")
        await visit.until(lambda: visit.app.session.language == "en")
        await visit.idle_time_passes()
        await visit.gone()
        assert visit.app.return_code == 0
