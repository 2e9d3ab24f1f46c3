"""An officer comes to a kiosk: what they show there, and what it opens."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from kiosk.contract.fields import PREFIX, Body, CallId, Name, PersonNumber
from kiosk.domain import limits
from kiosk.domain.dates import PartialDate
from kiosk.ports.calls import Record
from kiosk.ports.text_kinds import ReceiptCode

PRESENCES = f"{PREFIX}/desk/presences"
"""403 `presence_refused` whatever was wrong; 429 `sign_in_locked` with `retry_after` after five failures."""

Pin = Annotated[str, Field(pattern=f"^[0-9]{{{limits.PHONE_CODE}}}$", examples=["274916"])]


class ByBadge(Body):
    """A badge. Alone it takes over; with its officer's PIN it allows what only an officer can."""

    by: Literal["badge"]
    badge: Annotated[str, Field(pattern=r"^[0-9]{40}$")]
    pin: Pin | None = None


class ByLogin(Body):
    """The name that the desk knows them by, and the PIN: never the desk's password."""

    by: Literal["login"]
    login: Annotated[str, Field(pattern=f"^{limits.LOGIN}$", examples=["mai"])]
    pin: Pin


class TakeOver(Body):
    """They go on for the person, and the kiosk does not hurry them."""

    purpose: Literal["take_over"]


class ShowRecord(Body):
    """They have compared this person's face with the card, and the kiosk may show them what is theirs."""

    purpose: Record
    citizen_id: PersonNumber
    full_name: Name
    birth: PartialDate


class Approve(Body):
    """They have compared face and card, and approve what this kiosk sent."""

    purpose: Literal["approval"]
    receipt_code: ReceiptCode


class Practice(Body):
    """They practise here with invented people; a badge alone is not enough."""

    purpose: Literal["practice"]


class PresenceBody(Body):
    """Which officer has come, and for what."""

    officer: Annotated[ByBadge | ByLogin, Field(discriminator="by")]
    request: Annotated[TakeOver | ShowRecord | Approve | Practice, Field(discriminator="purpose")]


class PresenceAnswer(Body):
    """Who it is. `call_id` goes with the request for the card or the contributions."""

    full_name: str
    until: datetime
    """As long as the kiosk need not hurry the person before it."""
    call_id: CallId | None = None
