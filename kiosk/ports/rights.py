"""What a person may ask about their own data, by the rights that the law gives them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:  # the welcome screen needs the ports before its first paint, but none of these yet
    from kiosk.domain.people import Person
    from kiosk.domain.registration.rights import Right
    from kiosk.ports.kept_data import KeptData, RightsReceipt, WrongField


class Rights(Protocol):
    """What a person may ask. Each may raise `ports.errors.Unavailable`, and `ports.errors.Refused`."""

    async def kept(self, person: Person, *, proof: str = "", call_id: str = "") -> KeptData:
        """Return what is kept of `person`, against the proof of their phone or an officer's call."""

    async def ask(
        self, person: Person, right: Right, *, about: WrongField = "", proof: str = "", call_id: str = ""
    ) -> RightsReceipt:
        """Ask for a right: done at once where a second factor allows it, else left to an officer."""
