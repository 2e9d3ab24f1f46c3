"""A file of participants into the insurer's register: each row held against the rules, and taken over.

A person who is not in the file stays as they are.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, TypeVar

import sqlalchemy as sa

from kiosk.backend.imports.file_import import FileImport
from kiosk.backend.imports.row_reader import CheckedRow, InvalidCell, RowProblem, RowReader, read_citizen_id
from kiosk.backend.insurer import register_entry, result_codes
from kiosk.backend.insurer.register_entry import ALIVE, DECEASED, RegisterEntry
from kiosk.backend.storage.schema import participants
from kiosk.domain import id_numbers, limits, names, phones
from kiosk.domain.dates import PartialDate
from kiosk.domain.people import Sex

T = TypeVar("T")

_ISO = re.compile(r"[0-9]{4}(-[0-9]{2}){0,2}")
_NOT_CODE = re.compile(r"[^0-9A-Z]")
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
_p = participants.c


class RegisterImport(FileImport[RegisterEntry]):
    """Each row a person, whom their number tells."""

    target = participants
    marker = "sealed"
    action = "participants_imported"

    def check(self, cells: Mapping[str, str]) -> CheckedRow[RegisterEntry]:
        """Hold a row against the rules."""
        return check_participant(cells, self._today)

    def stage_batch(self, batch: Sequence[tuple[int, RegisterEntry]]) -> None:
        """Encrypt those of whom the register says something else, or nothing."""
        people = {self._vault.person(entry.citizen_id) for _, entry in batch}
        query = sa.select(_p.person, _p.sealed).where(_p.person.in_(people))
        known: Iterable[sa.Row[Any]] = self._connection.execute(query)
        entries = {row.person: register_entry.from_row(self._vault, row) for row in known}
        self.put(self._staged, [{"line": line, **self._row(entry, entries)} for line, entry in batch])

    def settle(self) -> None:
        """Neither number can be two people's."""
        self.refuse_twice("person", "citizen_id")
        self.refuse_twice("insurance", "insurance_id")

    def _row(self, entry: RegisterEntry, known: Mapping[bytes, RegisterEntry]) -> dict[str, Any]:
        person = self._vault.person(entry.citizen_id)
        if known.get(person) != entry:
            return register_entry.to_row(self._vault, entry)
        insurance = self._vault.insurance(entry.insurance_id) if entry.insurance_id else None
        return {**dict.fromkeys(_p.keys()), "person": person, "insurance": insurance}


def check_participant(cells: Mapping[str, str], today: date) -> CheckedRow[RegisterEntry]:
    """Hold a row's cells against the rules."""
    return _ParticipantRow(cells, today).checked()


class _ParticipantRow(RowReader):
    def __init__(self, cells: Mapping[str, str], today: date) -> None:
        super().__init__(cells)
        self._today = today

    def checked(self) -> CheckedRow[RegisterEntry]:
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
            "parent_name": self.text("parent_name", limits.NAME),
            "parent_citizen_id": self.read("parent_citizen_id", self._citizen_id, is_doubt=True),
            "household": self.text("household", 20),
            "employer": self.text("employer", 100),
        }
        if self.refusals or not (citizen_id and full_name and birth and sex):
            return self.refused()
        self._doubt_contradictions(citizen_id, birth, sex)
        entry = RegisterEntry(
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
        return read_citizen_id(self, text, self._today)

    def _birth(self, text: str) -> PartialDate:
        birth = _date(text)
        if birth.is_after(self._today):
            raise InvalidCell("in_the_future")
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
            self.refusals.append(RowProblem("card_number", "contradicts_insurance"))
        if valid_from and valid_to and valid_to < valid_from:
            self.refusals.append(RowProblem("valid_to", "before_the_first"))
        insurance_id = insurance_id or on_card
        if number and not (insurance_id and facility and valid_from):
            self.doubts.append(RowProblem("card_number", "incomplete"))
        return {
            "card_number": number,
            "insurance_id": insurance_id,
            "facility": facility,
            "valid_from": valid_from,
            "valid_to": valid_to,
        }

    def _doubt_contradictions(self, citizen_id: str, birth: PartialDate, sex: Sex) -> None:
        """Numbers outlive corrections of birth and sex, so a contradiction is only a doubt.

        Source: docs/domain.md#citizen-number.
        """
        for problem in id_numbers.contradictions(citizen_id, birth, sex):
            self.doubts.append(RowProblem(problem.field, "contradicts_number"))


def _name(text: str) -> str:
    if any(character.isdigit() for character in text):
        raise InvalidCell("has_digits")
    if len(text) > limits.NAME:
        raise InvalidCell("too_long")
    return text


def _date(text: str) -> PartialDate:
    return PartialDate.from_iso(text) if _ISO.fullmatch(text) else PartialDate.from_typed(text)


def _day(text: str) -> date:
    found = _date(text)
    if not found.day:
        raise InvalidCell("not_a_day")
    return found.earliest


def _sex(text: str) -> Sex:
    return _one_of(_SEXES, text)


def _status(text: str) -> str:
    return _one_of(_STATES, text)


def _one_of(known: Mapping[str, T], text: str) -> T:
    found = known.get(names.fold(text))
    if found is None:
        raise InvalidCell("unreadable")
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
        raise InvalidCell("unreadable")
    return number


def _facility(text: str) -> str:
    code = _NOT_CODE.sub("", text.upper())
    if not _FACILITY.fullmatch(code):
        raise InvalidCell("unreadable")
    return code


def _benefit(text: str) -> str:
    if text not in ("1", "2", "3", "4", "5"):
        raise InvalidCell("unreadable")
    return text


def _result(text: str) -> str:
    code = text.zfill(3)
    if code not in result_codes.OF_CARDS:
        raise InvalidCell("unreadable")
    return code
