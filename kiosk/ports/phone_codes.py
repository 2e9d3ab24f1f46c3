"""Codes sent to a phone and typed back."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:  # the welcome screen needs the ports before its first paint, but none of these yet
    from collections.abc import Sequence

    from kiosk.domain.people import Person, Relation, Sex
    from kiosk.domain.registration.draft import Draft, PhoneOwner


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


@dataclass(frozen=True)
class MaskedPhone:
    """A number to which a code for a record could go; perhaps one that nobody has (`PhoneCodes.choices`)."""

    id: str
    masked: str
    """ "••• 456"."""
    owner: PhoneOwner
    relation: Relation | None = None
    """Of a helper's phone: what the person is to the helper."""
    helper_sex: Sex | None = None


@dataclass(frozen=True)
class KeptProof:
    """A helper's phone that was proved for one person here, so that the next one needs no code."""

    phone: str
    proof: str = field(repr=False)
    receipt: str = field(repr=False)
    """What the backend signed for the registration that the proof went with."""


class PhoneCodes(Protocol):
    """Codes sent to a phone and typed back: they prove the phone, not the person."""

    async def availability(self) -> CodeAvailability:
        """Ask whether a code can be sent now. Raises `Unavailable` when the backend cannot be asked."""

    async def send_for_registration(self, draft: Draft) -> Challenge:
        """Send a code to the draft's phone, for the draft's participant."""

    async def choices(self, person: Person) -> Sequence[MaskedPhone]:
        """Return to which numbers a code for a record of `person` could go, one at least.

        For people who are unknown or have no phone they are made up, so that no caller learns who has one.
        """

    async def send_for_card(self, person: Person, choice: str) -> Challenge:
        """Send a code to the number of `choices` with this id.

        The answer is the same whether or not somebody has it.
        """

    async def send_for_contributions(self, person: Person, choice: str) -> Challenge:
        """Do the same for a code that opens the contributions."""

    async def prove_again(self, draft: Draft, kept: KeptProof) -> str:
        """Return a proof of the same helper's phone for the draft's participant; `Refused` once it ended."""

    async def send_for_rights(self, person: Person, choice: str) -> Challenge:
        """Do the same for a code that opens what is kept of them."""

    async def answer(self, challenge: Challenge, code: str) -> str:
        """Return the proof for the right code; `Refused` says wrong, late, used or too often."""
