"""How far the ward is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:  # the welcome screen needs the ports before its first paint, but none of these yet
    pass


@dataclass(frozen=True)
class Campaign:
    """How far the ward is."""

    registered: int
    goal: int


class Ward(Protocol):
    """What the welcome screen shows of the ward, and whether the backend is there."""

    async def campaign(self) -> Campaign:
        """Return the ward's figures; also serves as the sign of life in the top bar."""
