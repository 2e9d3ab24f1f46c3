from itertools import pairwise, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.dates import PartialDate
from kiosk.domain.people import IdSource, Person, Relation
from kiosk.domain.registration.draft import Consent, Draft, Path, PhoneOwner, Purpose, Registration
from kiosk.domain.registration.journey import (
    CHAPTERS,
    PURPOSES,
    Question,
    after,
    before,
    is_answered,
    progress,
    questions,
)
from kiosk.domain.scans.card_codes import InsuranceCard, parse
from tests.domain.samples import CHILD, KEY, MAN, NOW, PUPIL, TODAY, WOMAN, complete_draft, insurance_text

PARTS = {
    Question.NUMBER: "citizen_id",
    Question.NAME: "full_name",
    Question.BIRTH: "birth",
    Question.SEX: "sex",
    Question.ADDRESS: "address",
    Question.HELPER_NUMBER: "citizen_id",
    Question.HELPER_NAME: "full_name",
    Question.HELPER_BIRTH: "birth",
}


def insurance_card() -> InsuranceCard:
    scan = parse(insurance_text(), TODAY)
    assert isinstance(scan, InsuranceCard)
    return scan


def answered(
    question: Question, draft: Draft, participant: Person, helper: Person, owner: PhoneOwner
) -> Draft:
    """Answer one question the way these people would."""
    typed = Person()
    if question in PARTS and question.startswith("helper"):
        part = {PARTS[question]: getattr(MAN, PARTS[question])}
        return draft.with_helper((draft.helper or typed).with_(**part))
    if question in PARTS:
        part = {PARTS[question]: getattr(WOMAN, PARTS[question])}
        return draft.with_person((draft.participant or typed).with_(**part))
    if question in PURPOSES:
        return draft.with_consent(Consent(PURPOSES[question], "1", granted=True))
    phone = None if owner is PhoneOwner.NONE else "+84900000000"
    answers = {
        Question.RELATION: lambda: draft.with_relation(Relation.PARENT),
        Question.CARD: lambda: draft.with_person(participant),
        Question.DETAILS: draft.with_details_confirmed,
        Question.COMMUNE: lambda: draft.with_commune("01843"),
        Question.HELPER_CARD: lambda: draft.with_helper(helper),
        Question.PHONE_OWNER: lambda: draft.with_phone(None, owner),
        Question.PHONE: lambda: draft.with_phone(phone, owner),
        Question.CODE: lambda: draft.with_phone_proof("proof"),
    }
    return answers[question]()


def walk(
    draft: Draft, participant: Person, helper: Person, owner: PhoneOwner
) -> tuple[list[Question], Draft]:
    """Answer whatever is asked until the review stands there."""
    asked: list[Question] = []
    question = after(None, draft)
    while question is not Question.REVIEW:
        asked.append(question)
        assert len(asked) < len(Question), asked
        draft = answered(question, draft, participant, helper, owner)
        question = after(question, draft)
    return asked, draft


@pytest.mark.parametrize(
    ("path", "participant", "helper", "owner"),
    [
        (path, participant, helper, owner)
        for path, participant, helper, owner in product(
            Path, [WOMAN, Person(), insurance_card().to_person()], [MAN, Person()], PhoneOwner
        )
        if path is Path.RELATIVE or owner is not PhoneOwner.HELPER
    ],
)
def test_every_walk_ends_at_the_review_with_a_registration_fit_to_send(path, participant, helper, owner):
    asked, draft = walk(Draft(KEY, path), participant, helper, owner)
    assert len(asked) == len(set(asked))
    assert asked == [question for question in questions(draft) if question in asked]
    registration = Registration.from_draft(draft, office_code="00000", now=NOW)
    assert registration.participant.is_complete


def test_a_scanned_card_leaves_five_questions_for_oneself_and_a_guess_one_less():
    asked, _ = walk(Draft(KEY, Path.SELF), MAN, MAN, PhoneOwner.NONE)
    assert asked == [
        Question.CARD,
        Question.DETAILS,
        Question.COMMUNE,
        Question.PHONE,
        Question.CONSENT,
    ]
    guessed = Draft(KEY, Path.SELF).with_person(MAN).with_commune("01843", is_guessed=True)
    asked, _ = walk(guessed, MAN, MAN, PhoneOwner.NONE)
    assert asked == [Question.DETAILS, Question.PHONE, Question.CONSENT]


def test_an_insurance_card_leaves_only_what_it_does_not_say_to_be_typed():
    asked, _ = walk(Draft(KEY, Path.SELF), insurance_card().to_person(), MAN, PhoneOwner.NONE)
    assert asked[:4] == [Question.CARD, Question.NUMBER, Question.ADDRESS, Question.DETAILS]


PEOPLE = st.sampled_from(
    [None, Person(), MAN, WOMAN, CHILD, PUPIL, MAN.with_(source=IdSource.TYPED, address=None)]
)
DRAFTS = st.builds(
    Draft,
    idempotency_key=st.just(KEY),
    path=st.sampled_from(Path),
    day=st.sampled_from([None, TODAY]),
    relation=st.none() | st.sampled_from(Relation),
    participant=PEOPLE,
    is_confirmed=st.booleans(),
    helper=PEOPLE,
    phone=st.sampled_from([None, "+84900000000"]),
    phone_owner=st.none() | st.sampled_from(PhoneOwner),
    phone_proof=st.sampled_from([None, "proof"]),
    is_phone_unproved=st.booleans(),
    consents=st.lists(
        st.builds(Consent, st.sampled_from(Purpose), st.just("1"), st.booleans()),
        unique_by=lambda c: c.purpose,
    ).map(tuple),
)


@given(DRAFTS, st.none() | st.sampled_from(Question))
def test_the_next_question_applies_and_lacks_an_answer(draft: Draft, question: Question | None):
    following = after(question, draft)
    assert following in questions(draft)
    assert not is_answered(following, draft)
    if following is Question.REVIEW:
        assert all(is_answered(other, draft) for other in questions(draft) if other is not Question.REVIEW)


@given(DRAFTS)
def test_going_back_passes_every_question_once_and_ends(draft: Draft):
    order = questions(draft)
    assert len(order) == len(set(order))
    assert before(order[0], draft) is None
    assert all(before(later, draft) is earlier for earlier, later in pairwise(order))


@given(DRAFTS)
def test_chapters_only_count_upwards(draft: Draft):
    counted = [progress(question, draft) for question in questions(draft)]
    assert [here for here, _ in counted] == sorted(here for here, _ in counted)
    assert counted[0][0] == 1
    assert counted[-1] == (counted[0][1], counted[0][1])


@given(DRAFTS, st.sampled_from(Question))
def test_a_question_that_no_longer_applies_leads_on_all_the_same(draft: Draft, question: Question):
    if question not in questions(draft):
        assert before(question, draft) is None
        assert after(question, draft) is after(None, draft)


@pytest.mark.parametrize(
    ("person", "is_asked"),
    [
        (CHILD, False),
        (PUPIL, True),
        (MAN, False),
        (PUPIL.with_(birth=PartialDate(2019, 11, 22)), True),  # seven today
        (PUPIL.with_(birth=PartialDate(2019, 11, 23)), False),  # seven tomorrow
        (PUPIL.with_(birth=PartialDate(2019)), True),  # seven, for all that is known
        (PUPIL.with_(birth=PartialDate(2008, 11, 23)), True),  # eighteen tomorrow
        (PUPIL.with_(birth=PartialDate(2008, 11, 22)), False),
    ],
)
def test_a_child_from_seven_is_asked_beside_whoever_represents_it(person: Person, is_asked: bool):
    asked, draft = walk(Draft(KEY, Path.RELATIVE, TODAY), person, MAN, PhoneOwner.NONE)
    consents = [question for question in asked if question in PURPOSES]
    child = [Question.CHILD_CONSENT] if is_asked else []
    assert consents == [Question.CONSENT, *child, Question.DECLARATION]
    assert (Purpose.CHILD in draft.needed) is is_asked


def test_every_question_belongs_to_one_chapter():
    assert sorted(question for chapter in CHAPTERS for question in chapter) == sorted(Question)


def test_changing_one_answer_asks_again_only_what_it_made_void():
    draft = complete_draft(Path.RELATIVE, PhoneOwner.HELPER).with_person(CHILD)
    asked = []
    while (question := after(asked[-1] if asked else Question.CARD, draft)) is not Question.REVIEW:
        asked.append(question)
        draft = answered(question, draft, CHILD, MAN, PhoneOwner.HELPER)
    assert asked == [
        Question.DETAILS,
        Question.COMMUNE,
        Question.CODE,
        Question.CONSENT,
        Question.DECLARATION,
        Question.NOTICES,
    ]
