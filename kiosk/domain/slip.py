"""What is printed for a person to take along, as a value: the words are chosen elsewhere, the ink as well."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

MODULE = 0.5
"""Millimetres of a QR code's module: what the camera of a plain phone resolves from a hand's breadth."""

Size = Literal["title", "strong", "plain", "small"]


@dataclass(frozen=True)
class Words:
    """A paragraph, or several lines. `title` and `strong` are centred; the others begin at the margin."""

    text: str
    size: Size = "plain"


@dataclass(frozen=True)
class Row:
    """A name at the margin and its value behind it, on one line where both fit."""

    name: str
    value: str


@dataclass(frozen=True)
class ReadOut:
    """A code in groups, to be read out, large and centred."""

    code: str


@dataclass(frozen=True)
class Square:
    """A QR code, centred: `least` millimetres wide or more, each module `MODULE` or more, where that fits."""

    payload: str
    least: float = 25.0
    label: str = ""
    """What the code is for, above it: two on one paper must not be taken for each other."""


@dataclass(frozen=True)
class Line:
    """A thin line across."""


PlainPart = Words | Row | ReadOut | Square | Line


@dataclass(frozen=True)
class Beside:
    """Parts and a code that stands to the right of them on a page; on a roll it comes last, below a line."""

    parts: tuple[PlainPart, ...]
    square: Square
    below: tuple[PlainPart, ...] = ()
    """What is read after the parts, across the whole page."""


Part = PlainPart | Beside


@dataclass(frozen=True)
class Slip:
    """One piece of paper, from top to bottom."""

    parts: tuple[Part, ...]
    is_sample: bool = False
    """It says across the top and the bottom that it is worth nothing."""

    @property
    def squares(self) -> tuple[Square, ...]:
        """Its QR codes, which must be readable from what is sent to the printer."""
        return tuple(_squares(self.parts))


def _squares(parts: Iterable[Part]) -> Iterator[Square]:
    for part in parts:
        match part:
            case Square():
                yield part
            case Beside():
                yield from _squares(part.parts)
                yield part.square
