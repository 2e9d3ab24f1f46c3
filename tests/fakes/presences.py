"""The officers' desk of a screen's world, made up: it rings, and lets one officer in."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import datetime

from kiosk.ports.errors import Refused
from kiosk.ports.presences import AuthorizationRequest, CallOutcome, OfficerProof, Presence

BADGE, PIN = "1234567890" * 4, "274916"


@dataclass
class FakeDesk:
    """Counts the rings, answers calls as it is told, and knows one officer."""

    until: datetime
    """How long an officer may go on for a person."""
    error: Exception | None = None
    admit_error: Exception | None = None
    rings: list[tuple[str, str | None]] = field(default_factory=list)
    """Where the person stood, and the receipt's code if there was one."""
    requests: list[AuthorizationRequest] = field(default_factory=list)
    """What was asked for with a ring."""
    outcomes: asyncio.Queue[CallOutcome] = field(default_factory=asyncio.Queue)
    """What comes of a call, one after the other."""
    practised: list[str] = field(default_factory=list)
    """Who opened practice."""
    admitted: list[tuple[str, AuthorizationRequest | None]] = field(default_factory=list)
    """Whom it let in ("mai", or "badge"), and for what."""

    async def ring(
        self, place: str, receipt_code: str | None = None, request: AuthorizationRequest | None = None
    ) -> str:
        """Ring, or fail."""
        if self.error is not None:
            raise self.error
        self.rings.append((place, receipt_code))
        if request is not None:
            self.requests.append(request)
        return "c" * 32

    async def answers(self, call_id: str) -> AsyncIterator[CallOutcome]:
        """Yield what comes of the call; never end, as the real one never does."""
        while True:
            yield await self.outcomes.get()

    async def admit(self, proof: OfficerProof, request: AuthorizationRequest | None) -> Presence:
        """Know mai's badge and PIN."""
        if self.admit_error is not None:
            raise self.admit_error
        is_known = proof.badge == BADGE or proof.login == "mai"
        needs_pin = request is not None or not proof.badge
        if not is_known or (needs_pin and proof.pin != PIN):
            raise Refused("presence_refused")
        self.admitted.append(("badge" if proof.badge else proof.login, request))
        return Presence("Lê Thị Mai", self.until, "d" * 32)

    async def begin_practice(self, proof: OfficerProof) -> None:
        """Know mai's PIN, and note who practises."""
        if self.admit_error is not None:
            raise self.admit_error
        if proof.pin != PIN or not (proof.badge == BADGE or proof.login == "mai"):
            raise Refused("presence_refused")
        self.practised.append("badge" if proof.badge else proof.login)
