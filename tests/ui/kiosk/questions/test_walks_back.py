"""Going back, and changing one line: nothing that was entered is lost on the way."""

import pytest

from kiosk.domain.people import IdSource, Sex
from kiosk.domain.registration.draft import Path, PhoneOwner, Purpose
from kiosk.domain.registration.journey import Question, questions
from kiosk.ui.kiosk.questions.interruption import FixStep, LeaveStep
from kiosk.ui.kiosk.screens.welcome import WelcomeScreen
from tests.fakes.citizen import CHILD, MAN, WOMAN
from tests.ui.answers import RELATIVE, RELATIVE_TYPED, SCANNED, TYPED, begin, chooses, scans, types, walk
from tests.ui.visit import visiting

STORED = {
    Question.NUMBER: "001105000017",
    Question.NAME: "Trần Thị Thử Nghiệm",
    Question.BIRTH: "1905",
    Question.ADDRESS: "Xóm Thử Nghiệm",
    Question.HELPER_NUMBER: "006090000011",
    Question.HELPER_NAME: "Nguyễn Văn Mẫu",
    Question.HELPER_BIRTH: "01/01/1990",
    Question.PHONE: "090 000 0000",
}


@pytest.mark.parametrize(
    ("way", "answers"),
    [("escape", {**RELATIVE_TYPED, Question.ADDRESS: types("Xóm Thử Nghiệm")}), ("back", RELATIVE)],
)
async def test_back_through_all_questions_keeps_every_answer(way, answers):
    async with visiting() as visit:
        await visit.press("2")
        await visit.at(Question.RELATION)
        await walk(visit, answers, to=Question.REVIEW)
        entered = visit.draft
        no_longer_asked = (Question.CODE, Question.REVIEW)  # a code that came back is not sent again
        for question in [q for q in reversed(questions(entered)) if q not in no_longer_asked]:
            await (visit.press("escape") if way == "escape" else visit.choose("back"))
            await visit.at(question)
            if question in STORED:
                assert visit.field.value == STORED[question]
        assert visit.draft == entered


async def test_whoever_went_back_to_the_card_goes_on_typing_where_they_stopped():
    async with visiting() as visit:
        await visit.press("1")
        await visit.at(Question.CARD)
        await walk(visit, TYPED, to=Question.BIRTH)
        for question in (Question.NAME, Question.NUMBER, Question.CARD):
            await visit.press("escape")
            await visit.at(question)
        await visit.choose("type")
        await visit.at(Question.BIRTH)
        assert visit.draft.participant.full_name == "Nguyễn Văn Mẫu"


async def test_back_before_anything_was_said_leads_to_the_welcome_screen():
    async with visiting() as visit:
        for errand in "1234":
            await visit.press(errand)
            await visit.until(lambda: not isinstance(visit.app.screen, WelcomeScreen), "the errand begins")
            await visit.settled()
            await visit.press("escape")
            await visit.at(WelcomeScreen)


async def test_back_from_the_first_question_asks_before_it_erases():
    async with visiting() as visit:
        await visit.scan(MAN)
        await visit.at(Question.DETAILS)
        entered = visit.draft
        await visit.press("escape")
        await visit.at(Question.CARD)
        for way in ("stay", "back", "escape"):
            await visit.press("escape")
            await visit.at(LeaveStep)
            await visit.reads("flow.leave.body")
            await (visit.press("escape") if way == "escape" else visit.choose(way))
            await visit.at(Question.CARD)
            assert visit.draft == entered
        await visit.press("escape")
        await visit.at(LeaveStep)
        await visit.choose("leave")
        await visit.reads("flow.erased.nothing_left")
        await visit.choose("done")
        await visit.gone()
        assert visit.app.return_code == 0


@pytest.mark.parametrize(
    ("line", "answers", "asked"),
    [
        (Question.DETAILS, RELATIVE, [Question.DETAILS]),
        (Question.HELPER_CARD, RELATIVE, [Question.HELPER_CARD]),
        (Question.PHONE_OWNER, RELATIVE, [Question.PHONE_OWNER, Question.PHONE]),
        (Question.CONSENT, RELATIVE, [Question.CONSENT, Question.DECLARATION, Question.NOTICES]),
        (
            Question.PHONE_OWNER,
            {**RELATIVE, Question.PHONE: types("0910000000")},
            [Question.PHONE_OWNER, Question.PHONE, Question.CODE],
        ),
        (
            Question.PHONE_OWNER,
            {**RELATIVE, Question.PHONE_OWNER: chooses("none")},
            [Question.PHONE_OWNER],
        ),
        (
            Question.HELPER_CARD,
            RELATIVE_TYPED,
            [Question.HELPER_CARD, Question.HELPER_NUMBER, Question.HELPER_NAME, Question.HELPER_BIRTH],
        ),
    ],
)
async def test_the_review_leads_back_to_each_line_and_returns(line, answers, asked):
    async with visiting() as visit:
        await begin(visit, Question.REVIEW, Path.RELATIVE)
        await visit.choose("fix")
        await visit.at(FixStep)
        await visit.choose(f"fix-{line}")
        await visit.at(line)
        redone = await walk(visit, answers, to=Question.REVIEW)
        # Another helper makes a new declaration and proves the phone again; that is not the line itself.
        assert redone[: len(asked)] == asked


async def test_every_line_of_the_review_can_be_looked_at_without_a_change():
    async with visiting() as visit:
        await begin(visit, Question.REVIEW, Path.RELATIVE)
        entered = visit.draft
        for line in (Question.DETAILS, Question.HELPER_CARD, Question.PHONE_OWNER, Question.CONSENT):
            await visit.choose("fix")
            await visit.at(FixStep)
            await visit.choose(f"fix-{line}")
            await visit.at(line)
            await visit.press("escape")
            await visit.at(Question.REVIEW)
        await visit.choose("fix")
        await visit.at(FixStep)
        await visit.press("escape")
        await visit.at(Question.REVIEW)
        assert visit.draft == entered


async def test_another_phone_is_proved_before_the_review_returns():
    async with visiting() as visit:
        await begin(visit, Question.REVIEW)
        await visit.choose("fix")
        await visit.at(FixStep)
        await visit.choose("fix-phone")
        await visit.at(Question.PHONE)
        await walk(visit, {**SCANNED, Question.PHONE: types("0910000000")}, to=Question.REVIEW)
        assert (visit.draft.phone, visit.draft.phone_proof) == ("+84910000000", "PROOF")
        await visit.reads("flow.review.phone_proved", phone="091 ••• ••00")


async def test_messages_can_be_refused_after_all():
    async with visiting() as visit:
        await begin(visit, Question.REVIEW)
        assert visit.draft.consent(Purpose.NOTICES).granted
        await visit.choose("fix")
        await visit.at(FixStep)
        await visit.choose("fix-consent")
        await visit.at(Question.CONSENT)
        await walk(visit, {**SCANNED, Question.NOTICES: chooses("refuse")}, to=Question.REVIEW)
        assert not visit.draft.consent(Purpose.NOTICES).granted


@pytest.mark.parametrize(
    ("line", "change", "changed"),
    [
        (Question.NAME, types("Nguyễn Văn Thử"), {"full_name": "Nguyễn Văn Thử"}),
        (Question.BIRTH, types("1990"), {"source": IdSource.TYPED}),
        (Question.SEX, chooses("female"), {"sex": Sex.FEMALE}),
        (Question.ADDRESS, types("Xóm Giả Định"), {"address": "Xóm Giả Định"}),
    ],
)
async def test_a_line_of_the_details_is_changed_and_the_details_return(line, change, changed):
    async with visiting() as visit:
        await visit.scan(MAN)
        await visit.at(Question.DETAILS)
        await visit.choose("fix")
        await visit.at(FixStep)
        await visit.choose(f"fix-{line}")
        await visit.at(line)
        await change(visit)
        if line is Question.ADDRESS:
            await visit.at(Question.COMMUNE)
            await visit.choose("skip")
        await visit.at(Question.DETAILS)
        person = visit.draft.participant
        assert {name: getattr(person, name) for name in changed} == changed
        assert person.source is IdSource.TYPED
        assert person.citizen_id == "006090000011"


async def test_the_details_can_be_scanned_again():
    async with visiting() as visit:
        await visit.scan(MAN)
        await visit.at(Question.DETAILS)
        await visit.choose("fix")
        await visit.at(FixStep)
        await visit.choose("fix-card")
        await visit.at(Question.CARD)
        await scans(WOMAN)(visit)
        await visit.at(Question.DETAILS)
        assert visit.draft.participant.full_name == "Trần Thị Thử Nghiệm"


async def test_a_number_that_was_mistyped_is_mended_with_all_that_follows_from_it():
    async with visiting() as visit:
        await visit.press("1")
        await visit.at(Question.CARD)
        await walk(visit, {**TYPED, Question.NUMBER: types("006190000011")}, to=Question.DETAILS)
        assert visit.draft.participant.sex is Sex.FEMALE
        await visit.choose("fix")
        await visit.at(FixStep)
        await visit.choose("fix-number")
        await visit.at(Question.NUMBER)
        await visit.type("006090000011")
        await visit.at(Question.DETAILS)
        person = visit.draft.participant
        assert (person.citizen_id, person.sex, person.warnings) == ("006090000011", Sex.MALE, ())
        assert person.full_name == "Nguyễn Văn Mẫu"


async def test_a_sex_that_the_person_chose_outlives_another_number():
    async with visiting() as visit:
        await visit.press("1")
        await visit.at(Question.CARD)
        await walk(visit, TYPED, to=Question.DETAILS)
        for line, change in [
            (Question.SEX, chooses("female")),
            (Question.NUMBER, types("006090000012")),
        ]:
            await visit.choose("fix")
            await visit.at(FixStep)
            await visit.choose(f"fix-{line}")
            await visit.at(line)
            await change(visit)
            await visit.at(Question.DETAILS)
        assert visit.draft.participant.sex is Sex.FEMALE


async def test_another_persons_card_asks_for_their_own_consent():
    async with visiting() as visit:
        await begin(visit, Question.CARD, Path.RELATIVE)
        await visit.scan(CHILD)
        await visit.at(Question.DETAILS)
        draft = visit.draft
        assert (draft.consents, draft.phone_proof) == ((), None)
        assert (draft.phone, draft.phone_owner) == ("+84900000000", PhoneOwner.HELPER)
