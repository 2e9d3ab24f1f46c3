"""Reads the table of today's communes, which kiosk and desk share."""

from functools import cache

from kiosk.domain.places import Gazetteer
from kiosk.resources import ASSETS


@cache
def gazetteer(home: str = "", office_code: str = "") -> Gazetteer:
    """Return today's communes, seen from an office; the first call reads them from disk."""
    with (ASSETS / "data" / "administrative_units.csv").open(encoding="utf-8", newline="") as lines:
        return Gazetteer.from_csv(lines, home=home, office_code=office_code)
