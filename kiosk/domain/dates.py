"""Dates as precise as a card gives them: many people of the highlands know only a year of birth."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Self

from kiosk.domain.problems import Invalid, Problem

_COMPACT = re.compile(r"(?:(\d\d)?(\d\d))?(\d{4})", re.ASCII)
_SEPARATED = re.compile(r"(?:(?:(\d{1,2})[/.\- ])?(\d{1,2})[/.\- ])?(\d{4})", re.ASCII)
_ISO = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?", re.ASCII)
_EARLIEST_YEAR = 1900  # the first that a citizen number can mean (docs/domain.md#citizen-number)


@dataclass(frozen=True, order=True)
class PartialDate:
    """A year, a year and a month, or a whole date; 0 stands for a part that is not known."""

    year: int
    month: int = 0
    day: int = 0

    def __post_init__(self) -> None:
        """Raise `Invalid` (`birth.impossible`) for what no calendar has, and years before 1900."""
        if (self.day and not self.month) or self.year < _EARLIEST_YEAR:
            raise Invalid(Problem("birth.impossible"))
        try:
            date(self.year, self.month or 1, self.day or 1)
        except ValueError as error:
            raise Invalid(Problem("birth.impossible")) from error

    @classmethod
    def from_iso(cls, text: str) -> Self:
        """Read "1948-05-01", "1948-05" or "1948"."""
        return cls._from_match(_ISO.fullmatch(text), year=1, month=2, day=3)

    @classmethod
    def from_compact(cls, text: str) -> Self:
        """Read an ID card's "01051948", "051948" or "1948" (docs/domain.md#id-card-fields)."""
        return cls._from_match(_COMPACT.fullmatch(text), year=3, month=2, day=1)

    @classmethod
    def from_separated(cls, text: str) -> Self:
        """Read "1/5/1948", "05/1948" or "1948", also with dots, dashes or spaces.

        Source: docs/domain.md#insurance-card.
        """
        return cls._from_match(_SEPARATED.fullmatch(text.strip()), year=3, month=2, day=1)

    @classmethod
    def from_typed(cls, text: str) -> Self:
        """Read what a person types: any of the forms above."""
        digits = text.strip()
        if digits.isascii() and digits.isdigit():
            return cls.from_compact(digits)
        return cls.from_separated(digits)

    @classmethod
    def _from_match(cls, match: re.Match[str] | None, *, year: int, month: int, day: int) -> Self:
        if match is None:
            raise Invalid(Problem("birth.unreadable"))
        parts = [int(match[index]) if match[index] else None for index in (year, month, day)]
        if 0 in parts:
            raise Invalid(Problem("birth.impossible"))
        return cls(*(part or 0 for part in parts))

    @classmethod
    def __get_pydantic_core_schema__(cls, source: object, handler: object) -> dict[str, Any]:
        """Return how the API reads and writes it, as ISO text; the contract's pydantic asks for this.

        A plain mapping, so that this file needs no pydantic.
        """
        text = {"type": "str", "pattern": r"^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$"}
        read = {
            "type": "function-after",
            "function": {"type": "no-info", "function": cls._from_outside},
            "schema": text,
        }
        as_it_is = {
            "type": "function-plain",
            "function": {"type": "no-info", "function": cls._as_it_is},
        }
        return {
            "type": "json-or-python",
            "json_schema": read,
            "python_schema": as_it_is,
            "serialization": {"type": "function-plain", "function": _iso, "return_schema": text},
        }

    @classmethod
    def _as_it_is(cls, value: object) -> Self:
        return value if isinstance(value, cls) else cls._from_outside(str(value))

    @classmethod
    def _from_outside(cls, text: str) -> Self:
        try:
            return cls.from_iso(text)
        except Invalid as error:
            raise ValueError("no day of any calendar") from error

    @property
    def iso(self) -> str:
        """ "1948-05-01", "1948-05" or "1948"."""
        parts = [f"{self.year:04}"] + [f"{part:02}" for part in (self.month, self.day) if part]
        return "-".join(parts)

    @property
    def shown(self) -> str:
        """The way Vietnam writes it: "01/05/1948", "05/1948" or "1948"."""
        return "/".join([f"{part:02}" for part in (self.day, self.month) if part] + [f"{self.year:04}"])

    @property
    def earliest(self) -> date:
        """The first day it can mean."""
        return date(self.year, self.month or 1, self.day or 1)

    @property
    def latest(self) -> date:
        """The last day it can mean."""
        if self.day:
            return self.earliest
        if self.month in (0, 12):
            return date(self.year, 12, 31)
        return date(self.year, self.month + 1, 1) - timedelta(days=1)

    def is_after(self, today: date) -> bool:
        """Is every day it can mean later than `today`?"""
        return self.earliest > today

    def age(self, today: date) -> int:
        """Whole years on `today`, the lower number where the card does not say the day."""
        return _years(self.latest, today)

    def greatest_age(self, today: date) -> int:
        """Whole years on `today`, the higher number where the card does not say the day."""
        return _years(self.earliest, today)

    def agrees_with(self, other: "PartialDate") -> bool:
        """Could both be the same day, as far as each of them is known?"""
        pairs = ((self.month, other.month), (self.day, other.day))
        return self.year == other.year and all(a == b or not a or not b for a, b in pairs)


def _iso(partial: PartialDate) -> str:
    return partial.iso


def _years(birth: date, today: date) -> int:
    return today.year - birth.year - ((today.month, today.day) < (birth.month, birth.day))
