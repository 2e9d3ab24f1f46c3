"""The insurer's port: persons and their cards, contributions, and employers' payments."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from kiosk.backend.insurer import result_codes
from kiosk.domain import names
from kiosk.domain.contributions import Employer, History
from kiosk.domain.dates import PartialDate
from kiosk.domain.people import Sex


@dataclass(frozen=True)
class CardFace:
    """What the insurer says of a card; `payload` is its QR text, shown byte for byte.

    Source: docs/domain.md#insurance-card.
    """

    card_number: str
    facility: str
    facility_name: str
    valid_from: date
    valid_to: date | None
    five_years_from: date | None
    benefit: str
    payload: str


@dataclass(frozen=True)
class Insured:
    """A person as the insurer's register has them. `card` None: no card was issued to them yet."""

    citizen_id: str
    full_name: str
    birth: PartialDate
    sex: Sex
    phone: str | None
    is_alive: bool
    card: CardFace | None
    code: str = result_codes.CORRECT
    """What the insurer answers about the card."""

    def card_on(self, today: date) -> CardFace | None:
        """The card that may be shown to them, good or ended; None also for a person who died."""
        face = self.card if self.is_alive else None
        may = face is not None and result_codes.may_be_shown(self.code, face.valid_to, today)
        return face if may else None

    def is_called(self, full_name: str, birth: PartialDate) -> bool:
        """Do name (accents aside) and birth agree with what is declared?"""
        return names.is_same(self.full_name, full_name) and self.birth.agrees_with(birth)


class InsurerAway(Exception):  # noqa: N818 - "raise InsurerAway" is the sentence
    """The insurer cannot be asked now; nothing is known of the person. It is worth asking again later."""

    def __init__(self, retry_after: int) -> None:
        """`retry_after` is in seconds."""
        super().__init__(f"retry after {retry_after} s")
        self.retry_after = retry_after


class Insurer(Protocol):
    """What connects the backend to the insurer's register."""

    @property
    def is_sample(self) -> bool:
        """Are its cards without value?"""

    async def find(self, number: str) -> Insured | None:
        """Look a person up by citizen number (12 digits) or insurance number (10); None when unknown.

        Raises `InsurerAway`.
        """

    async def find_many(self, numbers: Collection[str]) -> Mapping[str, Insured | None]:
        """Look several up at once, by either number. A number that could not be asked now is left out."""

    async def contributions(self, number: str) -> History:
        """Return what is known of a person's contributions, by either number; an empty history when nothing.

        Raises `InsurerAway`.
        """

    async def employers(self, text: str, most: int) -> tuple[Sequence[Employer], bool]:
        """Find up to `most` employers by code or by words of their name; are there others?

        Raises `InsurerAway`.
        """

    async def close(self) -> None:
        """Let go of connections."""
