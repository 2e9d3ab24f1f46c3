"""One row of a file of participants, held against the domain's rules: an entry of the register, or why not.

What would make it another person's entry refuses the row. What only lessens it is a doubt: the person is
taken, without that detail where it cannot be used, and somebody is told the line.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple, TypeVar

from kiosk.backend import insurer_codes
from kiosk.backend.register import ALIVE, DECEASED, Entry
from kiosk.domain import id_numbers, names, phones
from kiosk.domain.dates import PartialDate
from kiosk.domain.people import Sex
from kiosk.domain.problems import Invalid

T = TypeVar("T")

_ISO = re.compile(r"[0-9]{4}(-[0-9]{2}){0,2}")
_NOT_CODE = re.compile(r"[^0-9A-Z]")
_DIGITS = re.compile(r"[\s.\-–]+")
_FACILITY = re.compile(r"[0-9]{2}[0-9A-Z]{3}")
_CARD = re.compile(r"[A-Z]{2}[0-9]{13}|[0-9]{10}|[0-9]{12}")
_INSURANCE_DIGITS = 10
_LONGEST = 1000
_SEXES = {
    "nam": Sex.MALE,
    "male": Sex.MALE,
    "1": Sex.MALE,
    "nu": Sex.FEMALE,
    "female": Sex.FEMALE,
    "2": Sex.FEMALE,
}
_STATES = {
    **dict.fromkeys((ALIVE, "con song", "song"), ALIVE),
    **dict.fromkeys((DECEASED, "da mat", "da chet", "chet", "tu vong"), DECEASED),
}


class Trouble(NamedTuple):
    """A column and what is wrong with it; `what` has words under `participants.reason`."""

    column: str
    what: str


@dataclass(frozen=True)
class Checked:
    """What a row came to. `entry` None: it is refused."""

    entry: Entry | None
    refusals: tuple[Trouble, ...] = ()
    doubts: tuple[Trouble, ...] = ()


class _Unfit(Exception):  # noqa: N818 - "raise _Unfit" is the sentence
    """A cell that cannot be used; its text is what is wrong."""


def check(cells: Mapping[str, str], today: date) -> Checked:
    """Hold a row's cells against the rules."""
    return _Row(cells, today).checked()


class _Row:
    def __init__(self, cells: Mapping[str, str], today: date) -> None:
        self._cells = cells
        self._today = today
        self._refusals: list[Trouble] = []
        self._doubts: list[Trouble] = []

    def checked(self) -> Checked:
        """Read each cell, then hold them against each other."""
        citizen_id = self._read("citizen_id", self._citizen_id, is_needed=True)
        full_name = self._read("full_name", _name, is_needed=True)
        birth = self._read("birth", self._birth, is_needed=True)
        sex = self._read("sex", _sex, is_needed=True)
        card = self._card()
        status = self._read("status", _status)
        result = self._read("result", _result)
        others: dict[str, Any] = {
            "address": self._text("address", 300) or "",
            "phone": self._read("phone", phones.parse_phone, is_doubt=True),
            "benefit": self._read("benefit", _benefit),
            "five_years_from": self._read("five_years_from", _day, is_doubt=True),
            "parent_name": self._text("parent_name", names.NAME_LIMIT),
            "parent_citizen_id": self._read("parent_citizen_id", self._citizen_id, is_doubt=True),
            "household": self._text("household", 20),
            "employer": self._text("employer", 100),
        }
        if self._refusals or not (citizen_id and full_name and birth and sex):
            return Checked(None, tuple(self._refusals), tuple(self._doubts))
        self._doubt_contradictions(citizen_id, birth, sex)
        entry = Entry(
            citizen_id=citizen_id,
            full_name=full_name,
            birth=birth.iso,
            sex=sex,
            status=status or ALIVE,
            result=result,
            **card,
            **others,
        )
        return Checked(entry, doubts=tuple(self._doubts))

    def _read(
        self,
        column: str,
        parse: Callable[[str], T | None],
        *,
        is_needed: bool = False,
        is_doubt: bool = False,
    ) -> T | None:
        text = _clean(self._cells.get(column, ""))
        if not text:
            if is_needed:
                self._refusals.append(Trouble(column, "missing"))
            return None
        found = self._doubts if is_doubt else self._refusals
        try:
            return parse(text)
        except Invalid as invalid:
            found += [Trouble(column, key.partition(".")[2]) for key in invalid.keys]
        except _Unfit as unfit:
            found.append(Trouble(column, str(unfit)))
        return None

    def _text(self, column: str, limit: int) -> str | None:
        return _clean(self._cells.get(column, ""))[:limit].rstrip() or None

    def _citizen_id(self, text: str) -> str:
        """Twelve digits that somebody can have. An unheard-of province is rare, and a doubt (DOMAIN §3.1)."""
        try:
            return id_numbers.parse_citizen_id(text, self._today)
        except Invalid as invalid:
            if invalid.keys != ("citizen_id.unknown_province",):
                raise
            self._doubts.append(Trouble("citizen_id", "unknown_province"))
            return _DIGITS.sub("", text)

    def _birth(self, text: str) -> PartialDate:
        birth = _date(text)
        if birth.is_after(self._today):
            raise _Unfit("in_the_future")
        return birth

    def _card(self) -> dict[str, Any]:
        """Read what belongs together: the card's number, the insurance number, the hospital and the days."""
        number = self._read("card_number", _card_number)
        insurance_id = self._read("insurance_id", _insurance_id)
        facility = self._read("facility", _facility)
        valid_from, valid_to = self._read("valid_from", _day), self._read("valid_to", _day)
        on_card = (
            number[-_INSURANCE_DIGITS:] if number and not id_numbers.CITIZEN_ID.fullmatch(number) else None
        )
        if on_card and insurance_id and on_card != insurance_id:
            self._refusals.append(Trouble("card_number", "contradicts_insurance"))
        if valid_from and valid_to and valid_to < valid_from:
            self._refusals.append(Trouble("valid_to", "before_the_first"))
        insurance_id = insurance_id or on_card
        if number and not (insurance_id and facility and valid_from):
            self._doubts.append(Trouble("card_number", "incomplete"))
        return {
            "card_number": number,
            "insurance_id": insurance_id,
            "facility": facility,
            "valid_from": valid_from,
            "valid_to": valid_to,
        }

    def _doubt_contradictions(self, citizen_id: str, birth: PartialDate, sex: Sex) -> None:
        """Numbers outlive corrections of birth and sex, so a contradiction refuses nobody (DOMAIN §3.1)."""
        for problem in id_numbers.contradictions(citizen_id, birth, sex):
            self._doubts.append(Trouble(problem.field, "contradicts_number"))


def _clean(text: str) -> str:
    """Clean as `names.clean` does; plain text, which most cells are, needs a tenth of its time."""
    return " ".join(text.split()) if text.isascii() and text.isprintable() else names.clean(text, _LONGEST)


def _name(text: str) -> str:
    if any(character.isdigit() for character in text):
        raise _Unfit("has_digits")
    if len(text) > names.NAME_LIMIT:
        raise _Unfit("too_long")
    return text


def _date(text: str) -> PartialDate:
    return PartialDate.from_iso(text) if _ISO.fullmatch(text) else PartialDate.from_typed(text)


def _day(text: str) -> date:
    found = _date(text)
    if not found.day:
        raise _Unfit("not_a_day")
    return found.earliest


def _sex(text: str) -> Sex:
    return _one_of(_SEXES, text)


def _status(text: str) -> str:
    return _one_of(_STATES, text)


def _one_of(known: Mapping[str, T], text: str) -> T:
    found = known.get(names.fold(text))
    if found is None:
        raise _Unfit("unreadable")
    return found


def _insurance_id(text: str) -> str | None:
    """Ten digits; None for the citizen number, which stands in its place since August 2025 (DOMAIN §3.2)."""
    number = id_numbers.parse_insurance_id(text)
    return number if len(number) == _INSURANCE_DIGITS else None


def _card_number(text: str) -> str:
    number = _NOT_CODE.sub("", text.upper())
    if not _CARD.fullmatch(number):
        raise _Unfit("unreadable")
    return number


def _facility(text: str) -> str:
    code = _NOT_CODE.sub("", text.upper())
    if not _FACILITY.fullmatch(code):
        raise _Unfit("unreadable")
    return code


def _benefit(text: str) -> str:
    if text not in ("1", "2", "3", "4", "5"):
        raise _Unfit("unreadable")
    return text


def _result(text: str) -> str:
    code = text.zfill(3)
    if code not in insurer_codes.OF_CARDS:
        raise _Unfit("unreadable")
    return code
