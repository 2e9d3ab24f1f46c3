"""A kiosk calls an officer, and an officer answers."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from kiosk.contract.dossiers import RegisteredAs
from kiosk.contract.fields import PREFIX, Birth, Body, CallId, Clean, Name, PersonNumber, ReceiptCode, Record
from kiosk.contract.sessions import DESK

DESK_CALLS = f"{PREFIX}/desk/calls"


class CardWish(Body):
    """Whose card, or whose contributions, somebody without a phone would like to see."""

    citizen_id: PersonNumber
    full_name: Name
    birth: Birth
    record: Record = "card"


class DeskCall(Body):
    """Somebody at a kiosk wants an officer, perhaps to be let see a card."""

    where: Annotated[str, Clean, Field(max_length=40)]
    receipt_code: ReceiptCode | None = None
    card_for: CardWish | None = None


class DeskCalled(Body):
    """The officer's desk rings; `GET …/{id}` tells what came of it."""

    id: CallId
    called_at: datetime


class DeskCallStanding(Body):
    """What came of a call."""

    outcome: Literal["waiting", "coming", "authorised", "declined"]


RINGING = f"{DESK}/ringing"
"""Calls that wait for an officer; `/{id}/answer` below it."""


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
