"""What a trial scan tells of the scanner: how it is set, what it does to letters, and how fast it is.

The text itself is looked at and forgotten: it may be a person's card.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Literal

from kiosk.domain import names
from kiosk.domain.scans import card_codes, repair
from kiosk.domain.scans.card_codes import CitizenCard, InsuranceCard, OfficerBadge, PickUpSlip, ReceiptSlip
from kiosk.domain.scans.gate import GAP

Way = Literal["serial", "keyboard"]
Kind = Literal["citizen_card", "insurance_card", "slip", "badge", "other"]


class End(StrEnum):
    """What the scanner sends after a code."""

    CR = "cr"
    LF = "lf"
    CRLF = "crlf"
    TAB = "tab"
    NONE = "none"


class Fault(StrEnum):
    """What is wrong with the way in which a scan arrived."""

    LETTERS_LOST = "letters_lost"
    """Letters with marks are missing, or something else stands in their place."""
    LETTERS_CHANGED = "letters_changed"
    """They arrived in another character set, or one step of their composition after the other."""
    CAPS_LOCK = "caps_lock"
    """Small and capital letters are exchanged."""
    LAYOUT = "layout"
    """The scanner types on another keyboard than this machine has."""
    SLOW = "slow"
    """It pauses between two letters for so long that a person might have typed them."""


@dataclass(frozen=True)
class Feed:
    """What arrived: the text as it came, by which way, and the longest pause within it, in seconds."""

    way: Way
    text: str
    pause: float = 0.0


@dataclass(frozen=True)
class Diagnosis:
    """All that is told of a scan; nothing in it says whose card it was."""

    kind: Kind
    end: End
    faults: frozenset[Fault]
    shows_letters: bool
    """Did it carry letters with marks? Else nothing is known of them."""


_ENDS = {"\r\n": End.CRLF, "\r": End.CR, "\n": End.LF, "\t": End.TAB}
_NAME = re.compile(r"[0-9]{12}\|[0-9]*\|([^|]+)\|")
_OTHER_SEPARATOR = re.compile(r"[0-9]{12}([^0-9A-Za-z|\s])[0-9]{0,12}\1")
_UNSHIFTED = re.compile("[!@#$%^&*()]{10}|[&é\"'(\\-è_çà]{10}")
"""A card's number, typed with Shift for all of it, or on a French keyboard without."""


def diagnose(feed: Feed, today: date) -> Diagnosis:
    """Tell how the scanner works from what it sent."""
    text = feed.text.strip(" \r\n\t\0")
    repaired = repair.repair(text).text
    faults = set(_faults(text, repaired))
    if feed.way == "keyboard" and feed.pause > GAP:
        faults.add(Fault.SLOW)
    end = next((end for ending, end in _ENDS.items() if feed.text.endswith(ending)), End.NONE)
    return Diagnosis(_kind(text, today), end, frozenset(faults), names.has_marks(repaired))


def _kind(text: str, today: date) -> Kind:
    match card_codes.parse(text, today):
        case CitizenCard():
            return "citizen_card"
        case InsuranceCard():
            return "insurance_card"
        case ReceiptSlip() | PickUpSlip():
            return "slip"
        case OfficerBadge():
            return "badge"
        case _:
            return "other"


def _faults(text: str, repaired: str) -> Iterator[Fault]:
    """Look for what can only be a fault on an ID card; other codes have no letters with marks."""
    if _OTHER_SEPARATOR.match(text) or _UNSHIFTED.match(text):
        yield Fault.LAYOUT
    card = _NAME.match(repaired)
    if card is None:
        return
    name = card[1]
    is_foreign = any(sign.isdigit() or sign in f"?{repair.REPLACEMENT}" for sign in name)
    if is_foreign or (" " in name and not names.has_marks(repaired)):
        yield Fault.LETTERS_LOST
    if repaired != names.without_controls(text) or repair.collapse_steps(repaired) != repaired:
        yield Fault.LETTERS_CHANGED
    if name.swapcase().istitle():
        yield Fault.CAPS_LOCK
