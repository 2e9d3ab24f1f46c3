"""What the officer's screen may ask of the world: the desk's counterpart of `ports`.

A method may raise `ports.Unavailable` or `ports.Refused`, and nothing else. `Refused` with a code of
`SESSION_ENDED` means that the officer has to sign in again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from time import monotonic
from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:  # the sign-in screen needs the ports before its first paint, but none of these yet
    from kiosk.domain.dates import PartialDate
    from kiosk.domain.people import IdSource, Relation, Sex
    from kiosk.domain.registration.draft import Consent, PhoneOwner
    from kiosk.domain.registration.eligibility import Status
    from kiosk.domain.scans.scan import Scan

SESSION_ENDED = frozenset({"not_allowed"})
UNDO_SECONDS = 10
"""How long a decision may be taken back."""

Role = Literal["officer", "supervisor", "auditor", "campaign"]
Decision = Literal["approve", "ask_more", "refuse"]
CallOutcome = Literal["coming", "authorised", "declined"]


@dataclass(frozen=True)
class Officer:
    """Who is signed in, and after how many idle seconds they are signed out."""

    login: str
    full_name: str
    role: Role
    idle_seconds: int = 600

    @property
    def decides(self) -> bool:
        """May this officer decide? An auditor reads."""
        return self.role in ("officer", "supervisor")


@dataclass(frozen=True)
class Entry:
    """One registration in the queue."""

    receipt_code: str
    full_name: str
    birth: PartialDate
    relation: Relation | None
    """What the participant is to the helper; None when they registered themselves."""
    status: Status
    reasons: tuple[str, ...]
    received_at: datetime
    waits_here: bool = False
    """Somebody stands before a kiosk and waits for this one."""
    claimed_by: str | None = None
    """The officer who has it open."""


@dataclass(frozen=True)
class Page:
    """A window of the queue. `version` changes whenever what stands in it does."""

    version: str
    total: int
    offset: int
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class Registered:
    """The person as the insurer's register has them."""

    citizen_id: str
    full_name: str
    birth: PartialDate
    sex: Sex
    phone: str | None
    is_alive: bool
    has_card: bool
    card_code: str = "000"
    """What the insurer answers about the card; its words are under `result_code`."""


@dataclass(frozen=True)
class Declared:
    """The participant as the kiosk took them down; `warnings` are keys of doubts about their card."""

    citizen_id: str
    full_name: str
    birth: PartialDate
    sex: Sex
    address: str
    insurance_id: str | None
    source: IdSource
    warnings: tuple[str, ...] = ()
    commune: str = ""
    """Where they live today, by name; "" when they did not know."""


@dataclass(frozen=True)
class Helped:
    """The relative at the kiosk; `relation` is what the participant is to them."""

    citizen_id: str
    full_name: str
    birth: PartialDate
    relation: Relation
    source: IdSource


@dataclass(frozen=True)
class Duplicate:
    """Another registration that may be of the same person; `same` says in what: person, phone, name."""

    receipt_code: str
    full_name: str
    birth: PartialDate
    status: Status
    received_at: datetime
    same: tuple[str, ...]


@dataclass(frozen=True)
class Event:
    """One change of status. `by` is the officer, "" the machine."""

    status: Status
    at: datetime
    by: str = ""
    note: str = ""


@dataclass(frozen=True)
class Dossier:
    """One registration, what was declared beside what the register says."""

    receipt_code: str
    status: Status
    reasons: tuple[str, ...]
    received_at: datetime
    kiosk_name: str
    waits_here: bool
    declared: Declared
    helper: Helped | None
    phone: str | None
    phone_owner: PhoneOwner
    phone_proved: bool
    consents: tuple[Consent, ...]
    register: Registered | None
    """None: the register does not know the number, or (`register_away`) cannot be asked now."""
    register_away: bool
    differences: tuple[str, ...]
    """Of full_name, birth, sex and phone, those that differ."""
    duplicates: tuple[Duplicate, ...]
    history: tuple[Event, ...]
    claimed_by: str | None = None
    """The other officer who has it open; None when nobody else has."""


@dataclass(frozen=True)
class CardFor:
    """Whose record somebody without a phone wants to see; the officer compares faces."""

    citizen_id: str
    full_name: str
    birth: PartialDate
    register: Registered | None
    record: Literal["card", "contributions"] = "card"


@dataclass(frozen=True)
class Call:
    """Somebody at a kiosk wants an officer; `place` is the question on their screen."""

    id: str
    kiosk_name: str
    place: str
    at: datetime
    receipt_code: str | None = None
    card_for: CardFor | None = None
    answered_by: str | None = None
    """Who is on their way already; it waits on until they say what may be shown."""


@dataclass(frozen=True)
class Found:
    """A person of the register, and where their registration stands, if there is one."""

    citizen_id: str
    full_name: str
    birth: PartialDate
    receipt_code: str | None = None
    status: Status | None = None


@dataclass(frozen=True)
class People:
    """The first matches; `more`: there are others."""

    people: tuple[Found, ...]
    more: bool


@dataclass(frozen=True)
class Kept:
    """A registration that the backend declined and a kiosk keeps; `refusal` is the backend's code."""

    receipt_code: str
    refusal: str
    since: datetime


@dataclass(frozen=True)
class KioskState:
    """How a kiosk last said that it was; `at` None: it never has."""

    kiosk_name: str
    at: datetime | None
    waiting: int
    oldest_waiting: datetime | None
    kept: tuple[Kept, ...] = ()


@dataclass(frozen=True)
class Verdict:
    """Is a code genuine: `verdict` and `kind` have words under `desk.verdict` and `desk.kind`."""

    verdict: Literal["valid", "expired", "revoked", "unknown_key", "damaged", "not_ours"]
    kind: Literal["card", "receipt", "pick_up", "unknown"]
    receipt_code: str | None = None
    full_name: str | None = None
    birth: str | None = None
    expires_at: datetime | None = None


class Casework(Protocol):
    """Everything that an officer does; all but `sign_in` need a session."""

    async def sign_in(self, login: str, password: str) -> Officer:
        """Begin a session; `Refused` when it is wrong or locked (`retry_after`)."""

    async def sign_out(self) -> None:
        """End the session, and forget it in any case."""

    async def queue(
        self, status: Status | None, search: str, offset: int, limit: int, version: str = ""
    ) -> Page | None:
        """Return a window of what is in a state, or in any of them; None while `version` still holds."""

    async def dossier(self, receipt_code: str) -> Dossier:
        """Return one registration; `Refused` (`receipt_unknown`)."""

    async def claim(self, receipt_code: str) -> str | None:
        """Say that it lies open here; return the other officer who has it open, if one does."""

    async def release(self, receipt_code: str) -> None:
        """Say that it no longer does."""

    async def decide(self, receipt_code: str, decision: Decision, reason: str, note: str) -> bool:
        """Decide; return whether it may be undone. Too late: `Refused` (`decision_impossible`)."""

    async def undo(self, receipt_code: str) -> None:
        """Take the last decision back, within `UNDO_SECONDS`."""

    async def ringing(self) -> tuple[Call, ...]:
        """Return the calls that nobody has answered, oldest first."""

    async def answer(self, call_id: str, outcome: CallOutcome) -> None:
        """Answer a call."""

    async def people(self, search: str) -> People:
        """Find people by name, also without accents, or by number."""

    async def undelivered(self) -> tuple[KioskState, ...]:
        """Return the kiosks with something undelivered, and those that have been silent."""

    async def verify(self, text: str) -> Verdict:
        """Is this code genuine?"""


@dataclass(frozen=True)
class DeskServices:
    """Everything that the desk's screen is given. There is no other way from it to the world."""

    connect: Callable[[], Casework]
    """Builds the way to the backend; called once, in a thread, because what it needs is slow to load."""
    office_name: str
    now: Callable[[], datetime]
    """The clock, in local time with its zone."""
    read_scan: Callable[[str], Scan]
    """What a scanner's text means today."""
    clock: Callable[[], float] = monotonic
    """Seconds of a clock that never goes back."""
    rings_aloud: bool = True
    is_demo: bool = False
