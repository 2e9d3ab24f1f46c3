"""The calendar of working days, from the table of holidays."""

import tomllib
from functools import cache

from kiosk.domain.registration.working_days import WorkingDays
from kiosk.resources import ASSETS


@cache
def working_days() -> WorkingDays:
    """Return the calendar; a year without rows has its weekends only, and deadlines end a little early."""
    rows = tomllib.loads((ASSETS / "data" / "holidays.toml").read_text("utf-8"))["holiday"]
    return WorkingDays([row["day"] for row in rows])
