"""What the officer's look-up finds: people of the register, and whether a code is genuine.

The API carries these shapes as they stand.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from kiosk.domain.dates import PartialDate
from kiosk.domain.registration.eligibility import Status
from kiosk.ports.text_kinds import QUIET, Name, ReceiptCode


@dataclass(frozen=True)
class PersonMatch:
    """A person of the register, and where their registration stands, if there is one."""

    citizen_id: str
    full_name: Name
    birth: PartialDate
    receipt_code: ReceiptCode | None = None
    status: Status | None = None


@dataclass(frozen=True)
class PersonMatches:
    """The first matches. `more`: there are others, a longer name or a year of birth narrows it."""

    __pydantic_config__ = QUIET

    people: tuple[PersonMatch, ...]
    more: bool


@dataclass(frozen=True)
class CodeVerdict:
    """Is a code genuine: `verdict` and `kind` have words under `desk.verdict` and `desk.kind`."""

    __pydantic_config__ = QUIET

    verdict: Literal["valid", "expired", "revoked", "unknown_key", "damaged", "not_ours", "unsigned"]
    kind: Literal["card", "receipt", "pick_up", "insurer", "unknown"]
    receipt_code: str | None = None
    full_name: str | None = None
    """None: it is not told, and there is nothing to compare."""
    birth: str | None = None
    """ISO, as exact as it is known."""
    expires_at: datetime | None = None
