"""An officer practises at a real kiosk: a PIN opens it, each screen is marked, and every way out ends it."""

import pytest

from kiosk.domain.registration.journey import Question
from kiosk.exit_status import PRACTICE
from kiosk.ports.citizen import PracticeScan
from kiosk.ui.kiosk.screens.call_sheet import CallScreen
from kiosk.ui.kiosk.screens.officer_sheet import OfficerScreen
from kiosk.ui.widgets.practice_mark import PracticeMark
from tests.fakes.citizen import MAN, World
from tests.fakes.presences import PIN
from tests.ui.answers import begin
from tests.ui.visit import Visit, visiting

SCANS = (PracticeScan({"vi": "Anh Mẫu"}, MAN),)


def practising() -> World:
    return World(is_demo=True, is_practice=True, practice=SCANS)


async def officer_here(visit: Visit) -> None:
    """Be the officer, as far as the PIN."""
    await visit.press("f4")
    await visit.at(CallScreen)
    await visit.choose("officer")
    await visit.at(OfficerScreen)
    await visit.type("mai")
    await visit.reads("call.officer.pin")


async def test_a_pin_on_the_welcome_screen_opens_practice():
    async with visiting() as visit:
        await officer_here(visit)
        await visit.press(*PIN)
        await visit.choose("practise")
        await visit.gone()
        assert visit.app.return_code == PRACTICE
        assert visit.world.desk.practised == ["mai"]


async def test_a_wrong_pin_opens_nothing():
    async with visiting() as visit:
        await officer_here(visit)
        await visit.press(*"274917")
        await visit.choose("practise")
        await visit.reads("refused.presence_refused")
        await visit.type("mai")
        await visit.choose("practise")
        await visit.reads("call.officer.short")
        assert visit.world.desk.practised == []


@pytest.mark.parametrize("where", ["a form", "the demo"])
async def test_practice_is_offered_neither_over_a_persons_form_nor_in_the_demo(where):
    async with visiting(World(is_demo=where == "the demo")) as visit:
        if where == "a form":
            await begin(visit, Question.NAME)
        await officer_here(visit)
        assert not visit.app.screen.query("#practise")


async def test_every_line_of_every_screen_is_marked():
    async with visiting(practising()) as visit:
        for question in (None, Question.NAME, Question.REVIEW):
            if question is not None:
                await begin(visit, question)
            assert visit.shows(visit.say("common.training.mark"))
            mark = visit.app.screen.query_one(PracticeMark)
            assert (mark.region.x, mark.region.height) == (0, visit.app.size.height)
        lines = [
            "".join(segment.text for segment in strip)
            for strip in visit.app.screen._compositor.render_strips()
        ]
        assert all(line.startswith("▌") for line in lines)


async def test_esc_and_silence_on_the_welcome_screen_end_practice():
    async with visiting(practising()) as visit:
        await visit.press("escape")
        await visit.gone()
        assert visit.app.return_code == 0
    async with visiting(practising()) as visit:
        await visit.idle_time_passes()
        await visit.gone()
        assert visit.app.return_code == 0


async def test_ctrl_q_ends_neither_practice_nor_the_kiosk():
    async with visiting(practising()) as visit:
        await visit.press("ctrl+q")
        assert not visit.app._exit
