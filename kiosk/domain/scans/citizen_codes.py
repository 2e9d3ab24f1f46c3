"""The QR of both generations of ID card: seven fields, and since July 2024 an unexplained tail."""

import re
from datetime import date

from kiosk.domain import id_numbers, limits, names
from kiosk.domain.dates import PartialDate
from kiosk.domain.people import Sex
from kiosk.domain.problems import Invalid, Problem, raise_any
from kiosk.domain.scans import repair
from kiosk.domain.scans.repair import REPLACEMENT, Repaired
from kiosk.domain.scans.scan import CitizenCard

FIELDS = 7
_NAME, _ADDRESS = 2, 5
_HOLE = re.compile(rf"{REPLACEMENT}|\w\?|\?\w")
"""What stands where a letter was lost."""
_OLD_ID = re.compile(r"[0-9]{9,12}")
_SEXES = {"nam": Sex.MALE, "nu": Sex.FEMALE}
_FIRST_ISSUE = 2016  # no card bore such a number before (docs/domain.md#older-cards)
_CJK = "\u2e80"


def read(repaired: Repaired, today: date) -> CitizenCard:
    """Read an ID card's text, whose first field has its twelve digits; raise `Invalid` if it is none."""
    fields, guessed = _fields(repaired)
    number, old_number, name_text, birth_text, sex_text, address, issued, *tail = fields
    if not birth_text.isdigit() and names.fold(sex_text) not in _SEXES:
        raise Invalid(Problem("code.damaged"))
    birth = PartialDate.from_compact(birth_text)
    if birth.is_after(today):
        raise Invalid(Problem("birth.in_the_future"))
    raise_any(id_numbers.impossibilities(number, today))
    name, sex = _name(name_text), _sex(sex_text)
    has_lost_accents = " " in name and not names.has_marks("".join(fields))
    return CitizenCard(
        citizen_id=number,
        old_id=old_number if _OLD_ID.fullmatch(old_number) else None,
        full_name=name,
        birth=birth,
        sex=sex,
        address=names.clean(address),
        issued=_issued(issued, today, is_last=not tail),
        warnings=(
            *([Problem("name.repaired")] if _NAME in guessed else []),
            *([Problem("name.without_accents")] if has_lost_accents else []),
            *([Problem("address.doubtful")] if _ADDRESS in guessed else []),
            *id_numbers.unknown_province(number),
            *id_numbers.contradictions(number, birth, sex),
        ),
        tail=tuple(names.clean(field) for field in tail),
    )


def _fields(repaired: Repaired) -> tuple[list[str], set[int]]:
    """Return the fields, and the places of those whose letters were guessed; digits never are."""
    text = repaired.text
    before = text.split("|")
    if len(before) < FIELDS:
        raise Invalid(Problem("code.incomplete"))
    if before[_NAME].swapcase().istitle():  # a wedge scanner types through caps lock
        text = text.swapcase()
        before = text.split("|")
    fields = repair.collapse_steps(text).split("|")
    guessed = {place for place in (_NAME, _ADDRESS) if repaired.is_doubtful or fields[place] != before[place]}
    if _HOLE.search(fields[_ADDRESS]):
        guessed.add(_ADDRESS)
    return [field.strip() for field in fields], guessed


def _name(text: str) -> str:
    """Take a name. It is of letters by law, so a digit or a foreign sign in it is the scanner's."""
    name = names.clean(text, limits.NAME)
    if not name:
        raise Invalid(Problem("name.missing"))
    if any(c.isdigit() or c in f"?{REPLACEMENT}" or c >= _CJK for c in name):
        raise Invalid(Problem("code.damaged"))
    return name


def _sex(text: str) -> Sex:
    """Read "Nam" or "Nữ", accents aside; an N without its vowel is the trace of a letter lost on the way."""
    sex = _SEXES.get(names.fold(text))
    if sex is None:
        raise Invalid(Problem("code.damaged" if text[:1] in ("N", "n") else "sex.unreadable"))
    return sex


def _issued(text: str, today: date, *, is_last: bool) -> PartialDate | None:
    """Read the date of issue, which nothing depends on; but digits missing at the very end are a cut scan.

    The start of a date never looks like a year of issue: "3006" and "2012" are too late and too early.
    """
    try:
        issued = PartialDate.from_compact(text)
    except Invalid:
        issued = None
    if issued is not None and (issued.day or _FIRST_ISSUE <= issued.year <= today.year):
        return issued
    if is_last and text.isdigit() and len(text) < len("ddmmyyyy"):
        raise Invalid(Problem("code.incomplete"))
    return None
