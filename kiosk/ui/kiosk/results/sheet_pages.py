"""A long sheet of facts in pages, as many rows on each as fit into the view: nothing scrolls."""

from collections.abc import Iterable, Sequence
from textwrap import wrap

from textual.geometry import Size

Rows = Sequence[tuple[str, str]]
"""What it is, and what it says, in one line or several."""
_TITLE_ROWS, _BORDER_ROWS, _ROWS_BETWEEN = 1, 2, 1
"""What a page needs besides its lines."""
_NOT_VALUE = 29
"""Columns of a sheet's row that are border, padding and label."""


def sheet_pages(rows: Iterable[tuple[str, str]], place: Size) -> Sequence[Rows]:
    """Return the rows page by page; `place` is the view's size. Long values take more than one line."""
    room = place.height - _TITLE_ROWS - _BORDER_ROWS
    pages: list[list[tuple[str, str]]] = []
    left = 0
    for label, value in rows:
        lines = sum(max(1, len(wrap(words, max(1, place.width - _NOT_VALUE)))) for words in value.split("\n"))
        if lines > left:
            pages.append([])
            left = room
        pages[-1].append((label, value))
        left -= lines + _ROWS_BETWEEN
    return pages
