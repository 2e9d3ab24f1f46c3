"""A registration while it is being answered (`Draft`) and once it is fit to be sent (`Registration`)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Self

from kiosk.domain import readable_code
from kiosk.domain.id_numbers import misshapen
from kiosk.domain.people import IdSource, Person, Relation
from kiosk.domain.problems import Problem, raise_any
from kiosk.domain.registration.supplement import AskedFor

FORM_VERSION = "2026-11"
_COMMUNE = re.compile("[0-9]{5}")


class Path(StrEnum):
    """Who stands at the kiosk: the participant, or a relative."""

    SELF = "self"
    RELATIVE = "relative"


class PhoneOwner(StrEnum):
    """Whose phone the insurer will write to."""

    SELF = "self"
    HELPER = "helper"
    NONE = "none"


class Purpose(StrEnum):
    """What consent is asked for, each by itself (docs/domain.md#consent-and-law)."""

    REGISTRATION = "registration"
    """Given by the participant, or for a child by the one who represents it."""
    CHILD = "child"
    """The child's own word, from seven years on (docs/domain.md#children)."""
    DECLARATION = "declaration"
    """The helper declares who they are to the participant, and that the participant wants this."""
    NOTICES = "notices"
    """Optional: messages about the card to the phone."""


@dataclass(frozen=True)
class Consent:
    """One purpose's answer, with the text that was on the screen: its version, its language, its digest."""

    purpose: Purpose
    version: str
    granted: bool
    language: str = ""
    text_digest: str = ""
    """SHA-256, in hex, of exactly the words that stood there."""


@dataclass(frozen=True)
class Draft:
    """What has been answered so far. Each `with_…` gives a new draft and forgets what no longer holds."""

    idempotency_key: str
    """Born with the draft: a double tap, a retry, a crash and a drain a week later are one registration."""
    path: Path
    day: date | None = None
    """On which it is answered: whether a child is old enough to be asked is reckoned by it."""
    relation: Relation | None = None
    participant: Person | None = None
    is_confirmed: bool = False
    """Has the person said that these are their details?"""
    commune: str | None = None
    """Where the participant lives today, by its five digits; None: not asked yet, "": left to the officer."""
    is_commune_guessed: bool = False
    """Was it read off the address? Then it is confirmed with the details, and not asked by itself."""
    helper: Person | None = None
    phone: str | None = None
    """E.164."""
    phone_owner: PhoneOwner | None = None
    phone_proof: str | None = None
    is_phone_unproved: bool = False
    """Went on without the code: the officer will ask."""
    consents: tuple[Consent, ...] = ()
    asked: AskedFor | None = None
    """What an officer asked for, of a registration that was sent before; None: this is a new one."""

    def with_relation(self, relation: Relation) -> Self:
        """Say who the participant is to the helper; a declaration already made is asked again."""
        return replace(self, relation=relation).without_consent(Purpose.DECLARATION)

    def for_another(self, idempotency_key: str, day: date) -> Self:
        """Return an empty draft of the same helper, with their phone; proof and consents are asked anew."""
        has_phone = self.phone_owner is PhoneOwner.HELPER
        return type(self)(
            idempotency_key,
            Path.RELATIVE,
            day,
            helper=self.helper,
            phone=self.phone if has_phone else None,
            phone_owner=self.phone_owner if has_phone else None,
        )

    def with_person(self, person: Person) -> Self:
        """Take `person` as the participant; proof and consent given for another person are forgotten.

        So is a commune that goes with another address.
        """
        known = self.participant
        is_same = known is not None and known.citizen_id == person.citizen_id
        draft = replace(self, participant=person, is_confirmed=False)
        if known is None or not is_same or known.address != person.address:
            draft = replace(draft, commune=None, is_commune_guessed=False)
        if is_same:
            return draft
        return replace(draft, phone_proof=None, is_phone_unproved=False, consents=())

    def with_details_confirmed(self) -> Self:
        """Record that the person has read their details and found them right."""
        return replace(self, is_confirmed=True)

    def with_commune(self, code: str, *, is_guessed: bool = False) -> Self:
        """Take today's commune, "" where the person does not know it."""
        return replace(self, commune=code, is_commune_guessed=is_guessed)

    def with_helper(self, helper: Person) -> Self:
        """Take `helper` as the relative who stands here; another helper's proof and word are forgotten."""
        if self.helper and self.helper.citizen_id == helper.citizen_id:
            return replace(self, helper=helper)
        changed = replace(self, helper=helper, phone_proof=None, is_phone_unproved=False)
        return changed.without_consent(Purpose.DECLARATION)

    def with_phone(self, phone: str | None, owner: PhoneOwner) -> Self:
        """Take a phone, or none; the proof of another phone is forgotten."""
        if (phone, owner) == (self.phone, self.phone_owner):
            return self
        return replace(self, phone=phone, phone_owner=owner, phone_proof=None, is_phone_unproved=False)

    def with_phone_proof(self, proof: str) -> Self:
        """Take the backend's proof that the code sent to this phone came back."""
        return replace(self, phone_proof=proof, is_phone_unproved=False)

    def without_phone_proof(self) -> Self:
        """Go on without a code; an officer will ask instead."""
        return replace(self, phone_proof=None, is_phone_unproved=True)

    def with_consent(self, consent: Consent) -> Self:
        """Record one purpose's answer in place of an earlier one."""
        others = self.without_consent(consent.purpose).consents
        return replace(self, consents=(*others, consent))

    def without_consent(self, purpose: Purpose) -> Self:
        """Take an answer back: it is asked for again."""
        return replace(self, consents=tuple(c for c in self.consents if c.purpose is not purpose))

    def consent(self, purpose: Purpose) -> Consent | None:
        """Return the answer given for `purpose`, None when it was not asked yet."""
        return next((c for c in self.consents if c.purpose is purpose), None)

    @property
    def asks_child(self) -> bool:
        """Is the participant a child who is asked as well?"""
        person = self.participant
        return self.day is not None and person is not None and person.is_child_to_ask(self.day)

    @property
    def needed(self) -> tuple[Purpose, ...]:
        """The consents without which nothing is sent."""
        return (
            Purpose.REGISTRATION,
            *((Purpose.CHILD,) if self.asks_child else ()),
            *((Purpose.DECLARATION,) if self.path is Path.RELATIVE else ()),
        )

    @property
    def receipt_code(self) -> str:
        """The code on the slip, the same here and at the backend (`readable_code.derived`)."""
        return readable_code.derived("receipt", self.idempotency_key)


@dataclass(frozen=True)
class Registration:
    """A complete registration. Only `from_draft` makes one, so whatever holds one may rely on it."""

    draft: Draft
    participant: Person
    office_code: str
    captured_at: datetime
    form_version: str = field(default=FORM_VERSION)

    @classmethod
    def from_draft(cls, draft: Draft, *, office_code: str, now: datetime) -> Self:
        """Check a draft as a whole and raise `Invalid` with every problem at once."""
        raise_any(problems(draft, now.date()))
        assert draft.participant is not None  # problems() has said so
        return cls(draft, draft.participant, office_code, now)


def problems(draft: Draft, today: date) -> Iterator[Problem]:
    """Yield everything that keeps `draft` from being sent."""
    yield from _participant_problems(draft, today)
    yield from _helper_problems(draft, today)
    yield from _phone_problems(draft)
    asked = draft if draft.day else replace(draft, day=today)
    for purpose in asked.needed:
        consent = draft.consent(purpose)
        if consent is None or not consent.granted:
            yield Problem(f"consent.{purpose}_missing")


def _participant_problems(draft: Draft, today: date) -> Iterator[Problem]:
    person = draft.participant
    if person is None or not person.is_complete:
        yield Problem("participant.incomplete")
        return
    yield from misshapen(person.citizen_id)
    if person.birth is not None and person.birth.is_after(today):
        yield Problem("birth.in_the_future")
    if draft.path is Path.SELF and person.is_minor(today):
        yield Problem("participant.is_minor")
    if not draft.is_confirmed:
        yield Problem("participant.unconfirmed")
    if draft.commune and not _COMMUNE.fullmatch(draft.commune):
        yield Problem("commune.unknown")


def _helper_problems(draft: Draft, today: date) -> Iterator[Problem]:
    if draft.path is Path.SELF:
        return
    if draft.relation is None:
        yield Problem("relation.missing")
    if draft.helper is None:
        yield Problem("helper.missing")
        return
    yield from helper_problems(draft.helper, draft.participant, today)


def helper_problems(helper: Person, participant: Person | None, today: date) -> Iterator[Problem]:
    """Yield what keeps `helper` from helping: the same person, a child, or no name and good number."""
    if not (helper.citizen_id and helper.full_name and helper.birth):
        yield Problem("helper.incomplete")
        return
    yield from misshapen(helper.citizen_id)
    if participant is not None and helper.citizen_id == participant.citizen_id:
        yield Problem("helper.is_participant")
    elif helper.is_minor(today):
        yield Problem("helper.is_minor")


def _phone_problems(draft: Draft) -> Iterator[Problem]:
    if draft.phone_owner is None or (draft.phone_owner is PhoneOwner.NONE) != (draft.phone is None):
        yield Problem("phone.missing")
    elif draft.phone is not None and draft.phone_proof is None and not draft.is_phone_unproved:
        yield Problem("code.missing")


def is_scanned(person: Person | None) -> bool:
    """Did the identity come from a card and not from a keyboard?"""
    return person is not None and person.source is IdSource.CARD_QR
