"""The campaign: how many are registered and shall be, as the welcome screen and its leaders see it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True)
class Campaign:
    """How many residents are registered, and the goal."""

    registered: int
    goal: int


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


class Ward(Protocol):
    """What the welcome screen shows of the ward, and whether the backend is there."""

    async def campaign(self) -> Campaign:
        """Return the ward's figures; also serves as the sign of life in the top bar."""
