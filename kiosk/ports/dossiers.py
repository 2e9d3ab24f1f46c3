"""The officers' queue, and one registration as an officer sees it.

The API carries these shapes as they stand (`contract.dossiers` has the paths); the screens show them.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal

from kiosk.domain.dates import PartialDate
from kiosk.domain.people import IdSource, Relation, Sex
from kiosk.domain.registration.correction import FieldChange
from kiosk.domain.registration.draft import Consent, PhoneOwner
from kiosk.domain.registration.eligibility import Status
from kiosk.domain.registration.supplement import AskedPart
from kiosk.ports.text_kinds import QUIET, CitizenId, CommuneCode, InsuranceId, Limits, Name, ReceiptCode

VERSION = 16
"""Characters that tell one state of a registration from another."""
Difference = Literal["full_name", "birth", "sex", "phone"]
Same = Literal["person", "phone", "name"]
Agreed = Literal["present", "by_phone"]
"""How the person agreed to a correction: at the desk, or on the telephone."""


@dataclass(frozen=True)
class QueueEntry:
    """One registration in the queue."""

    receipt_code: ReceiptCode
    full_name: str
    birth: PartialDate
    relation: Relation | None
    """What the participant is to the helper; None when they registered themselves."""
    status: Status
    reasons: tuple[str, ...]
    received_at: datetime
    waits_here: bool
    """The participant or the helper stands before a kiosk and waits for this one."""
    kiosk_name: str
    claimed_by: str | None = None
    """The officer who has it open."""
    is_supplemented: bool = False
    """What an officer had asked for has come."""
    office_code: str = ""


@dataclass(frozen=True)
class QueuePage:
    """A window of the queue: who waits before a kiosk, who sent what was asked for, the oldest.

    Those who were decided come newest first.

    `version` changes whenever anything in this page does; a request that names it gets 304 while it holds.
    """

    __pydantic_config__ = QUIET

    version: str
    total: int
    offset: int
    entries: tuple[QueueEntry, ...]


@dataclass(frozen=True)
class RegisteredPerson:
    """The person as the insurer's register has them."""

    citizen_id: str
    full_name: str
    birth: PartialDate
    sex: Sex
    phone: str | None
    is_alive: bool
    has_card: bool
    card_code: Annotated[str, Limits(r"^[0-9]{3}$")] = "000"
    """What the insurer answers about the card, in its own codes; its words are under `result_code`."""


@dataclass(frozen=True)
class DeclaredParticipant:
    """The participant as the kiosk took them down; `warnings` are keys of doubts about their card."""

    citizen_id: CitizenId
    full_name: Name
    birth: PartialDate
    sex: Sex
    address: str
    insurance_id: InsuranceId | None
    id_source: IdSource
    warnings: tuple[str, ...] = ()
    commune: CommuneCode | None = None
    """Where they live today; None when they did not know."""


@dataclass(frozen=True)
class DeclaredHelper:
    """The relative at the kiosk; `relation` is what the participant is to them."""

    citizen_id: CitizenId
    full_name: Name
    birth: PartialDate
    relation: Relation
    id_source: IdSource


@dataclass(frozen=True)
class Duplicate:
    """Another registration that may be of the same person, or on the same phone; `same` says in what."""

    receipt_code: ReceiptCode
    full_name: str
    birth: PartialDate
    status: Status
    received_at: datetime
    same: tuple[Same, ...]


@dataclass(frozen=True)
class DossierEvent:
    """One change of status, or a correction. `by` is the officer's full name, "" for the machine."""

    status: Status
    at: datetime
    by: str = ""
    note: str = ""
    reason: str = ""
    changes: tuple[FieldChange, ...] = ()
    """What an officer corrected, or the person sent when they were asked."""
    agreed: Agreed | None = None
    asked: tuple[AskedPart, ...] = ()
    """What was asked for."""


@dataclass(frozen=True)
class Dossier:
    """One registration, what was declared beside what the register says."""

    __pydantic_config__ = QUIET

    receipt_code: ReceiptCode
    status: Status
    reasons: tuple[str, ...]
    """Every reason, also those that a kiosk is not told."""
    received_at: datetime
    captured_at: datetime
    kiosk_name: str
    waits_here: bool
    declared: DeclaredParticipant
    helper: DeclaredHelper | None
    phone: str | None
    phone_owner: PhoneOwner
    phone_proved: bool
    consents: tuple[Consent, ...]
    register: RegisteredPerson | None
    """None: the register does not know the number, or (`register_away`) cannot be asked now."""
    register_away: bool
    differences: tuple[Difference, ...]
    """Those that differ between `declared` and `register`."""
    duplicates: tuple[Duplicate, ...]
    history: tuple[DossierEvent, ...]
    note: str = ""
    claimed_by: str | None = None
    """The officer who has it open."""
    claimed_by_me: bool = False
    undo_until: datetime | None = None
    """Until when the officer who decided may take it back."""
    version: Annotated[str, Limits(max_length=VERSION)] = ""
    """Changes whenever the registration does; a correction names the one that its officer saw."""
    asked: tuple[AskedPart, ...] = ()
    """What the person is asked for now."""
    is_supplemented: bool = False
    """What an officer had asked for has come."""

    @property
    def other_claimant(self) -> str | None:
        """The other officer who has it open; None when no other has."""
        return None if self.claimed_by_me else self.claimed_by
