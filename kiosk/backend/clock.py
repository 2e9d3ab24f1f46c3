"""Time as the backend is given it: aware moments, and the day that it is in Vietnam."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone

Clock = Callable[[], datetime]
VIETNAM = timezone(timedelta(hours=7))
"""One zone, without summer time."""


def utc_now() -> datetime:
    """The machine's clock."""
    return datetime.now(UTC)


def day_in_vietnam(moment: datetime) -> date:
    """Which day it is at the kiosk: ages and validities turn there, not in Greenwich."""
    return moment.astimezone(VIETNAM).date()
