"""How the kiosks are, as an officer sees it. The API carries these shapes as they stand."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from kiosk.ports.text_kinds import Limits, ReceiptCode


@dataclass(frozen=True)
class UndeliveredRegistration:
    """A registration that the backend declined and a kiosk keeps; `refusal` is the problem's code."""

    receipt_code: ReceiptCode
    refusal: Annotated[str, Limits(max_length=40)]
    since: datetime


@dataclass(frozen=True)
class KioskStatus:
    """What a kiosk last said of itself; `at` None: it never has; `is_silent`: not for five minutes."""

    kiosk_name: str
    at: datetime | None
    is_silent: bool
    waiting: int
    oldest_waiting: datetime | None
    kept: tuple[UndeliveredRegistration, ...] = ()
