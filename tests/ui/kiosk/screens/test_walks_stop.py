"""Stopping: everything is erased, or the form is kept under a code for another day, and only if asked for."""

from dataclasses import replace

import pytest

from kiosk.domain import readable_code
from kiosk.domain.registration.journey import Question
from kiosk.domain.slip import ReadOut
from kiosk.ports.citizen import PracticeScan
from kiosk.ports.errors import Refused, Unavailable
from kiosk.ui.kiosk.questions.interruption import FixStep, LeaveFormStep, LeaveStep
from kiosk.ui.kiosk.results.erasure import ErasureView
from kiosk.ui.kiosk.results.pick_up_code import PickUpCodeView
from kiosk.ui.kiosk.screens.welcome import WelcomeScreen
from kiosk.ui.widgets.key_bar import KeyBar
from kiosk.ui.widgets.qr.qr_code import Qr
from tests.fakes.citizen import MAN, FakePrinter, FakeVoice, World
from tests.fakes.pick_ups import SIGNED_PICK_UP
from tests.ui.answers import begin, stop
from tests.ui.visit import visiting

AWAY = (Unavailable("offline"), Unavailable("slow"), Refused("invalid_body"))


async def test_stopping_is_one_key_away_from_every_question_and_costs_nothing():
    async with visiting() as visit:
        for question in (Question.DETAILS, Question.PHONE, Question.CONSENT, Question.REVIEW):
            await begin(visit, question)
            entered = visit.draft
            await stop(visit)
            await visit.reads("flow.leave.body")
            await visit.choose("stay")
            await visit.at(question)
            assert visit.draft == entered
            await visit.app.pop_screen()


@pytest.mark.parametrize("way", ["stay", "escape", "back"])
async def test_what_was_half_typed_is_still_there_for_who_goes_on(way):
    async with visiting() as visit:
        await begin(visit, Question.NAME)
        visit.field.value = "Trần Th"
        await stop(visit)
        await (visit.press("escape") if way == "escape" else visit.choose(way))
        await visit.at(Question.NAME)
        assert visit.field.value == "Trần Th"


async def test_a_code_that_was_sent_is_not_sent_again_to_who_goes_on():
    async with visiting() as visit:
        await begin(visit, Question.CODE)
        await visit.reads("flow.code.sent", phone="090 ••• ••00")
        await stop(visit)
        await visit.choose("stay")
        await visit.at(Question.CODE)
        await visit.reads("flow.code.sent", phone="090 ••• ••00")
        assert visit.world.phone_codes.sent == ["+84900000000"]


async def test_the_list_of_lines_to_change_is_left_and_found_again():
    async with visiting() as visit:
        await begin(visit, Question.REVIEW)
        await visit.choose("fix")
        await visit.at(FixStep)
        await stop(visit)
        await visit.choose("stay")
        await visit.at(FixStep)


async def test_with_nothing_entered_stopping_leads_to_the_welcome_screen():
    async with visiting() as visit:
        await visit.press("1")
        await visit.at(Question.CARD)
        await visit.press("f8")
        await visit.at(WelcomeScreen)


async def test_the_key_is_shown_on_questions_alone_and_can_be_touched():
    async with visiting() as visit:
        assert "F8" not in str(visit.app.screen.query_one(KeyBar).render())
        await begin(visit, Question.DETAILS)
        bar = visit.app.screen.query_one(KeyBar)
        before = str(bar.render()).partition("F8")[0]
        place = bar.content_region
        await visit.pilot.click(offset=(place.x + len(before) + 1, place.y))
        await visit.at(LeaveFormStep)
        assert "F8" not in str(bar.render())


async def test_erasing_is_said_and_nothing_is_left_on_the_screen_or_behind_it():
    async with visiting() as visit:
        await begin(visit, Question.REVIEW)
        await stop(visit)
        await visit.choose("leave")
        await visit.at(ErasureView)
        await visit.reads("flow.erased.nothing_left")
        assert visit.draft.participant is None
        assert not visit.world.pick_ups.forms
        await visit.choose("done")
        await visit.gone()
        assert visit.app.return_code == 0


async def test_somebody_of_whom_no_number_is_known_is_offered_no_code():
    async with visiting() as visit:
        await visit.press("2")
        await visit.at(Question.RELATION)
        await visit.choose("parent")
        await visit.at(Question.CARD)
        await visit.choose("type")
        await visit.at(Question.NUMBER)
        await visit.press("f8")
        await visit.at(WelcomeScreen)
        await begin(visit, Question.CARD)
        await visit.press("f8")
        await visit.at(LeaveFormStep)
        assert visit.view.query("#keep")


async def test_whoever_only_looks_at_their_card_has_no_form_to_keep():
    async with visiting() as visit:
        await visit.press("3")
        await visit.at(Question.CARD)
        await visit.scan(MAN)
        await visit.at(Question.CODE)
        await visit.press("f8")
        await visit.at(LeaveStep)
        assert not visit.view.query("#keep")
        await visit.choose("stay")
        await visit.at(Question.CODE)


# Keeping.


async def test_a_form_is_kept_with_a_code_that_stands_large_and_until_when():
    async with visiting() as visit:
        await begin(visit, Question.PHONE)
        await stop(visit)
        await visit.choose("keep")
        await visit.at(PickUpCodeView)
        await visit.reads("pick_up.until", when="29/11/2026")
        ((code, form),) = visit.world.pick_ups.forms.items()
        assert readable_code.is_valid(code, readable_code.PICK_UP)
        assert visit.shows(readable_code.grouped(code))
        await visit.stands(Qr)
        assert form == replace(visit.draft, phone_proof=None)
        await visit.choose("done")
        await visit.gone()


async def test_nothing_is_kept_unless_it_is_asked_for():
    async with visiting() as visit:
        await begin(visit, Question.REVIEW)
        await stop(visit)
        await visit.idle_time_passes()
        assert not visit.world.pick_ups.forms


@pytest.mark.parametrize("error", AWAY, ids=str)
async def test_a_backend_that_is_away_is_said_and_nothing_is_kept_here_instead(error):
    async with visiting() as visit:
        await begin(visit, Question.PHONE)
        visit.field.value = "09"
        await stop(visit)
        visit.world.pick_ups.error = error
        await visit.choose("keep")
        await visit.reads("pick_up.not_kept")
        await visit.choose("again")
        await visit.reads("pick_up.not_kept_todo")
        await visit.choose("stay")
        await visit.at(Question.PHONE)
        assert visit.field.value == "09"
        await stop(visit)
        await visit.choose("keep")
        await visit.reads("pick_up.not_kept")
        await visit.choose("leave")
        await visit.at(ErasureView)


async def test_trying_again_keeps_it_under_the_same_code():
    async with visiting() as visit:
        await begin(visit, Question.PHONE)
        await stop(visit)
        visit.world.pick_ups.error = Unavailable("slow")
        await visit.choose("keep")
        await visit.reads("pick_up.not_kept")
        visit.world.pick_ups.error = None
        await visit.choose("again")
        await visit.reads("pick_up.kept")
        assert len(visit.world.pick_ups.forms) == 1


async def test_its_slip_comes_by_itself_and_can_be_checked():
    async with visiting(World(printer=FakePrinter())) as visit:
        await begin(visit, Question.PHONE)
        await stop(visit)
        await visit.choose("keep")
        await visit.reads("paper.printed")
        (slip,) = visit.world.printer.slips
        ((code, _),) = visit.world.pick_ups.forms.items()
        assert [square.payload for square in slip.squares] == [f"BHXH1:{code}:{SIGNED_PICK_UP}"]
        assert ReadOut(readable_code.grouped(code)) in slip.parts
        await visit.press("3")
        await visit.until(lambda: len(visit.world.printer.slips) == 2, "it is printed again")


async def test_a_row_with_too_many_keys_names_the_last_one_alone():
    world = World(is_demo=True, practice=(PracticeScan({}, ""),), voice=FakeVoice())
    async with visiting(world) as visit:
        await begin(visit, Question.DETAILS)
        row = str(visit.app.screen.query_one(KeyBar).render())
        assert row.endswith(" F9")
        assert len(row) <= 76


async def test_a_code_is_never_read_aloud():
    async with visiting(World(voice=FakeVoice())) as visit:
        await begin(visit, Question.DETAILS)
        await visit.press("f6")
        await stop(visit)
        await visit.choose("keep")
        await visit.reads("pick_up.kept")
        heard = visit.world.voice.said
        await visit.until(lambda: any("pick_up.secret" in dict(each) for each in heard), "it is read")
        ((code, _),) = visit.world.pick_ups.forms.items()
        said = " ".join(text for each in heard for _, text in each)
        assert code[:4] not in said
