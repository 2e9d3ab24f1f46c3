"""What is kept of a person, and what they ask for by their rights over it.

The API carries these shapes as they stand (`contract.rights` has the paths).
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from kiosk.domain.dates import PartialDate
from kiosk.domain.people import Relation, Sex
from kiosk.domain.registration.draft import Consent, PhoneOwner
from kiosk.domain.registration.eligibility import Status
from kiosk.domain.registration.rights import RequestState, Right
from kiosk.ports.text_kinds import QUIET, CitizenId, InsuranceId, Name, ReceiptCode

WrongField = Literal["", "name", "birth", "address", "phone", "other"]
"""What is to be corrected; "" for every other right."""
TakeBackReason = Literal["wrong_person", "wrong_data", "deceased", "other"]
"""Why a supervisor takes an approval back."""


@dataclass(frozen=True)
class KeptDetails:
    """What was declared of the person themselves. `phone` is masked."""

    full_name: Name
    birth: PartialDate
    sex: Sex
    citizen_id: CitizenId
    insurance_id: InsuranceId | None
    address: str
    phone: str
    phone_owner: PhoneOwner
    consents: tuple[Consent, ...]


@dataclass(frozen=True)
class KeptRegistration:
    """One registration of the person's; `form` None when its personal data was erased already."""

    receipt_code: ReceiptCode
    status: Status
    received_at: datetime
    kiosk_name: str
    form: KeptDetails | None


@dataclass(frozen=True)
class KeptHelp:
    """What is kept of the person as the helper of somebody, whose own data is not theirs to see."""

    receipt_code: ReceiptCode
    received_at: datetime
    full_name: Name
    citizen_id: CitizenId
    relation: Relation
    phone: str
    """Masked; "" when theirs was not used."""


@dataclass(frozen=True)
class KeptCard:
    """A card that was issued here."""

    code: ReceiptCode
    issued_at: datetime
    expires_at: datetime
    revoked_at: datetime | None


@dataclass(frozen=True)
class KeptMessage:
    """Messages of one kind that went to the person's phone on one day."""

    kind: str
    day: date


@dataclass(frozen=True)
class Viewing:
    """Somebody at the office looked at a dossier: by role, not by name."""

    role: str
    day: date


@dataclass(frozen=True)
class KeptRequest:
    """A request made before."""

    code: ReceiptCode
    right: Right
    state: RequestState
    asked_at: datetime
    due_on: date


@dataclass(frozen=True)
class KeptData:
    """All that is kept of a person here; what the insurer keeps in its own register is not in it."""

    __pydantic_config__ = QUIET

    registrations: tuple[KeptRegistration, ...]
    helped: tuple[KeptHelp, ...]
    cards: tuple[KeptCard, ...]
    messages: tuple[KeptMessage, ...]
    viewings: tuple[Viewing, ...]
    requests: tuple[KeptRequest, ...]

    @property
    def is_empty(self) -> bool:
        """Is nothing kept but, perhaps, earlier requests?"""
        return not (self.registrations or self.helped or self.cards or self.messages)


@dataclass(frozen=True)
class RightsReceipt:
    """What a request has become. `receipt` is COSE_Sign1 in base45 over code, right and state."""

    __pydantic_config__ = QUIET

    code: ReceiptCode
    right: Right
    state: RequestState
    asked_at: datetime
    due_on: date
    receipt: str


@dataclass(frozen=True)
class RightsTask:
    """A request that waits at the desk. `receipt_code`: the person's newest registration, if there is one."""

    code: ReceiptCode
    right: Right
    about: WrongField
    is_proved: bool
    """Did a phone or an officer vouch for who asked?"""
    full_name: Name
    birth: PartialDate
    citizen_id: str
    receipt_code: ReceiptCode | None
    kiosk_name: str
    asked_at: datetime
    due_on: date
    days_left: int
    """Working days, today not counted; negative when it is late."""


@dataclass(frozen=True)
class WaitingRights:
    """What waits at the desk: the first of them, and how many there are."""

    __pydantic_config__ = QUIET

    tasks: tuple[RightsTask, ...]
    total: int
