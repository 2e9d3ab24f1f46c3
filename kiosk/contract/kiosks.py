"""How each kiosk is, and what it could not deliver."""

from datetime import datetime
from typing import Annotated

from pydantic import BeforeValidator, Field, StrictInt

from kiosk.contract.fields import PREFIX, Body, Clean, Moment
from kiosk.contract.sessions import DESK
from kiosk.domain import limits
from kiosk.ports.kiosks import KioskStatus
from kiosk.ports.text_kinds import ReceiptCode

KIOSK_REPORTS = f"{PREFIX}/kiosk-reports"


def _whole(value: object) -> object:
    """JSON knows one kind of number: 3.0 is 3 (but "3" and true are not)."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


class UndeliveredBody(Body):
    """A registration that the backend declined and the kiosk keeps."""

    receipt_code: ReceiptCode
    refusal: Annotated[str, Field(max_length=40, pattern=r"^[a-z_]+$")]
    since: Moment


class KioskReport(Body):
    """How a kiosk is: what waits in its outbox, and what it could not deliver."""

    version: Annotated[str, Clean, Field(max_length=20)]
    waiting: Annotated[StrictInt, BeforeValidator(_whole), Field(ge=0)]
    oldest_waiting: Moment | None = None
    kept: Annotated[list[UndeliveredBody], Field(max_length=limits.UNDELIVERED)] = []


class KioskReportAnswer(Body):
    """The report was noted."""

    at: datetime


UNDELIVERED = f"{DESK}/undelivered"


class UndeliveredAnswer(Body):
    """Every kiosk with something undelivered, and every one that has been silent."""

    kiosks: tuple[KioskStatus, ...]
