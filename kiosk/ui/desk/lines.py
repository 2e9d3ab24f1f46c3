"""Lines of text in columns: what is on one side, what is on the other, and a sign where they differ."""

from collections.abc import Iterator
from itertools import zip_longest
from textwrap import wrap

LABEL = 14
"""Cells for what a line is about."""
GAP = 3
"""Cells between the two sides; the sign of a difference stands there."""
HEAD, QUIET, VALUE, CAREFUL = "bold $accent", "$muted", "bold $ink", "bold $careful"

Line = list[tuple[str, str]]
"""Words with their style, in the theme's names."""


def beside(
    label: str, left: str, right: str, width: int, style: str = VALUE, *, differs: bool = False
) -> Iterator[Line]:
    """Yield the lines of two texts side by side, each in half of what `width` leaves beside the label."""
    half = (width - LABEL - GAP) // 2
    sides = zip_longest(wrap(left, half), wrap(right, half), fillvalue="")
    for place, (one, other) in enumerate(sides):
        sign = "≠" if differs and place == 0 else ""
        yield [
            (("" if place else label).ljust(LABEL), QUIET),
            (one.ljust(half), style),
            (sign.center(GAP), CAREFUL),
            (other, style),
        ]


def labelled(label: str, text: str, width: int, style: str = "") -> Iterator[Line]:
    """Yield the lines of one text beside its label."""
    for place, part in enumerate(wrap(text, width - LABEL)):
        yield [(("" if place else label).ljust(LABEL), QUIET), (part, style)]


def spaced(number: str) -> str:
    """ "006 148 000012": an officer compares it digit by digit with the card."""
    return f"{number[:3]} {number[3:6]} {number[6:]}" if len(number) == 12 else number
