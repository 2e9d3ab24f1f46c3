"""Requests by the rights over one's data: the receipt, and the request as it waits at the desk.

The API carries these shapes as they stand (`contract.rights` has the paths).
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from kiosk.domain.dates import PartialDate
from kiosk.domain.registration.rights import RequestState, Right
from kiosk.ports.text_kinds import QUIET, Name, ReceiptCode

WrongField = Literal["", "name", "birth", "address", "phone", "other"]
"""What is to be corrected; "" for every other right."""
TakeBackReason = Literal["wrong_person", "wrong_data", "deceased", "other"]
"""Why a supervisor takes an approval back."""


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
