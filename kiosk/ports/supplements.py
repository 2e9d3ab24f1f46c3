"""What a person sends of what an officer asked for, by the signed text of their slip."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:  # the welcome screen needs the ports before its first paint, but none of these yet
    from kiosk.domain.registration.draft import Draft
    from kiosk.ports.phone_codes import Challenge
    from kiosk.ports.registrations import RegistrationStatus


class Supplements(Protocol):
    """Takes what was asked for; a draft's `asked` says of which registration it is."""

    async def send_code(self, draft: Draft) -> Challenge:
        """Send a code to the draft's phone; the person is known by the slip."""

    async def send(self, draft: Draft) -> RegistrationStatus:
        """Send the answers and return what the registration has become.

        It is not kept on this machine: while the backend is away it raises `Unavailable`, the answers stay
        on the screen, and sending them again is the same request. `Refused`: `receipt_unproved`,
        `nothing_asked`, `card_of_another`, `proof_invalid`.
        """
