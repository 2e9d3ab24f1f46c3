"""What the look-up screens may ask of the world: a person's own contributions, and an employer's standing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from kiosk.domain.contributions import Employer, History
    from kiosk.domain.people import Person

MOST_EMPLOYERS = 5
"""As many as one screen lets a person choose from."""


@dataclass(frozen=True)
class Contributions:
    """A history as the backend gave it, to a person who proved that it is theirs."""

    history: History
    is_sample: bool
    """It comes from a simulator, and is worth nothing."""


@dataclass(frozen=True)
class Employers:
    """The employers that the typed text may mean, the likeliest first."""

    found: Sequence[Employer]
    more: bool
    """There are others whom the same words fit."""
    is_sample: bool


class Lookups(Protocol):
    """Read-only questions. Each may raise `ports.errors.Unavailable`, and `ports.errors.Refused`."""

    async def contributions(
        self, person: Person, *, proof: str | None = None, call_id: str | None = None
    ) -> Contributions:
        """Return the history of `person` against the proof of the phone on record, or an officer's call."""

    async def employers(self, text: str) -> Employers:
        """Find employers by a part of their name, marks and capitals aside, or by their code."""
