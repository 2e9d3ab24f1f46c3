"""What kiosks tell the office (somebody wants an officer; how the kiosk is), and the campaign's figures."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, StrictInt

from kiosk.contract import (
    PREFIX,
    Birth,
    Body,
    CallId,
    Clean,
    Moment,
    Name,
    PersonNumber,
    ReceiptCode,
    Record,
)

DESK_CALLS = f"{PREFIX}/desk/calls"
KIOSK_REPORTS = f"{PREFIX}/kiosk-reports"
FIGURES = f"{PREFIX}/figures"


def _whole(value: object) -> object:
    """JSON knows one kind of number: 3.0 is 3 (but "3" and true are not)."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


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


class KeptRow(Body):
    """A registration that the backend declined and the kiosk keeps."""

    receipt_code: ReceiptCode
    refusal: Annotated[str, Field(max_length=40, pattern=r"^[a-z_]+$")]
    since: Moment


class KioskReport(Body):
    """How a kiosk is: what waits in its outbox, and what it could not deliver."""

    version: Annotated[str, Clean, Field(max_length=20)]
    waiting: Annotated[StrictInt, BeforeValidator(_whole), Field(ge=0)]
    oldest_waiting: Moment | None = None
    kept: Annotated[list[KeptRow], Field(max_length=1000)] = []


class KioskReported(Body):
    """The report was noted."""

    at: datetime


class Day(Body):
    """How many registrations came in on a day, as Vietnam counts days."""

    day: date
    received: int


class FiguresAnswer(Body):
    """The campaign for those who lead it: the last fortnight, oldest day first."""

    registered: int
    goal: int
    waiting: int
    oldest_waiting: datetime | None
    days: list[Day]
