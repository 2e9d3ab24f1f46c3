"""The numbers that stand for a person: the citizen number of twelve digits and the insurance number.

A citizen number has no check digit (docs/domain.md#citizen-number): province, century and sex, year, six
random digits. What it says of sex and year may contradict the card, because numbers outlive corrections: that
is a warning, never a refusal.
"""

import re
from datetime import date

from kiosk.domain.dates import PartialDate
from kiosk.domain.people import Sex
from kiosk.domain.problems import Invalid, Problem, raise_any
from kiosk.domain.provinces import PROVINCES

CITIZEN_ID = re.compile(r"[0-9]{12}")
INSURANCE_ID = re.compile(r"[0-9]{10}")
CARD_NUMBER = re.compile(r"[A-Z]{2}[0-9]{13}")
"""Object code, benefit digit, province, insurance number (docs/domain.md#card-number)."""
_SEPARATORS = re.compile(r"[\s.\-–]+")
_OLD_LENGTH = 9  # CMND: not valid since 1 January 2025 (docs/domain.md#older-cards)
_LAST_CENTURY_DIGIT = 3  # 2000 to 2099
PRINTED_SEX = {Sex.MALE: "Nam", Sex.FEMALE: "Nữ"}
"""The two words that a card prints, in every language of the screen."""


def parse_citizen_id(text: str, today: date) -> str:
    """Read a typed citizen number, with or without spaces, dots and dashes; return its twelve digits.

    Raises `Invalid` with `citizen_id.…`: missing, not_digits, old_number (nine digits), length,
    impossible, unknown_province.
    """
    number = _SEPARATORS.sub("", text)
    raise_any(misshapen(number))
    raise_any((*impossibilities(number, today), *unknown_province(number)))
    return number


def misshapen(number: str) -> tuple[Problem, ...]:
    """Say what `number` is instead of twelve digits."""
    if CITIZEN_ID.fullmatch(number):
        return ()
    if not number:
        return (Problem("citizen_id.missing"),)
    if not (number.isascii() and number.isdigit()):
        return (Problem("citizen_id.not_digits"),)
    if len(number) == _OLD_LENGTH:
        return (Problem("citizen_id.old_number"),)
    return (Problem("citizen_id.length", {"digits": str(len(number))}),)


def impossibilities(citizen_id: str, today: date) -> tuple[Problem, ...]:
    """Say whether no living person can have this number: its century or year has not come."""
    year, _ = born(citizen_id)
    is_possible = int(citizen_id[3]) <= _LAST_CENTURY_DIGIT and year <= today.year
    return () if is_possible else (Problem("citizen_id.impossible", {"number": str(year)}),)


def unknown_province(citizen_id: str) -> tuple[Problem, ...]:
    """Say whether the number begins with none of the 63 codes: a mistyped number, or a rarer registration."""
    if province_of(citizen_id) is not None:
        return ()
    return (Problem("citizen_id.unknown_province", {"code": citizen_id[:3]}),)


def province_of(citizen_id: str) -> str | None:
    """Return the province where the birth was registered, by its name of before 2025; not the address."""
    return PROVINCES.get(citizen_id[:3])


def born(citizen_id: str) -> tuple[int, Sex]:
    """Return the year of birth and the sex that the number was given for."""
    century = int(citizen_id[3])
    year = 1900 + 100 * (century // 2) + int(citizen_id[4:6])
    return year, Sex.FEMALE if century % 2 else Sex.MALE


def contradictions(citizen_id: str, birth: PartialDate, sex: Sex) -> tuple[Problem, ...]:
    """Return where number and declared details disagree, with both readings ("card", "number")."""
    year, number_sex = born(citizen_id)
    found = []
    if year != birth.year:
        found.append(Problem("birth.contradicts_number", {"card": str(birth.year), "number": str(year)}))
    if sex is not number_sex:
        readings = {"card": PRINTED_SEX[sex], "number": PRINTED_SEX[number_sex]}
        found.append(Problem("sex.contradicts_number", readings))
    return tuple(found)


def parse_insurance_id(text: str) -> str:
    """Read a typed insurance number; return its ten digits, or twelve when it is a citizen number.

    A card number of fifteen characters gives its last ten (docs/domain.md#insurance-number). Raises `Invalid`
    with `insurance.…`: missing, not_digits, length.
    """
    number = _SEPARATORS.sub("", text).upper()
    if not number:
        raise Invalid(Problem("insurance.missing"))
    if CARD_NUMBER.fullmatch(number):
        return number[-10:]
    if not (number.isascii() and number.isdigit()):
        raise Invalid(Problem("insurance.not_digits"))
    if not (INSURANCE_ID.fullmatch(number) or CITIZEN_ID.fullmatch(number)):
        raise Invalid(Problem("insurance.length", {"digits": str(len(number))}))
    return number
