"""What people type wrongly: said in words below the field, which keeps what was typed until it is mended."""

import pytest

from kiosk.domain.problems import Problem
from kiosk.domain.registration.draft import Path
from kiosk.domain.registration.journey import Question
from kiosk.resources.text import problem_words
from tests.fakes.citizen import MAN
from tests.ui.answers import RELATIVE, RELATIVE_TYPED, TYPED, begin, types, walk
from tests.ui.visit import visiting

WRONG = {
    Question.NUMBER: [
        ("", Problem("citizen_id.missing")),
        ("00110500001", Problem("citizen_id.length", {"digits": "11"})),
        ("123456789", Problem("citizen_id.old_number")),
        ("001999000017", Problem("citizen_id.impossible")),
        ("003105000017", Problem("citizen_id.unknown_province", {"code": "003"})),
    ],
    Question.NAME: [
        ("", Problem("name.missing")),
        ("Ơ", Problem("name.missing")),
        ("Trần Thị 2", Problem("name.has_digits")),
    ],
    Question.BIRTH: [
        ("", Problem("birth.unreadable")),
        ("hôm qua", Problem("birth.unreadable")),
        ("31/02/1948", Problem("birth.impossible")),
        ("31021948", Problem("birth.impossible")),
        ("1848", Problem("birth.impossible")),
        ("01/01/2090", Problem("birth.in_the_future")),
    ],
    Question.PHONE: [
        ("", Problem("phone.missing")),
        ("0281234567", Problem("phone.impossible")),
        ("02838000000", Problem("phone.landline")),
        ("0012025550000", Problem("phone.foreign")),
        ("09000000", Problem("phone.length", {"digits": "8"})),
        ("0100000000", Problem("phone.impossible")),
    ],
    Question.HELPER_NUMBER: [("001105000017", Problem("helper.is_participant"))],
    Question.HELPER_BIRTH: [("01/01/2020", Problem("helper.is_minor"))],
}
RIGHT = {
    Question.NUMBER: "001105000017",
    Question.NAME: "Trần Thị Thử Nghiệm",
    Question.BIRTH: "02/09/1905",
    Question.PHONE: "090 000 0000",
    Question.HELPER_NUMBER: "006090000011",
    Question.HELPER_BIRTH: "01/01/1990",
}


@pytest.mark.parametrize("question", WRONG)
async def test_a_wrong_line_is_named_kept_and_can_be_mended(question):
    async with visiting() as visit:
        await begin(visit, question, Path.RELATIVE)
        entered = visit.draft
        for line, problem in WRONG[question]:
            await visit.type(line)
            await visit.until(lambda: visit.shows(problem_words(problem)), f"{problem.key} is read")  # noqa: B023 - awaited at once
            assert (visit.question, visit.field.value, visit.draft) == (question, line, entered)
            assert visit.app.focused is visit.field
        await visit.type(RIGHT[question])
        await visit.until(lambda: visit.question is not question, "the right line is taken")


async def test_letters_do_not_even_enter_a_number():
    async with visiting() as visit:
        await begin(visit, Question.NUMBER)
        visit.field.value = ""
        await visit.press(*"00a1b", "space", "1")
        assert visit.field.value == "001 1"


async def test_the_complaint_goes_when_the_line_is_being_mended():
    async with visiting() as visit:
        await begin(visit, Question.NUMBER)
        await visit.type("00110500001")
        await visit.reads_problem("citizen_id.length", digits="11")
        await visit.press("7")
        await visit.until(lambda: not visit.view.query_one("#notice").display, "the complaint goes")


async def test_a_contradiction_typed_is_shown_both_ways_and_travels_with_the_registration():
    answers = {**TYPED, Question.BIRTH: types("01/01/1991")}
    async with visiting() as visit:
        await visit.press("1")
        await visit.at(Question.CARD)
        await walk(visit, answers, to=Question.DETAILS)
        await visit.reads_problem("birth.contradicts_number", card="1991", number="1990")
        await walk(visit, answers)
        (sent,) = visit.world.registrar.sent
        assert [warning.key for warning in sent.participant.warnings] == ["birth.contradicts_number"]


async def test_a_sex_chosen_against_the_card_is_doubted_like_any_other():
    async with visiting() as visit:
        await visit.scan(MAN)
        await visit.at(Question.DETAILS)
        await visit.app.screen.ask(Question.SEX)
        await visit.at(Question.SEX)
        await visit.choose("female")
        await visit.at(Question.DETAILS)
        await visit.reads_problem("sex.contradicts_number", card="Nữ", number="Nam")


async def test_a_helper_typed_as_a_child_is_told_why_and_may_be_another_person():
    child = {**RELATIVE_TYPED, Question.HELPER_NUMBER: types("006226000019")}
    async with visiting() as visit:
        await visit.press("2")
        await visit.at(Question.RELATION)
        await walk(
            visit,
            {**RELATIVE, **{q: child[q] for q in child if q.startswith("helper")}},
            Question.HELPER_BIRTH,
        )
        await visit.type("15/05/2020")
        await visit.reads_problem("helper.is_minor")
        for question in (Question.HELPER_NAME, Question.HELPER_NUMBER, Question.HELPER_CARD):
            await visit.press("escape")
            await visit.at(question)
        await visit.scan(MAN)
        await visit.at(Question.PHONE_OWNER)


@pytest.mark.parametrize(
    ("question", "line"),
    [(Question.NAME, "[/] [@click=app.quit]Mẫu"), (Question.ADDRESS, "[b]Xóm[/b] \x1b]0;x\x07")],
)
async def test_what_is_typed_is_no_markup_and_no_order_to_the_terminal(question, line):
    async with visiting() as visit:
        await begin(visit, question)
        await visit.type(line)
        await visit.at(Question.DETAILS)
        assert visit.shows(line.replace("\x1b", "").replace("\x07", ""))
