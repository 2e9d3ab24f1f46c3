"""Digital cards, given only against a second factor."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:  # the welcome screen needs the ports before its first paint, but none of these yet
    from kiosk.domain.card import Card
    from kiosk.domain.people import Person

from kiosk.ports.registrations import Accepted


class Cards(Protocol):
    """Digital cards, given only against a second factor."""

    async def with_phone(self, person: Person, proof: str) -> Card:
        """Return the card of `person` against the proof of the phone on record."""

    async def with_receipt(self, person: Person, receipt: Accepted) -> Card:
        """Return the card that an officer has just approved while this screen waited."""

    async def with_call(self, person: Person, call_id: str) -> Card:
        """Return the card that an officer, called to this kiosk, has let be shown."""
