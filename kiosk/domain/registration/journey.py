"""Which question is next: the order of a registration's questions and how far along one is."""

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum

from kiosk.domain.people import IdSource
from kiosk.domain.registration.draft import Draft, Path, PhoneOwner, Purpose
from kiosk.domain.registration.supplement import AskedPart


class Question(StrEnum):
    """One screen's question. A typed identity is asked for part by part."""

    RELATION = "relation"
    CARD = "card"
    NUMBER = "number"
    NAME = "name"
    BIRTH = "birth"
    SEX = "sex"
    ADDRESS = "address"
    DETAILS = "details"
    COMMUNE = "commune"
    HELPER_CARD = "helper_card"
    HELPER_NUMBER = "helper_number"
    HELPER_NAME = "helper_name"
    HELPER_BIRTH = "helper_birth"
    PHONE_OWNER = "phone_owner"
    PHONE = "phone"
    CODE = "code"
    CONSENT = "consent"
    CHILD_CONSENT = "child_consent"
    DECLARATION = "declaration"
    NOTICES = "notices"
    REVIEW = "review"


_TYPED = (Question.NUMBER, Question.NAME, Question.BIRTH, Question.SEX, Question.ADDRESS)
_HELPER_TYPED = (Question.HELPER_NUMBER, Question.HELPER_NAME, Question.HELPER_BIRTH)

CHAPTERS: tuple[frozenset[Question], ...] = (
    frozenset({Question.RELATION}),
    frozenset({Question.CARD, *_TYPED, Question.DETAILS, Question.COMMUNE}),
    frozenset({Question.HELPER_CARD, *_HELPER_TYPED}),
    frozenset({Question.PHONE_OWNER, Question.PHONE, Question.CODE}),
    frozenset({Question.CONSENT, Question.CHILD_CONSENT, Question.DECLARATION, Question.NOTICES}),
    frozenset({Question.REVIEW}),
)
"""What "step 2 of 5" counts: a person counts chapters, not screens."""


def questions(draft: Draft) -> tuple[Question, ...]:
    """Return the questions that apply to `draft`, in their order."""
    if draft.asked is not None:
        return _asked_questions(draft, draft.asked.parts)
    participant_typed = draft.participant is not None and draft.participant.source is IdSource.TYPED
    helper_typed = draft.helper is not None and draft.helper.source is IdSource.TYPED
    is_helper_doubted = draft.helper is not None and not draft.helper.is_name_certain
    by_relative = draft.path is Path.RELATIVE
    has_phone = draft.phone_owner in (PhoneOwner.SELF, PhoneOwner.HELPER)
    asked = [
        (by_relative, (Question.RELATION,)),
        (True, (Question.CARD,)),
        (participant_typed, _TYPED),
        (True, (Question.DETAILS,)),
        (not draft.is_commune_guessed, (Question.COMMUNE,)),
        (by_relative, (Question.HELPER_CARD,)),
        (by_relative and helper_typed, _HELPER_TYPED),
        (by_relative and not helper_typed and is_helper_doubted, (Question.HELPER_NAME,)),
        (by_relative, (Question.PHONE_OWNER,)),
        (has_phone or not by_relative, (Question.PHONE,)),
        (has_phone, (Question.CODE,)),
        (True, (Question.CONSENT,)),
        (draft.asks_child, (Question.CHILD_CONSENT,)),
        (by_relative, (Question.DECLARATION,)),
        (has_phone, (Question.NOTICES,)),
        (True, (Question.REVIEW,)),
    ]
    return tuple(question for applies, group in asked if applies for question in group)


def _asked_questions(draft: Draft, parts: Sequence[AskedPart]) -> tuple[Question, ...]:
    """Return just what an officer asked for."""
    by_relative, is_phone = draft.path is Path.RELATIVE, AskedPart.PHONE in parts
    has_phone = draft.phone_owner in (PhoneOwner.SELF, PhoneOwner.HELPER)
    asked = (
        (AskedPart.PERSON_CARD in parts, Question.CARD),
        (AskedPart.HELPER_CARD in parts, Question.HELPER_CARD),
        (is_phone and by_relative, Question.PHONE_OWNER),
        (is_phone and (has_phone or not by_relative), Question.PHONE),
        (is_phone and has_phone, Question.CODE),
        (True, Question.REVIEW),
    )
    return tuple(question for applies, question in asked if applies)


PURPOSES: Mapping[Question, Purpose] = {
    Question.CONSENT: Purpose.REGISTRATION,
    Question.CHILD_CONSENT: Purpose.CHILD,
    Question.DECLARATION: Purpose.DECLARATION,
    Question.NOTICES: Purpose.NOTICES,
}
"""What each question of consent asks consent for."""
_FIELDS = {
    Question.NUMBER: "citizen_id",
    Question.HELPER_NUMBER: "citizen_id",
    Question.NAME: "full_name",
    Question.HELPER_NAME: "full_name",
    Question.BIRTH: "birth",
    Question.HELPER_BIRTH: "birth",
    Question.SEX: "sex",
    Question.ADDRESS: "address",
}
_ANSWERED: Mapping[Question, Callable[[Draft], bool]] = {
    Question.RELATION: lambda draft: draft.relation is not None,
    Question.CARD: lambda draft: draft.participant is not None,
    Question.DETAILS: lambda draft: draft.is_confirmed,
    Question.COMMUNE: lambda draft: draft.commune is not None,
    Question.HELPER_CARD: lambda draft: draft.helper is not None,
    Question.PHONE_OWNER: lambda draft: draft.phone_owner is not None,
    Question.PHONE: lambda draft: draft.phone is not None or draft.phone_owner is PhoneOwner.NONE,
    Question.CODE: lambda draft: draft.phone_proof is not None or draft.is_phone_unproved,
    Question.REVIEW: lambda draft: False,
}


def is_answered(question: Question, draft: Draft) -> bool:
    """Has `question` an answer in `draft`? The review never has: it is where sending happens."""
    if question in PURPOSES:
        return draft.consent(PURPOSES[question]) is not None
    if question not in _FIELDS:
        return _ANSWERED[question](draft)
    person = draft.helper if question in _HELPER_TYPED else draft.participant
    if question is Question.HELPER_NAME and person is not None and not person.is_name_certain:
        return False  # the participant's is confirmed with their details
    value = getattr(person, _FIELDS[question], None)
    return value is not None if question is Question.ADDRESS else bool(value)


def after(question: Question | None, draft: Draft) -> Question:
    """Return the first question after `question` that still lacks an answer; None asks for the first.

    So a person who goes back to change one answer is not asked the others again, except those that the
    change made void.
    """
    order = questions(draft)
    start = order.index(question) + 1 if question in order else 0
    for candidate in (*order[start:], *order[:start]):
        if candidate is not Question.REVIEW and not is_answered(candidate, draft):
            return candidate
    return Question.REVIEW


def before(question: Question, draft: Draft) -> Question | None:
    """Return the question to go back to, or None when this is the first."""
    order = questions(draft)
    place = order.index(question) if question in order else 0
    return order[place - 1] if place > 0 else None


def progress(question: Question, draft: Draft) -> tuple[int, int]:
    """Return which chapter this is, counted from 1, and how many chapters there are."""
    asked = set(questions(draft))
    chapters = [chapter for chapter in CHAPTERS if chapter & asked]
    here = next((i for i, chapter in enumerate(chapters, 1) if question in chapter), 1)
    return here, len(chapters)
