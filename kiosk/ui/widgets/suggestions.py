"""Suggestions for what is being typed: up to five boxes below a field, one of them marked."""

from collections.abc import Sequence
from dataclasses import dataclass

from rich.segment import Segment
from textual import events
from textual.geometry import Offset, Region
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

_GAP = 1
"""Cells between two boxes."""


class Suggestions(Widget, can_focus=False):
    """One widget for all boxes, since it is painted at each key: five would lay out the whole screen.

    It never takes the focus from the field. A box has two lines, and two more where there is room.
    """

    COMPONENT_CLASSES = {"suggestions--box", "suggestions--edge", "suggestions--marked"}
    DEFAULT_CSS = """
    Suggestions {
        height: 1fr;
        min-height: 2;
        margin-top: 1;
        background: $paper;
        color: $careful;
        .suggestions--box { color: $accent; background: $paper; text-style: bold; }
        .suggestions--edge { color: $edge; background: $paper; }
        .suggestions--marked { color: $on-accent; background: $accent; text-style: bold; }
    }
    """

    marked: reactive[int] = reactive(0)
    """Which one Enter takes, counted from 0."""

    @dataclass
    class Touched(Message):
        """A finger chose one."""

        place: int

    def __init__(self) -> None:
        super().__init__()
        self.rows: Sequence[tuple[str, str]] = ()
        """What is offered: a name, and what it belongs to."""
        self.nothing = ""
        """What is said where nothing is offered."""

    def show(self, rows: Sequence[tuple[str, str]], marked: int, nothing: str = "") -> None:
        """Offer `rows` of two lines each; `nothing` is said where there are none."""
        self.rows, self.nothing = rows, nothing
        self.marked = min(marked, max(0, len(rows) - 1))
        self.refresh()

    def move(self, step: int) -> None:
        """Mark the one before or after."""
        self.marked = max(0, min(self.marked + step, self._shown - 1))

    @property
    def _columns(self) -> int:
        """Two beside each other, or three where there is room for a single row of them."""
        return 3 if self.size.height < 5 else 2

    @property
    def _shown(self) -> int:
        """How many there is room for."""
        return min(len(self.rows), (self.size.height + _GAP) // self._pitch * self._columns)

    @property
    def _pitch(self) -> int:
        """From one row of boxes to the next."""
        return 5 if self.size.height >= 14 else 3

    def _box(self, place: int) -> Region:
        width = (self.size.width - _GAP * (self._columns - 1)) // self._columns
        row, column = divmod(place, self._columns)
        return Region(column * (width + _GAP), row * self._pitch, width, self._pitch - _GAP)

    def region_of(self, place: int) -> Region:
        """Return where a box stands on the screen."""
        return self._box(place).translate(self.region.offset)

    def render_line(self, y: int) -> Strip:
        """Draw a row of cells."""
        ground = self.rich_style
        if not self.rows:
            text = self.nothing if y == 0 else ""
            return Strip([Segment(f"{text:<{self.size.width}}"[: self.size.width], ground)])
        segments: list[Segment] = []
        x = 0
        for place in range(self._shown):
            box = self._box(place)
            if box.y <= y < box.bottom:
                segments += [Segment(" " * (box.x - x), ground), *self._line(place, y - box.y, box)]
                x = box.right
        return Strip([*segments, Segment(" " * (self.size.width - x), ground)], self.size.width)

    def _line(self, place: int, line: int, box: Region) -> list[Segment]:
        """Return a line of a box: in the middle the digit and the name, and below what it belongs to."""
        is_marked = place == self.marked
        first = (box.height - 2) // 2
        name, place_of_it = self.rows[place]
        text = {first: f"{place + 1}  {name}", first + 1: f"   {place_of_it}"}.get(line, "")
        room = box.width - 2
        text = text if len(text) <= room else f"{text[: room - 1]}…"
        style = self.get_component_rich_style(f"suggestions--{'marked' if is_marked else 'box'}")
        edge = style if is_marked else self.get_component_rich_style("suggestions--edge")
        return [
            Segment("▸ " if is_marked and line == first else "│ ", edge),
            Segment(f"{text:<{room}}", style),
        ]

    def on_click(self, event: events.Click) -> None:
        """A touch chooses; the second half of a double one is none, whatever stands there by then."""
        event.stop()
        place = self._at(event.offset)
        if event.chain == 1 and place is not None:
            self.post_message(self.Touched(place))

    def _at(self, offset: Offset) -> int | None:
        return next((p for p in range(self._shown) if self._box(p).contains_point(offset)), None)
