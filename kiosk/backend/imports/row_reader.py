"""One row of an imported file, read cell by cell: what it comes to, or what is wrong with it.

What would make it another person's row refuses it. What only lessens it is a doubt: the row is taken, without
that detail where it cannot be used, and the operator is told the line.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Generic, NamedTuple, TypeVar

from kiosk.domain import id_numbers, names
from kiosk.domain.problems import Invalid

T = TypeVar("T")
E = TypeVar("E")

_LONGEST = 1000
_DIGITS = re.compile(r"[\s.\-–]+")


class RowProblem(NamedTuple):
    """A column and what is wrong with it; `what` has words under `import.reason`."""

    column: str
    what: str


@dataclass(frozen=True)
class CheckedRow(Generic[E]):
    """What a row came to. `entry` None: it is refused."""

    entry: E | None
    refusals: tuple[RowProblem, ...] = ()
    doubts: tuple[RowProblem, ...] = ()


class InvalidCell(Exception):  # noqa: N818 - "raise InvalidCell" is the sentence
    """A cell that cannot be used; its text is what is wrong."""


class RowReader:
    """Reads the cells of one row, and keeps what was wrong."""

    def __init__(self, cells: Mapping[str, str]) -> None:
        self._cells = cells
        self.refusals: list[RowProblem] = []
        self.doubts: list[RowProblem] = []

    def read(
        self,
        column: str,
        parse: Callable[[str], T | None],
        *,
        is_needed: bool = False,
        is_doubt: bool = False,
    ) -> T | None:
        """Return what `parse` makes of a cell, None for an empty cell. Raises `InvalidCell` or `Invalid`."""
        text = clean(self._cells.get(column, ""))
        if not text:
            if is_needed:
                self.refusals.append(RowProblem(column, "missing"))
            return None
        found = self.doubts if is_doubt else self.refusals
        try:
            return parse(text)
        except Invalid as invalid:
            found += [RowProblem(column, key.partition(".")[2]) for key in invalid.keys]
        except InvalidCell as unfit:
            found.append(RowProblem(column, str(unfit)))
        return None

    def text(self, column: str, limit: int) -> str | None:
        """Return a cell's text, cut at `limit`."""
        return clean(self._cells.get(column, ""))[:limit].rstrip() or None

    def refused(self) -> CheckedRow[E]:
        """Return that this row is refused, and why."""
        return CheckedRow(None, tuple(self.refusals), tuple(self.doubts))

    def taken(self, entry: E) -> CheckedRow[E]:
        """Return what the row came to."""
        return CheckedRow(entry, doubts=tuple(self.doubts))


def clean(text: str) -> str:
    """Clean as `names.clean` does; plain text, which most cells are, needs a tenth of its time."""
    return " ".join(text.split()) if text.isascii() and text.isprintable() else names.clean(text, _LONGEST)


def read_citizen_id(row: RowReader, text: str, today: date) -> str:
    """Read a citizen number that a person can have. An unknown province is rare: a doubt.

    Source: docs/domain.md#citizen-number.
    """
    try:
        return id_numbers.parse_citizen_id(text, today)
    except Invalid as invalid:
        if invalid.keys != ("citizen_id.unknown_province",):
            raise
        row.doubts.append(RowProblem("citizen_id", "unknown_province"))
        return _DIGITS.sub("", text)
