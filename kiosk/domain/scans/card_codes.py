"""What a scanner sent, told apart and read.

Length and a first field of digits are not enough to tell the cards apart: an insurance card may start with
the citizen number as well (docs/domain.md#telling-the-cards-apart).
"""

import re
from datetime import date

from kiosk.domain import limits, readable_code
from kiosk.domain.id_numbers import CITIZEN_ID
from kiosk.domain.problems import Invalid, Problem
from kiosk.domain.scans import citizen_codes, insurance_codes, officer_badge, repair
from kiosk.domain.scans.other_codes import recognise
from kiosk.domain.scans.scan import (
    CitizenCard,
    InsuranceCard,
    OfficerBadge,
    PickUpSlip,
    ReceiptSlip,
    Scan,
    Unknown,
)

__all__ = [
    "LIMIT",
    "CitizenCard",
    "InsuranceCard",
    "OfficerBadge",
    "PickUpSlip",
    "ReceiptSlip",
    "Scan",
    "Unknown",
    "parse",
]

LIMIT = limits.SCAN
"""Characters. The longest card is about 311 (docs/domain.md#scans); a signed slip has about 400."""
_AROUND = " \r\n\t\0"
_NO_CARD = "code.not_a_card"
_SLIP = re.compile(r"(BHXH1?):([0-9A-Z \-–]+)(?::([0-9A-Z $%*+./:-]+))?")
_TYPED_CODE = re.compile(r"[0-9A-Za-z]+(?:[ \-–]+[0-9A-Za-z]+)*")


def parse(text: str, today: date) -> Scan:
    """Tell what `text` is and read it; never raises. Nothing in the answer can command a terminal."""
    text = text.strip(_AROUND)
    try:
        return _parse(text, today)
    except Invalid as error:
        problem = error.problems[0]
        return Unknown(problem, recognise(text) if problem.key == _NO_CARD else None)


def _parse(text: str, today: date) -> Scan:
    if len(text) > LIMIT:
        raise Invalid(Problem("code.too_long"))
    repaired = repair.repair(text)
    plain = repaired.text.strip()
    if not plain:
        raise Invalid(Problem("code.empty"))
    badge = officer_badge.parse(plain)
    if badge is not None:
        return OfficerBadge(badge)
    slip = _slip(plain)
    if slip is not None:
        return slip
    insurance = insurance_codes.fields_of(plain)
    if insurance is not None:
        return insurance_codes.read(insurance, today)
    if CITIZEN_ID.fullmatch(plain.partition("|")[0].strip()):
        return citizen_codes.read(repaired, today)
    raise Invalid(Problem(_NO_CARD))


def _slip(text: str) -> ReceiptSlip | PickUpSlip | None:
    """Read a slip's QR, or a code that was typed; None when it is neither."""
    match = _SLIP.fullmatch(text.upper())
    if match is None and text.upper().startswith(("BHXH:", "BHXH1:")):
        raise Invalid(Problem("code.damaged"))
    if match is None:
        return _slip_of(readable_code.normalise(text)) if _TYPED_CODE.fullmatch(text) else None
    slip = _slip_of(readable_code.normalise(match[2]), match[3])
    if slip is None or (match[1] == "BHXH1") != (match[3] is not None):
        raise Invalid(Problem("code.damaged"))
    return slip


def _slip_of(code: str, signed: str | None = None) -> ReceiptSlip | PickUpSlip | None:
    """Tell by its check character which slip a code stands on."""
    if readable_code.is_valid(code):
        return ReceiptSlip(code, signed)
    return PickUpSlip(code, signed) if readable_code.is_valid(code, readable_code.PICK_UP) else None
