"""Bold capitals, for larger letters where the terminal has one size: a third taller and no wider."""

from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.filter import LineFilter

_BOLD = Style(bold=True)


class Capitals(LineFilter):
    """Shows every word in bold capitals; what a person types keeps its letters (see `TextField`).

    For weak eyes capitals can be read from farther away than small letters of the same font, and a cell
    of a terminal has room for them.
    """

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Return the segments with their letters raised."""
        return [_raised(segment) for segment in segments]


def _raised(segment: Segment) -> Segment:
    text, style, _ = segment
    raised = text.upper()
    if not any(map(str.isalpha, text)) or len(raised) != len(text):
        return segment  # drawings, and letters without a capital as wide
    return Segment(raised, (style or Style()) + _BOLD)
