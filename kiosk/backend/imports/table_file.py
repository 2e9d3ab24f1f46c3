"""A file of the insurer's as it is on the disk: UTF-8, its separator, its headings; a line at a time.

Nothing that a row says gets into an error: only the number of its line.
"""

import csv
import itertools
import re
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from typing import Any, BinaryIO, Literal

from kiosk.domain import names
from kiosk.resources import ASSETS

Kind = Literal["participants", "contributions", "employers"]
KINDS: tuple[Kind, ...] = ("participants", "contributions", "employers")
"""What a file can hold."""
NEEDED: Mapping[Kind, tuple[str, ...]] = {
    "participants": ("citizen_id", "full_name", "birth", "sex"),
    "contributions": ("citizen_id", "first", "last", "employer"),
    "employers": ("code", "name", "paid_until", "due_until"),
}
"""The columns that a file of each kind must have."""
_SEPARATORS = ",;\t"
_LONGEST_LINE = 65_536
_LONGEST_CELL = 2_000
"""Characters. A quotation mark that is never closed would swallow the lines after it."""
_NO_LETTER = re.compile(r"[^0-9a-z]+")
_BOM = b"\xef\xbb\xbf"
_OTHER_BOMS = (b"\xff\xfe", b"\xfe\xff")
_ZIP = b"PK\x03\x04"


class UnusableFile(Exception):  # noqa: N818 - "raise UnusableFile" is the sentence
    """The file as a whole cannot be read. `what` has words under `import.file.<what>`."""

    def __init__(self, what: str, /, **values: Any) -> None:
        super().__init__(what)
        self.what = what
        self.values = values


@cache
def columns(kind: Kind) -> Mapping[str, list[str]]:
    """Return every column with the headings that it goes by, the usual one first."""
    found: dict[str, list[str]] = tomllib.loads((ASSETS / "data" / f"{kind}_columns.toml").read_text("utf-8"))
    return found


class TableFile:
    """An open file, read once from its beginning to its end."""

    def __init__(self, stream: BinaryIO, kind: Kind = "participants") -> None:
        """Read the headings. Raises `UnusableFile`."""
        self.kind = kind
        self._stream = stream
        self._lines = self._decoded()
        self._number = 0
        first = next(self._lines, "")
        if not first.strip():
            raise UnusableFile("empty")
        separator = max(_SEPARATORS, key=lambda sign: len(_fields(_cells(first, sign), kind)))
        self._rows = csv.reader(itertools.chain([first], self._lines), delimiter=separator)
        self.headings = self._next() or []
        """The headings as the file has them."""
        self._fields = _fields(self.headings, kind)
        self._check_headings()

    @property
    def ignored(self) -> list[str]:
        """The headings that are no known column's."""
        known = _by_folded(self.kind)
        return [heading for heading in self.headings if heading.strip() and _folded(heading) not in known]

    @property
    def position(self) -> int:
        """How many bytes were read."""
        return self._stream.tell()

    def heading(self, field: str) -> str:
        """Return what this file, or else the usual one, calls a column."""
        place = self._fields.get(field)
        return columns(self.kind)[field][0] if place is None else self.headings[place]

    def rows(self) -> Iterator[tuple[int, dict[str, str] | None]]:
        """Yield each row's line and its cells by column; None for a row that has not as many as the headings.

        Raises `UnusableFile`, when it comes to a line that is no text or has no end.
        """
        while True:
            line = self._number + 1
            cells = self._next()
            if cells is None:
                return
            if not any(cell.strip() for cell in cells):
                continue
            has_all = len(cells) >= len(self.headings) and not any(cells[len(self.headings) :])
            yield line, {field: cells[place] for field, place in self._fields.items()} if has_all else None

    def _decoded(self) -> Iterator[str]:
        while line := self._stream.readline(_LONGEST_LINE):
            if self._number == 0:
                if line.startswith(_ZIP):
                    raise UnusableFile("workbook")
                if line.startswith(_OTHER_BOMS):
                    raise UnusableFile("not_utf8", line=1)
                line = line.removeprefix(_BOM)
            self._number += 1
            if len(line) == _LONGEST_LINE:
                raise UnusableFile("damaged", line=self._number)
            try:
                yield line.decode()
            except UnicodeDecodeError as error:
                raise UnusableFile("not_utf8", line=self._number) from error

    def _next(self) -> list[str] | None:
        line = self._number + 1
        try:
            with _short_cells():
                return next(self._rows, None)
        except csv.Error as error:
            raise UnusableFile("damaged", line=line) from error

    def _check_headings(self) -> None:
        known = [field for heading in self.headings for field in _fields([heading], self.kind)]
        twice = next((field for field in known if known.count(field) > 1), None)
        if twice:
            raise UnusableFile("column_twice", column=self.heading(twice))
        missing = [columns(self.kind)[f][0] for f in NEEDED[self.kind] if f not in self._fields]
        if missing:
            raise UnusableFile("columns_missing", columns=", ".join(missing))


def _fields(headings: list[str], kind: Kind) -> dict[str, int]:
    """Return the place of each column that the headings name."""
    places = {_by_folded(kind).get(_folded(heading), ""): place for place, heading in enumerate(headings)}
    places.pop("", None)
    return places


@cache
def _by_folded(kind: Kind) -> Mapping[str, str]:
    return {_folded(name): field for field, known in columns(kind).items() for name in (field, *known)}


def _folded(heading: str) -> str:
    return _NO_LETTER.sub("", names.fold(heading))


def _cells(line: str, separator: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=separator), [])
    except csv.Error:
        return []


@contextmanager
def _short_cells() -> Iterator[None]:
    """The csv module has one limit for all."""
    before = csv.field_size_limit(_LONGEST_CELL)
    try:
        yield
    finally:
        csv.field_size_limit(before)
