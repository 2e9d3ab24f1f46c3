"""One row of a file of participants, held against the rules: an entry of the register, or why not."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any, TypeVar

from kiosk.backend.imports.row_reader import Checked, RowReader, Trouble, Unfit
from kiosk.backend.insurer import result_codes
from kiosk.backend.insurer.register_entry import ALIVE, DECEASED, Entry
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


def check(cells: Mapping[str, str], today: date) -> Checked[Entry]:
    """Hold a row's cells against the rules."""
    return _Row(cells, today).checked()


class _Row(RowReader):
    def __init__(self, cells: Mapping[str, str], today: date) -> None:
        super().__init__(cells)
        self._today = today

    def checked(self) -> Checked[Entry]:
        """Read each cell, then hold them against each other."""
        citizen_id = self.read("citizen_id", self._citizen_id, is_needed=True)
        full_name = self.read("full_name", _name, is_needed=True)
        birth = self.read("birth", self._birth, is_needed=True)
        sex = self.read("sex", _sex, is_needed=True)
        card = self._card()
        status = self.read("status", _status)
        result = self.read("result", _result)
        others: dict[str, Any] = {
            "address": self.text("address", 300) or "",
            "phone": self.read("phone", phones.parse_phone, is_doubt=True),
            "benefit": self.read("benefit", _benefit),
            "five_years_from": self.read("five_years_from", _day, is_doubt=True),
            "parent_name": self.text("parent_name", names.NAME_LIMIT),
            "parent_citizen_id": self.read("parent_citizen_id", self._citizen_id, is_doubt=True),
            "household": self.text("household", 20),
            "employer": self.text("employer", 100),
        }
        if self.refusals or not (citizen_id and full_name and birth and sex):
            return self.refused()
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
        return self.taken(entry)

    def _citizen_id(self, text: str) -> str:
        return citizen_id(self, text, self._today)

    def _birth(self, text: str) -> PartialDate:
        birth = _date(text)
        if birth.is_after(self._today):
            raise Unfit("in_the_future")
        return birth

    def _card(self) -> dict[str, Any]:
        """Read what belongs together: the card's number, the insurance number, the hospital and the days."""
        number = self.read("card_number", _card_number)
        insurance_id = self.read("insurance_id", _insurance_id)
        facility = self.read("facility", _facility)
        valid_from, valid_to = self.read("valid_from", _day), self.read("valid_to", _day)
        on_card = (
            number[-_INSURANCE_DIGITS:] if number and not id_numbers.CITIZEN_ID.fullmatch(number) else None
        )
        if on_card and insurance_id and on_card != insurance_id:
            self.refusals.append(Trouble("card_number", "contradicts_insurance"))
        if valid_from and valid_to and valid_to < valid_from:
            self.refusals.append(Trouble("valid_to", "before_the_first"))
        insurance_id = insurance_id or on_card
        if number and not (insurance_id and facility and valid_from):
            self.doubts.append(Trouble("card_number", "incomplete"))
        return {
            "card_number": number,
            "insurance_id": insurance_id,
            "facility": facility,
            "valid_from": valid_from,
            "valid_to": valid_to,
        }

    def _doubt_contradictions(self, citizen_id: str, birth: PartialDate, sex: Sex) -> None:
        """Numbers outlive corrections of birth and sex, so a contradiction refuses nobody.

        Source: docs/domain.md#citizen-number.
        """
        for problem in id_numbers.contradictions(citizen_id, birth, sex):
            self.doubts.append(Trouble(problem.field, "contradicts_number"))


def citizen_id(row: RowReader, text: str, today: date) -> str:
    """Read digits that somebody can have. An unheard-of province is rare, and a doubt.

    Source: docs/domain.md#citizen-number.
    """
    try:
        return id_numbers.parse_citizen_id(text, today)
    except Invalid as invalid:
        if invalid.keys != ("citizen_id.unknown_province",):
            raise
        row.doubts.append(Trouble("citizen_id", "unknown_province"))
        return _DIGITS.sub("", text)


def _name(text: str) -> str:
    if any(character.isdigit() for character in text):
        raise Unfit("has_digits")
    if len(text) > names.NAME_LIMIT:
        raise Unfit("too_long")
    return text


def _date(text: str) -> PartialDate:
    return PartialDate.from_iso(text) if _ISO.fullmatch(text) else PartialDate.from_typed(text)


def _day(text: str) -> date:
    found = _date(text)
    if not found.day:
        raise Unfit("not_a_day")
    return found.earliest


def _sex(text: str) -> Sex:
    return _one_of(_SEXES, text)


def _status(text: str) -> str:
    return _one_of(_STATES, text)


def _one_of(known: Mapping[str, T], text: str) -> T:
    found = known.get(names.fold(text))
    if found is None:
        raise Unfit("unreadable")
    return found


def _insurance_id(text: str) -> str | None:
    """Ten digits; None for the citizen number, which stands in its place since August 2025.

    Source: docs/domain.md#insurance-number.
    """
    number = id_numbers.parse_insurance_id(text)
    return number if len(number) == _INSURANCE_DIGITS else None


def _card_number(text: str) -> str:
    number = _NOT_CODE.sub("", text.upper())
    if not _CARD.fullmatch(number):
        raise Unfit("unreadable")
    return number


def _facility(text: str) -> str:
    code = _NOT_CODE.sub("", text.upper())
    if not _FACILITY.fullmatch(code):
        raise Unfit("unreadable")
    return code


def _benefit(text: str) -> str:
    if text not in ("1", "2", "3", "4", "5"):
        raise Unfit("unreadable")
    return text


def _result(text: str) -> str:
    code = text.zfill(3)
    if code not in result_codes.OF_CARDS:
        raise Unfit("unreadable")
    return code
