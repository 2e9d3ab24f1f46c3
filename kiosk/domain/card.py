"""The health-insurance card as a screen shows it, and the insurer's layout of its QR.

Source: docs/domain.md#insurance-card.
"""

from dataclasses import dataclass
from datetime import date

from kiosk.domain.dates import PartialDate
from kiosk.domain.people import Sex

SAMPLE_CHECK = "0000000000000000-0000"
"""The check string is the insurer's secret (docs/domain.md#insurance-card); a sample's is visibly none."""


@dataclass(frozen=True)
class Card:
    """A digital health-insurance card.

    `payload` is shown in the QR byte for byte as the backend returned it; `proof` is the signed text
    (COSE, base45) that can be checked without a network; `code` is what a person reads out.
    """

    card_number: str
    full_name: str
    birth: PartialDate
    sex: Sex
    facility: str
    facility_name: str
    valid_from: date
    valid_to: date | None
    five_years_from: date | None
    benefit: str
    payload: str
    proof: str
    code: str
    is_sample: bool

    def is_expired(self, today: date) -> bool:
        """Has its last day passed?"""
        return self.valid_to is not None and self.valid_to < today


def grouped_number(number: str) -> str:
    """The card's number the way it is printed: "00 0000 0017", "HT 3 01 0000000017"."""
    if len(number) == 15:
        return f"{number[:2]} {number[2]} {number[3:5]} {number[5:]}"
    if len(number) == 12:
        return " ".join(number[i : i + 3] for i in range(0, 12, 3))
    return f"{number[:2]} {number[2:6]} {number[6:]}"


def masked_number(number: str) -> str:
    """The same with only the last four digits: "•• •••• 0017"."""
    return grouped_number("•" * (len(number) - 4) + number[-4:])


def payload(
    *,
    card_number: str,
    full_name: str,
    birth: PartialDate,
    sex: Sex,
    facility: str,
    valid_from: date,
    issued: date,
    office: str,
    insurance_id: str,
    parent_name: str | None,
    five_years_from: date | None,
    benefit: str,
    issued_by: str,
    check: str = SAMPLE_CHECK,
) -> str:
    """Compose the seventeen fields of a card's QR text, layout of 2021 (docs/domain.md#insurance-card)."""
    fields = (
        card_number,
        _hex(full_name),
        birth.shown,
        "1" if sex is Sex.MALE else "2",
        "-",
        f"{facility[:2]} - {facility[2:]}",
        _day(valid_from),
        "-",
        _day(issued),
        f"{office}{insurance_id}",
        _hex(parent_name) if parent_name else "-",
        "4",
        f" {_day(five_years_from)}" if five_years_from else "-",
        check,
        benefit,
        _hex(issued_by),
        "$",
    )
    return "|".join(fields)


def _hex(text: str) -> str:
    return text.encode().hex()


def _day(day: date) -> str:
    return f"{day:%d/%m/%Y}"
