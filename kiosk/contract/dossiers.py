"""The officers' queue, one registration as an officer sees it, and the decision on it."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from kiosk.contract.fields import Birth, Body, Clean, ReceiptCode
from kiosk.contract.registrations import ConsentGiven, Helper, Participant
from kiosk.contract.sessions import DESK
from kiosk.domain.people import Relation, Sex
from kiosk.domain.registration.draft import PhoneOwner
from kiosk.domain.registration.eligibility import Status

QUEUE = f"{DESK}/queue"
"""`?status=pending_review&search=&office=&offset=0&limit=100&version=`: without `status` the queue is
pending_review, and a search looks through every state. `search` is a receipt code, a citizen's number, a
phone that was proved, or a name: accents aside, its words in any order, perhaps a year of birth behind it."""
DOSSIERS = f"{DESK}/dossiers"
"""`/{receipt_code}`, and `/claim`, `/release`, `/decision`, `/undo` below it; only `/decision` has a body.
Each look at a dossier is written down: ask when an officer opens it, not again and again."""
Note = Annotated[str, Clean, Field(max_length=500)]
Search = Annotated[str, Clean, Field(max_length=100)]


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
