"""What is printed for a person to take along, as a value: the words are chosen elsewhere, the ink as well."""

from dataclasses import dataclass
from typing import Literal

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
    """A QR code, centred, at least `least` millimetres wide where the paper allows it."""

    payload: str
    least: float = 25.0


@dataclass(frozen=True)
class Line:
    """A thin line across."""


Part = Words | Row | ReadOut | Square | Line


@dataclass(frozen=True)
class Slip:
    """One piece of paper, from top to bottom."""

    parts: tuple[Part, ...]
    is_sample: bool = False
    """It says across the top and the bottom that it is worth nothing."""

    @property
    def squares(self) -> tuple[Square, ...]:
        """Its QR codes, which must be readable from what is sent to the printer."""
        return tuple(part for part in self.parts if isinstance(part, Square))
