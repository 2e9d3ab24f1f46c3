"""The QR of health-insurance cards in its three lengths: ten, fifteen and seventeen fields.

Source: docs/domain.md#insurance-card.
"""

import re
from collections.abc import Sequence
from datetime import date

from kiosk.domain import id_numbers, limits, names
from kiosk.domain.dates import PartialDate
from kiosk.domain.id_numbers import CARD_NUMBER, CITIZEN_ID, INSURANCE_ID
from kiosk.domain.people import Sex
from kiosk.domain.problems import Invalid, Problem, raise_any
from kiosk.domain.scans import repair
from kiosk.domain.scans.scan import InsuranceCard

_END = "$"
_EMPTY = ("", "-")
_FEWEST = 9  # fields before the "$" of the shortest form
_DATE = re.compile(r"(?=.*[0-9])[0-9/.\- ]+")
_HEX = re.compile(r"(?:[0-9A-Fa-f]{2})+")
_LATIN = re.compile("[ -~\u00a0-\u024f\u0300-\u036f\u1e00-\u1eff\u2010-\u2027]+")
_MANAGED = re.compile(r"[0-9]{4}([0-9]{10})")
_NOT_CODE = re.compile(r"[^0-9A-Z]")
_SEXES = {"1": Sex.MALE, "2": Sex.FEMALE, "nam": Sex.MALE, "nu": Sex.FEMALE}

_CODES_BY_BENEFIT = {
    "1": "CC TE",
    "2": "CK CB KC HN DT DK XD BT TS",
    "3": "HT TC CN",
    "4": "DN HX CH NN TK HC XK TB NO CT XB TN CS XN MS HD TQ TA TY HG LS PV HS SV GB GD",
    "5": "QN CA CY",
}
OBJECT_CODES = frozenset(" ".join(_CODES_BY_BENEFIT.values()).split())
"""The groups of docs/domain.md#card-number. Later ones exist, so another is a warning."""


def fields_of(text: str) -> list[str] | None:
    """Return the fields of an insurance card's text, none after its "$"; None when it is something else.

    A first field of ten or twelve digits alone proves nothing (docs/domain.md#telling-the-cards-apart).
    """
    first, *others = repair.undo_typing(text.split("|"))
    number, stripped = first.strip().upper(), [field.strip() for field in others]
    if not _is_insurance(number, stripped):
        return None
    if _END in stripped:
        others = [*others[: stripped.index(_END)], _END]
    return [number, *others]


def _is_insurance(number: str, others: Sequence[str]) -> bool:
    if CARD_NUMBER.fullmatch(number):
        return True
    if not (INSURANCE_ID.fullmatch(number) or CITIZEN_ID.fullmatch(number)):
        return False
    if len(others) == 1:  # cut after the name
        return _HEX.fullmatch(others[0]) is not None
    return _END in others or (len(others) > 1 and _DATE.fullmatch(others[1]) is not None)


def read(fields: Sequence[str], today: date) -> InsuranceCard:
    """Read what `fields_of` returned; raise `Invalid` with what is wrong with it."""
    if fields[-1] != _END or len(fields) <= _FEWEST:
        raise Invalid(Problem("code.incomplete"))
    number = fields[0]
    birth = PartialDate.from_separated(fields[2])
    if birth.is_after(today):
        raise Invalid(Problem("birth.in_the_future"))
    if CITIZEN_ID.fullmatch(number):
        raise_any(id_numbers.impossibilities(number, today))
    name = _text(fields, 1)
    if name is None:
        raise Invalid(Problem("name.missing"))
    sex = _SEXES.get(names.fold(fields[3]))
    if sex is None:
        raise Invalid(Problem("sex.unreadable"))
    return InsuranceCard(
        card_number=number,
        insurance_id=_insurance_id(fields),
        full_name=name[: limits.NAME].rstrip(),
        birth=birth,
        sex=sex,
        address=_text(fields, 4),
        facility=_NOT_CODE.sub("", fields[5].upper()) or None,
        valid_from=_date(fields, 6),
        valid_to=_date(fields, 7),
        issued=_date(fields, 8),
        parent_name=_text(fields, 10),
        five_years_from=_date(fields, 12),
        benefit=_opaque(fields, 14),
        issued_by=_text(fields, 15),
        payload="|".join(fields),
        warnings=_warnings(number, name, birth, sex),
    )


def _warnings(number: str, name: str, birth: PartialDate, sex: Sex) -> tuple[Problem, ...]:
    found: list[Problem] = []
    if any(character.isdigit() for character in name):  # hexadecimal text that could not be read
        found.append(Problem("name.repaired"))
    if CARD_NUMBER.fullmatch(number) and number[:2] not in OBJECT_CODES:
        found.append(Problem("insurance.unknown_object_code", {"code": number[:2]}))
    if CITIZEN_ID.fullmatch(number):
        found += id_numbers.unknown_province(number)
        found += id_numbers.contradictions(number, birth, sex)
    return tuple(found)


def _insurance_id(fields: Sequence[str]) -> str | None:
    """Return the ten digits: the card's number or its end, else the end of the management code."""
    if not CITIZEN_ID.fullmatch(fields[0]):
        return fields[0][-10:]
    managed = _MANAGED.fullmatch(_opaque(fields, 9) or "")
    return managed[1] if managed else None


def _opaque(fields: Sequence[str], place: int) -> str | None:
    """Return a field's text, None when this form has no such field or it is empty."""
    text = names.clean(fields[place]) if place < len(fields) - 1 else ""
    return None if text in _EMPTY else text


def _text(fields: Sequence[str], place: int) -> str | None:
    """Return a field's text out of its hexadecimal form."""
    text = _opaque(fields, place)
    return None if text is None else names.clean(_from_hex(text)) or None


def _from_hex(text: str) -> str:
    """Decode UTF-8 in hexadecimal, or UTF-16 as one hospital system finds it; other text stays as it is."""
    if not _HEX.fullmatch(text):
        return text
    data = bytes.fromhex(text)
    for codec in ("utf-8", "utf-16-le"):
        decoded = data.decode(codec, "replace")
        if _LATIN.fullmatch(decoded):
            return decoded
    return text


def _date(fields: Sequence[str], place: int) -> PartialDate | None:
    """Return a date, None when it is not there or not one: nothing depends on these."""
    try:
        return PartialDate.from_separated(_opaque(fields, place) or "")
    except Invalid:
        return None
