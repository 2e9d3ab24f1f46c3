"""Codes sent to a phone and typed back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:  # the welcome screen needs the ports before its first paint, but none of these yet
    from kiosk.domain.people import Person
    from kiosk.domain.registration.draft import Draft


@dataclass(frozen=True)
class Challenge:
    """A phone code that was sent, or that would have been sent if the phone were on record."""

    id: str
    expires_at: datetime
    simulated_sms: str | None = None
    """What the SMS simulator would have sent; None with a real SMS service."""


@dataclass(frozen=True)
class CodeAvailability:
    """Whether a code can be sent now, to be asked before a number is typed."""

    is_available: bool
    sender: str = ""
    """Whom the phone will name as the message's sender; "" when that is not known."""


class PhoneCodes(Protocol):
    """Codes sent to a phone and typed back: they prove the phone, not the person."""

    async def availability(self) -> CodeAvailability:
        """Ask whether a code can be sent now. Raises `Unavailable` when the backend cannot be asked."""

    async def send_for_registration(self, draft: Draft) -> Challenge:
        """Send a code to the draft's phone, for the draft's participant."""

    async def send_for_card(self, person: Person) -> Challenge:
        """Send a code to the phone that the register holds for `person`, if it holds one.

        The answer is the same whether or not it does, so that no caller learns who is registered.
        """

    async def send_for_contributions(self, person: Person) -> Challenge:
        """Do the same for a code that opens the contributions."""

    async def answer(self, challenge: Challenge, code: str) -> str:
        """Return the proof for the right code; `Refused` says wrong, late, used or too often."""
