"""The campaign's figures for those who lead it: counts alone, no names."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class OfficeCounts:
    """Registrations of one office; `valid` are those that were neither refused nor withdrawn."""

    office_code: str
    filed: int
    valid: int
    approved: int
    waiting: int


@dataclass(frozen=True)
class Figures:
    """The same over all offices that the officer sees, and when it was so."""

    goal: int
    """How many people are meant to register; 0 for no goal."""
    filed: int
    valid: int
    approved: int
    waiting: int
    oldest_waiting: datetime | None
    offices: tuple[OfficeCounts, ...]
    as_of: datetime
