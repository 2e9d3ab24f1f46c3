"""Half-filled forms that a person comes back for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:  # the welcome screen needs the ports before its first paint, but none of these yet
    from kiosk.domain.registration.draft import Draft


@dataclass(frozen=True)
class KeptForm:
    """A half-filled form that waits for its person; `signed` says so, for the slip's QR."""

    code: str
    signed: str
    expires_at: datetime


class PickUps(Protocol):
    """Half-filled forms, kept at a person's request and encrypted under a code that only they have."""

    async def keep(self, draft: Draft, code: str) -> KeptForm:
        """Keep a form under `code`, in place of what is kept there; without its proof of the phone."""

    async def open(self, code: str) -> Draft:
        """Return the form; `Refused` (`pick_up_unknown`) when there is none, or none any more."""

    async def erase(self, code: str) -> None:
        """Keep it no more."""
