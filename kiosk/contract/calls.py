"""A kiosk calls an officer, and an officer answers."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from kiosk.contract.fields import PREFIX, Body, CallId, Clean, Name, PersonNumber
from kiosk.contract.sessions import DESK
from kiosk.domain.dates import PartialDate
from kiosk.ports.calls import Call, CallAnswer, Record
from kiosk.ports.text_kinds import ReceiptCode

DESK_CALLS = f"{PREFIX}/desk/calls"


class AuthorizationRequestBody(Body):
    """Whose card, or whose contributions, a citizen without a phone asks an officer to let them see."""

    citizen_id: PersonNumber
    full_name: Name
    birth: PartialDate
    record: Record = "card"


class CallBody(Body):
    """A citizen at a kiosk wants an officer, perhaps to be let see a record."""

    place: Annotated[str, Clean, Field(max_length=40)]
    """The question on the kiosk's screen."""
    receipt_code: ReceiptCode | None = None
    authorization_request: AuthorizationRequestBody | None = None


class CallPlaced(Body):
    """The officer's desk rings; `GET …/{id}` tells what came of it."""

    id: CallId
    called_at: datetime


class CallStatus(Body):
    """What came of a call."""

    outcome: Literal["waiting", "coming", "authorised", "declined"]


RINGING = f"{DESK}/ringing"
"""Calls that wait for an officer; `/{id}/answer` below it."""


class RingingAnswer(Body):
    """Calls that wait, oldest first."""

    calls: tuple[Call, ...]


class CallAnswerBody(Body):
    """The officer comes, lets the record be shown, or does not."""

    outcome: CallAnswer
