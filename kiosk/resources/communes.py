"""Reads the tables of today's communes and of those from before July 2025, which kiosk and desk share."""

from functools import cache
from typing import TextIO

from kiosk.domain.former_communes import FormerCommunes
from kiosk.domain.places import Gazetteer
from kiosk.resources import ASSETS


@cache
def gazetteer(home: str = "", office_code: str = "") -> Gazetteer:
    """Return today's communes, seen from an office; the first call reads them from disk."""
    with _table("administrative_units.csv") as lines:
        return Gazetteer.from_csv(lines, home=home, office_code=office_code, former=_former)


@cache
def _former() -> FormerCommunes:
    with _table("former_communes.csv") as lines:
        return FormerCommunes.from_csv(lines)


def _table(name: str) -> TextIO:
    return (ASSETS / "data" / name).open(encoding="utf-8", newline="")
