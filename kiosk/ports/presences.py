"""What the screens may ask of the officer in the same hall: to come, and, once here, to show who they are.

Each method may raise `ports.errors.Unavailable`, and `ports.errors.Refused`.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    from kiosk.domain.people import Person

CallOutcome = Literal["waiting", "coming", "authorised", "declined"]


@dataclass(frozen=True)
class AuthorizationRequest:
    """What a citizen asks and only an officer who sees them can allow: a record shown, or theirs approved."""

    person: Person
    what: Literal["card", "contributions", "rights", "approval"]
    receipt_code: str = ""
    """Of the registration that is to be approved."""


@dataclass(frozen=True)
class OfficerProof:
    """What an officer shows at a kiosk: a badge or their login, and a PIN where one is needed."""

    login: str = ""
    badge: str = field(default="", repr=False)
    pin: str = field(default="", repr=False)


@dataclass(frozen=True)
class Presence:
    """An officer at this kiosk, who has shown who they are."""

    full_name: str
    until: datetime
    """As long as the kiosk need not hurry the person before it."""
    call_id: str = ""
    """Opens the record for which they came; "" when they came for something else."""


class Desk(Protocol):
    """The officers' desk, as a kiosk reaches it."""

    async def ring(
        self, place: str, receipt_code: str | None = None, request: AuthorizationRequest | None = None
    ) -> str:
        """Call an officer to this kiosk, perhaps to let the citizen see a record; return the call's id.

        `place` is the question on the screen.
        """

    def answers(self, call_id: str) -> AsyncIterator[CallOutcome]:
        """Yield what comes of a call each time it changes, for as long as it is iterated."""

    async def admit(self, proof: OfficerProof, request: AuthorizationRequest | None) -> Presence:
        """Let an officer allow what is asked for, or, without a request, take over.

        Without a PIN a badge can only take over. `Refused` tells nothing of what was wrong.
        """

    async def begin_practice(self, proof: OfficerProof) -> None:
        """Write down that this officer practises at this kiosk; it needs their PIN."""
