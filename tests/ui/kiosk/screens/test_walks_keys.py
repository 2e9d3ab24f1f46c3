"""The keys that work everywhere, and the hand that presses one twice."""

import pytest

from kiosk.domain.registration.draft import Path
from kiosk.domain.registration.journey import Question
from kiosk.exit_status import QUIT
from kiosk.ports.citizen import PracticeScan
from kiosk.ports.errors import Unavailable
from kiosk.resources import text
from kiosk.ui.kiosk.results.receipt import ReceiptView
from kiosk.ui.kiosk.screens.call_sheet import CallScreen
from kiosk.ui.kiosk.screens.help_sheet import HelpScreen
from kiosk.ui.kiosk.screens.menu_sheet import MenuScreen
from kiosk.ui.kiosk.screens.welcome import WelcomeScreen
from kiosk.ui.toolkit.themes import THEMES
from tests.fakes.citizen import CODE, MAN, WOMAN, World
from tests.ui.answers import begin
from tests.ui.visit import visiting

TYPING = {
    Question.NUMBER: "00110",
    Question.NAME: "Trần T",
    Question.BIRTH: "02/09",
    Question.ADDRESS: "Xóm",
    Question.HELPER_NUMBER: "00609",
    Question.HELPER_NAME: "Nguyễn",
    Question.HELPER_BIRTH: "1",
    Question.PHONE: "0900",
    Question.CODE: "12",
}


async def test_help_lies_over_every_question_and_gives_it_back():
    async with visiting() as visit:
        await begin(visit, Question.REVIEW, Path.RELATIVE)
        for question in Question:
            await visit.app.screen.ask(question)
            await visit.at(question)
            entered = visit.draft
            await visit.press("f1")
            await visit.at(HelpScreen)
            topic = question.removeprefix("helper_")
            assert text.has(f"help.topic.{topic}", "vi"), f"no help on {topic}"
            await visit.reads(f"help.topic.{topic}")
            await visit.press("enter")
            await visit.at(question)
            assert visit.draft == entered


@pytest.mark.parametrize("errand", ["welcome", "lookup", "status", "employer", "result"])
async def test_help_lies_over_the_other_screens_too(errand):
    async with visiting() as visit:
        if errand in ("lookup", "status", "employer"):
            await visit.press("4", *{"status": "1", "employer": "3"}.get(errand, ""))
        elif errand == "result":
            await begin(visit, Question.REVIEW)
            await visit.choose("send")
            await visit.until(lambda: bool(visit.view.query("#done")), "the result stands")
        await visit.settled()
        await visit.press("f1")
        await visit.at(HelpScreen)
        await visit.reads(f"help.topic.{errand}")
        await visit.press("escape")
        await visit.until(lambda: not isinstance(visit.app.screen, HelpScreen), "help is gone")


async def test_another_language_keeps_what_is_half_typed_and_every_answer():
    async with visiting() as visit:
        await begin(visit, Question.REVIEW, Path.RELATIVE)
        entered = visit.draft
        for question, half in TYPING.items():
            await visit.app.screen.ask(question)
            await visit.at(question)
            visit.field.value = ""
            await visit.press(*half)
            title = visit.view.title
            await visit.press("f2")
            await visit.until(lambda title=title: visit.view.title != title, "it is asked in English")
            await visit.at(question)
            assert visit.field.value == half
            assert visit.app.focused is visit.field
            await visit.press("f2")
            await visit.until(lambda title=title: visit.view.title == title, "and in Vietnamese again")
            await visit.at(question)
            assert (visit.field.value, visit.draft) == (half, entered)
        assert len(visit.world.phone_codes.sent) == 1


async def test_a_code_sent_before_the_language_changed_is_still_the_one():
    async with visiting() as visit:
        await begin(visit, Question.CODE)
        await visit.press(*CODE[:3], "f2")
        await visit.until(lambda: visit.view.is_mounted and visit.shows(CODE[:3]), "the digits stand")
        await visit.at(Question.CODE)
        assert visit.view.query_one("#sms").display
        await visit.press(*CODE[3:])
        await visit.at(Question.REVIEW)
        assert (visit.world.phone_codes.sent, visit.world.phone_codes.answered) == (["+84900000000"], [CODE])


async def test_another_theme_changes_nothing_else():
    async with visiting() as visit:
        await begin(visit, Question.NAME)
        visit.field.value = "Trần"
        for place, theme in reversed(list(enumerate(THEMES, 1))):
            await visit.press("f3")
            await visit.at(MenuScreen)
            await visit.press(str(place))
            await visit.at(Question.NAME)
            assert visit.app.theme == theme.name
            assert visit.field.value == "Trần"


@pytest.mark.parametrize("error", [None, Unavailable("offline")])
async def test_calling_the_officer_keeps_everything_and_says_whether_it_rang(error):
    world = World()
    world.desk.error = error
    async with visiting(world) as visit:
        await begin(visit, Question.ADDRESS)
        visit.field.value = "Xóm Thử"
        entered = visit.draft
        await visit.press("f4")
        await visit.at(CallScreen)
        await visit.reads("call.called" if error is None else "call.not_called")
        await visit.reads("call.kept")
        assert visit.shows(world.services.office.hotline)
        await visit.press("1")
        await visit.at(Question.ADDRESS)
        assert (visit.field.value, visit.draft) == ("Xóm Thử", entered)
        assert world.desk.rings == ([("address", None)] if error is None else [])


async def test_the_officer_is_told_which_registration_the_call_is_about():
    async with visiting() as visit:
        await begin(visit, Question.REVIEW)
        code = visit.draft.receipt_code
        await visit.choose("send")
        await visit.at(ReceiptView)
        await visit.press("f4")
        await visit.reads("call.called")
        assert visit.world.desk.rings == [("result", code)]


async def test_the_keys_at_the_bottom_can_be_touched():
    async with visiting() as visit:
        for key, sheet in (("F1", HelpScreen), ("F2", None), ("F3", MenuScreen), ("F4", CallScreen)):
            bar = visit.app.screen.query_one("KeyBar")
            await visit.pilot.click(bar, offset=(bar.gutter.left + str(bar.render()).index(key), 0))
            if sheet is None:
                await visit.until(lambda: visit.app.session.language == "en", "the language changes")
                await visit.settled()
            else:
                await visit.at(sheet)
                await visit.choose("close")
                await visit.at(WelcomeScreen)


async def test_practice_scans_are_the_demos_alone():
    async with visiting() as visit:
        await visit.press("f9")
        assert isinstance(visit.app.screen, WelcomeScreen)
        assert not visit.shows(visit.say("common.key.practice"))


async def test_a_practice_scan_does_what_a_scan_does():
    story = {"vi": "Một người mẫu", "en": "A sample person"}
    world = World(is_demo=True, practice=(PracticeScan(story, MAN), PracticeScan(story, WOMAN)))
    async with visiting(world) as visit:
        assert visit.shows(visit.say("common.demo"), visit.say("common.key.practice"))
        await visit.press("f9")
        await visit.at(MenuScreen)
        await visit.press("2")
        await visit.at(Question.DETAILS)
        assert visit.draft.participant.full_name == "Trần Thị Thử Nghiệm"


@pytest.mark.parametrize("is_demo", [True, False])
async def test_only_the_demo_can_be_left_from_the_keyboard(is_demo):
    async with visiting(World(is_demo=is_demo)) as visit:
        await begin(visit, Question.DETAILS)
        await visit.press("ctrl+q")
        if is_demo:
            await visit.gone()
            assert visit.app.return_code == QUIT
        else:
            assert visit.app.is_running
            assert visit.question is Question.DETAILS
