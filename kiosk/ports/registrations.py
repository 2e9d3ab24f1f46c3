"""Sending a registration, and following what becomes of it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:  # the welcome screen needs the ports before its first paint, but none of these yet
    from kiosk.domain.card import Card
    from kiosk.domain.registration.draft import Draft
    from kiosk.domain.registration.eligibility import Status
    from kiosk.domain.registration.supplement import AskedPart
    from kiosk.ports.phone_codes import Challenge


@dataclass(frozen=True)
class Accepted:
    """The backend has it: its signed receipt was checked, and the outbox let go of it."""

    receipt_code: str
    status: Status
    reasons: tuple[str, ...]
    signed: str
    """The receipt's signed text, which asks for the card once an officer has approved it."""
    card: Card | None = None
    paper_receipt: str = ""
    """The signed text for the slip's QR; it opens nothing."""


@dataclass(frozen=True)
class Queued:
    """It is encrypted on this machine's disk and will be sent; the backend has not confirmed it."""

    receipt_code: str
    why: Literal["offline", "slow", "broken", "busy", "kept_for_officer"]
    """`kept_for_officer`: the backend declined it as it stands, so an officer has to look at it."""


Receipt = Accepted | Queued


@dataclass(frozen=True)
class RegistrationStatus:
    """A registration's status, and of its person no more than a slip shows."""

    receipt_code: str
    status: Status
    reasons: tuple[str, ...]
    updated_at: datetime
    note: str = ""
    """The officer's words, when there are any."""
    asked: tuple[AskedPart, ...] = ()
    """What an officer asks for, while it needs more."""
    initials: str = ""
    """Of the participant's name, "N.T.M."."""
    paper_receipt: str = ""
    """The signed text for the slip's QR; "" from a backend that gives none."""


class Registrar(Protocol):
    """Takes registrations so that none is lost."""

    def store(self, draft: Draft) -> None:
        """Check the draft as a whole, encrypt it for the backend and fsync it into the outbox.

        Synchronous on purpose: it has happened before the first await, so a screen that dies
        loses nothing (docs/architecture.md#nothing-is-lost). Raises `Invalid` with every problem, `OSError`
        when the disk refuses. May be called again with the same draft.
        """

    async def submit(self, draft: Draft) -> Receipt:
        """Send what was stored; return `Queued` instead of raising when the backend cannot answer."""

    async def registration_status(self, receipt_code: str) -> RegistrationStatus:
        """Ask for a registration's status; `Refused` (`receipt_unknown`) when there is none."""

    def changes(self, receipt_code: str) -> AsyncIterator[RegistrationStatus]:
        """Yield the status each time it changes, for as long as it is iterated."""


class Supplements(Protocol):
    """Takes what an officer asked for, by the slip's signed text.

    A draft's `asked` says of which registration it is.
    """

    async def send_code(self, draft: Draft) -> Challenge:
        """Send a code to the draft's phone; the person is known by the slip."""

    async def send(self, draft: Draft) -> RegistrationStatus:
        """Send the answers and return what the registration has become.

        It is not kept on this machine: while the backend is away it raises `Unavailable`, the answers stay
        on the screen, and sending them again is the same request. `Refused`: `receipt_unproved`,
        `nothing_asked`, `card_of_another`, `proof_invalid`.
        """
