"""One row of an imported file, read cell by cell: what it comes to, or what is wrong with it.

What would make it something else's row refuses it. What only lessens it is a doubt: the row is taken, without
that detail where it cannot be used, and somebody is told the line.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Generic, NamedTuple, TypeVar

from kiosk.domain import names
from kiosk.domain.problems import Invalid

T = TypeVar("T")
E = TypeVar("E")

_LONGEST = 1000


class Trouble(NamedTuple):
    """A column and what is wrong with it; `what` has words under `import.reason`."""

    column: str
    what: str


@dataclass(frozen=True)
class Checked(Generic[E]):
    """What a row came to. `entry` None: it is refused."""

    entry: E | None
    refusals: tuple[Trouble, ...] = ()
    doubts: tuple[Trouble, ...] = ()


class Unfit(Exception):  # noqa: N818 - "raise Unfit" is the sentence
    """A cell that cannot be used; its text is what is wrong."""


class RowReader:
    """Reads the cells of one row, and keeps what was wrong."""

    def __init__(self, cells: Mapping[str, str]) -> None:
        self._cells = cells
        self.refusals: list[Trouble] = []
        self.doubts: list[Trouble] = []

    def read(
        self,
        column: str,
        parse: Callable[[str], T | None],
        *,
        is_needed: bool = False,
        is_doubt: bool = False,
    ) -> T | None:
        """Return what `parse` makes of a cell, which raises `Unfit` or `Invalid`; None for an empty one."""
        text = clean(self._cells.get(column, ""))
        if not text:
            if is_needed:
                self.refusals.append(Trouble(column, "missing"))
            return None
        found = self.doubts if is_doubt else self.refusals
        try:
            return parse(text)
        except Invalid as invalid:
            found += [Trouble(column, key.partition(".")[2]) for key in invalid.keys]
        except Unfit as unfit:
            found.append(Trouble(column, str(unfit)))
        return None

    def text(self, column: str, limit: int) -> str | None:
        """Return a cell's text, cut at `limit`."""
        return clean(self._cells.get(column, ""))[:limit].rstrip() or None

    def refused(self) -> Checked[E]:
        """Return that this row is refused, and why."""
        return Checked(None, tuple(self.refusals), tuple(self.doubts))

    def taken(self, entry: E) -> Checked[E]:
        """Return what the row came to."""
        return Checked(entry, doubts=tuple(self.doubts))


def clean(text: str) -> str:
    """Clean as `names.clean` does; plain text, which most cells are, needs a tenth of its time."""
    return " ".join(text.split()) if text.isascii() and text.isprintable() else names.clean(text, _LONGEST)
