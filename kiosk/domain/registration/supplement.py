"""What an officer asks the person for, once a registration was sent, and the slip that lets them answer."""

from dataclasses import dataclass, field
from enum import StrEnum


class AskedPart(StrEnum):
    """One thing that an officer asks for."""

    PHONE = "phone"
    PERSON_CARD = "person_card"
    """The participant's card, scanned: what was typed by hand is read from it."""
    HELPER_CARD = "helper_card"
    DOCUMENT = "document"
    """A paper, or the person themselves, at the counter; the officer's note says which."""


ANSWERED_AT_KIOSK = (AskedPart.PERSON_CARD, AskedPart.HELPER_CARD, AskedPart.PHONE)
"""What a kiosk can take, in the order in which it asks for it; a paper is brought to the counter."""


@dataclass(frozen=True)
class AskedFor:
    """What is to be answered about which registration; who holds its slip may do it."""

    receipt_code: str
    receipt: str = field(repr=False)
    """The slip's signed text: the twelve characters alone open nothing."""
    parts: tuple[AskedPart, ...]
    """Those that a kiosk can take."""


def answerable(parts: tuple[AskedPart, ...]) -> tuple[AskedPart, ...]:
    """Return those of `parts` that a kiosk can take, in its order."""
    return tuple(part for part in ANSWERED_AT_KIOSK if part in parts)
