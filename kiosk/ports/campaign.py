"""The ward's campaign: how many are registered, and how many shall be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Campaign:
    """How many residents are registered, and the goal."""

    registered: int
    goal: int


class Ward(Protocol):
    """What the welcome screen shows of the ward, and whether the backend is there."""

    async def campaign(self) -> Campaign:
        """Return the ward's figures; also serves as the sign of life in the top bar."""
