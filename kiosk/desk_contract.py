"""The bodies and paths of the officer's calls, shared by client and backend (kiosks: `office_contract`)."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from kiosk.contract import (
    PREFIX,
    Birth,
    Body,
    Clean,
    ConsentGiven,
    Helper,
    Name,
    Participant,
    ReceiptCode,
    Record,
)
from kiosk.domain.eligibility import Status
from kiosk.domain.people import Relation, Sex
from kiosk.domain.registration import PhoneOwner

DESK = f"{PREFIX}/desk"
SIGN_IN = f"{DESK}/sessions"
"""403 `sign_in_refused` whatever was wrong; 429 `sign_in_locked` with `retry_after` after five failures."""
SIGN_OUT = f"{DESK}/sessions/end"
QUEUE = f"{DESK}/queue"
"""`?status=pending_review&search=&office=&offset=0&limit=100&version=`: without `status` the queue is
pending_review, and a search looks through every state. `search` is a receipt code, a citizen's number, a
phone that was proved, or a name: accents aside, its words in any order, perhaps a year of birth behind it."""
DOSSIERS = f"{DESK}/dossiers"
"""`/{receipt_code}`, and `/claim`, `/release`, `/decision`, `/undo` below it; only `/decision` has a body.
Each look at a dossier is written down: ask when an officer opens it, not again and again."""
RINGING = f"{DESK}/ringing"
"""Calls that wait for an officer; `/{id}/answer` below it."""
PEOPLE = f"{DESK}/people"
"""`?search=`: a name without accents, perhaps with a year of birth behind it, or a citizen's number."""
UNDELIVERED = f"{DESK}/undelivered"
VERIFY = f"{DESK}/verify"
"""A POST that changes nothing, because what is verified must not stand in a log's address."""

Role = Literal["officer", "supervisor", "auditor", "campaign"]
Note = Annotated[str, Clean, Field(max_length=500)]
Search = Annotated[str, Clean, Field(max_length=100)]


class Nothing(Body):
    """What is sent, and what is answered, where there is nothing to say."""


class SignInBody(Body):
    """Who wants to sign in."""

    login: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9._-]{1,39}$")]
    password: Annotated[str, Field(min_length=1, max_length=200)]


class Officer(Body):
    """Who is signed in."""

    login: str
    full_name: str
    role: Role
    office_code: str


class SessionAnswer(Body):
    """A session; `token` is the bearer of every further call. It ends after `idle_seconds` without one.

    Once it has ended a call is answered 401 `not_allowed`.
    """

    token: str
    officer: Officer
    idle_seconds: int
    ends_at: datetime


class QueueEntry(Body):
    """One registration in the queue."""

    receipt_code: ReceiptCode
    full_name: str
    birth: Birth
    relation: Relation | None
    """What the participant is to the helper; null when they registered themselves."""
    status: Status
    reasons: list[str]
    received_at: datetime
    waits_here: bool
    """Somebody stands before a kiosk and waits for this one."""
    kiosk_name: str
    claimed_by: str | None
    """The officer who has it open."""


class QueueAnswer(Body):
    """A window of the queue: those who wait before a kiosk first, then the oldest; decided ones newest first.

    `version` changes whenever anything in this answer does; a request that names it gets 304 while it holds.
    """

    version: str
    total: int
    offset: int
    entries: list[QueueEntry]


class RegisteredAs(Body):
    """The person as the insurer's register has them."""

    citizen_id: str
    full_name: str
    birth: Birth
    sex: Sex
    phone: str | None
    is_alive: bool
    has_card: bool
    card_code: Annotated[str, Field(pattern=r"^[0-9]{3}$")] = "000"
    """What the insurer answers about the card, in its own codes."""


class Duplicate(Body):
    """Another registration that may be of the same person, or on the same phone."""

    receipt_code: ReceiptCode
    full_name: str
    birth: Birth
    status: Status
    received_at: datetime
    same: list[Literal["person", "phone", "name"]]


class DossierEvent(Body):
    """One change of status. `by` is the officer's full name, "" for the machine."""

    status: Status
    at: datetime
    by: str
    note: str
    reason: str = ""


class DossierAnswer(Body):
    """One registration, what was declared beside what the register says."""

    receipt_code: ReceiptCode
    status: Status
    reasons: list[str]
    """Every reason, also those that a kiosk is not told."""
    received_at: datetime
    captured_at: datetime
    kiosk_name: str
    waits_here: bool
    declared: Participant
    helper: Helper | None
    phone: str | None
    phone_owner: PhoneOwner
    phone_proved: bool
    consents: list[ConsentGiven]
    registered: RegisteredAs | None
    """Null: the register does not know the number, or (`register_away`) cannot be asked now."""
    register_away: bool
    differences: list[Literal["full_name", "birth", "sex", "phone"]]
    duplicates: list[Duplicate]
    history: list["DossierEvent"]
    note: str
    claimed_by: str | None
    claimed_by_me: bool
    undo_until: datetime | None
    """Until when the officer who decided may take it back."""


class ClaimAnswer(Body):
    """Who has it open; a claim never keeps another officer from deciding."""

    claimed_by: str | None
    claimed_by_me: bool


class DecisionBody(Body):
    """What the officer decides. `reason` is a key of the list that the desk shows, kept for the figures.

    `note` is what the person reads at the kiosk: the desk puts the reason's words there, and the officer's
    own. 409 `decision_impossible` names the state that stands against it in `fields` ("status.approved"); 409
    `already_registered` is a second account for a person.
    """

    decision: Literal["approve", "refuse", "ask_more"]
    reason: Annotated[str, Field(max_length=40, pattern=r"^[a-z_]*$")] = ""
    note: Note = ""


class DecisionAnswer(Body):
    """What it has become."""

    receipt_code: ReceiptCode
    status: Status
    undo_until: datetime | None


class Ringing(Body):
    """Somebody at a kiosk wants an officer. `card_for`: they would like to see this person's card.

    Such a call stays while an officer is coming (`answered_by`), until it is authorised or declined. 409
    `call_answered` when another officer was faster.
    """

    id: str
    kiosk_name: str
    place: str
    """The question on their screen."""
    at: datetime
    receipt_code: ReceiptCode | None
    card_for: "CardFor | None"
    answered_by: str | None = None


class CardFor(Body):
    """Whose card or contributions somebody without a phone wants to see; the officer compares faces."""

    citizen_id: str
    full_name: str
    birth: Birth
    record: Record = "card"
    registered: RegisteredAs | None


class RingingAnswer(Body):
    """Calls that wait, oldest first."""

    calls: list[Ringing]


class CallAnswerBody(Body):
    """The officer comes, lets the card be shown, or does not."""

    outcome: Literal["coming", "authorised", "declined"]


class PersonFound(Body):
    """A person of the register, and whether they are registered with us."""

    citizen_id: str
    full_name: Name
    birth: Birth
    receipt_code: ReceiptCode | None
    status: Status | None


class PeopleAnswer(Body):
    """The first matches. `more`: there are others, a longer name or a year of birth narrows it."""

    people: list[PersonFound]
    more: bool


class KioskStanding(Body):
    """How a kiosk last said that it was. `at` null: it never has; `is_silent`: not for five minutes."""

    kiosk_name: str
    at: datetime | None
    is_silent: bool
    waiting: int
    oldest_waiting: datetime | None
    kept: list["Kept"]


class Kept(Body):
    """A registration that the backend declined and the kiosk keeps. `refusal` is the problem's code."""

    receipt_code: ReceiptCode
    refusal: Annotated[str, Field(max_length=40)]
    since: datetime


class UndeliveredAnswer(Body):
    """Every kiosk with something undelivered, and every one that has been silent."""

    kiosks: list[KioskStanding]


class VerifyBody(Body):
    """A code as it was scanned or typed."""

    text: Annotated[str, Field(min_length=1, max_length=4000)]


class VerifyAnswer(Body):
    """Is it genuine; the words are the desk's."""

    verdict: Literal["valid", "expired", "revoked", "unknown_key", "damaged", "not_ours"]
    kind: Literal["card", "receipt", "pick_up", "unknown"]
    receipt_code: str | None = None
    full_name: str | None = None
    birth: str | None = None
    expires_at: datetime | None = None
