"""The keyboard of the screen, for fingers: it types into a field and never takes the focus from it."""

from collections.abc import Callable, Sequence
from functools import cache

from rich.segment import Segment
from textual import events
from textual.filter import LineFilter
from textual.geometry import Offset, Region
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from kiosk.ui.widgets.capitals import Capitals
from kiosk.ui.widgets.keyboard.layouts import TONES, Key, placed
from kiosk.ui.widgets.text_field import TextField

_LEFT, _RIGHT, _UP, _DOWN = 1, 2, 4, 8
_SIGNS = {
    0: " ",
    _LEFT | _RIGHT: "─",
    _UP | _DOWN: "│",
    _RIGHT | _DOWN: "╭",
    _LEFT | _DOWN: "╮",
    _RIGHT | _UP: "╰",
    _LEFT | _UP: "╯",
    _RIGHT | _UP | _DOWN: "├",
    _LEFT | _UP | _DOWN: "┤",
    _LEFT | _RIGHT | _DOWN: "┬",
    _LEFT | _RIGHT | _UP: "┴",
    _LEFT | _RIGHT | _UP | _DOWN: "┼",
}
"""The line that leaves a cell in these directions."""


class Keyboard(Widget, can_focus=False):
    """One widget for all keys: sixty buttons would take sixty times as long to stand.

    A key counts when the finger leaves the screen on the key on which it came down.
    """

    COMPONENT_CLASSES = {"keyboard--key", "keyboard--edge", "keyboard--pressed"}
    DEFAULT_CSS = """
    Keyboard {
        width: 100%;
        height: 13;
        background: $paper;
        &.-pad { height: 9; }
        .keyboard--key { color: $ink; background: $paper; text-style: bold; }
        .keyboard--edge { color: $edge; background: $paper; }
        .keyboard--pressed { color: $on-accent; background: $accent; text-style: bold; }
    }
    """

    layout_name: reactive[str] = reactive("letters")
    """Which keys are shown, of `layouts.LAYOUTS`."""
    is_capital: reactive[bool] = reactive(False)
    """Is the next letter a capital one?"""
    pressed: reactive[Key | None] = reactive(None)
    """The key on which the finger lies."""

    def __init__(self, say: Callable[[str], str]) -> None:
        super().__init__()
        self._say = say
        self._field: TextField | None = None
        self._down: Key | None = None
        self._is_done = False
        """Was "done" the last key?"""
        self._done_at = float("-inf")

    def serve(self, field: TextField) -> None:
        """Type into `field` from now on, with the keys that it wants."""
        if field is not self._field:
            self._field = field
            self.layout_name = field.pad
            self.set_class(field.pad != "letters", "-pad")
        self.is_capital = field.begins_word

    def key_at(self, place: Offset) -> Key | None:
        """Return the key under `place`."""
        return next((key for region, key in self._placed() if region.contains_point(place)), None)

    def region_of(self, text: str) -> Region:
        """Return where the key with this text or name stands on the screen."""
        region = next(region for region, key in self._placed() if text in (key.text, key.name))
        return region.translate(self.region.offset)

    def _placed(self) -> tuple[tuple[Region, Key], ...]:
        return placed(self.layout_name, self.size.width, self.size.height)

    # What it looks like.

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Show on each key what it types."""
        return [each for each in super().get_line_filters() if not isinstance(each, Capitals)]

    def render_line(self, y: int) -> Strip:
        """Draw a row of cells: the edges, with a label in each key whose second line this is."""
        edge = self.get_component_rich_style("keyboard--edge")
        line = outline(self.layout_name, *self.size)[y]
        segments: list[Segment] = []
        x = 0
        for region, key in self._placed():
            if y == region.y + 1:
                face = self.get_component_rich_style(
                    "keyboard--pressed" if self._is_filled(key) else "keyboard--key"
                )
                start, end = region.x + 1, region.right - 1
                segments += [
                    Segment(line[x:start], edge),
                    Segment(f"{self.label_of(key):^{end - start}}", face),
                ]
                x = end
        return Strip([*segments, Segment(line[x:], edge)], self.size.width)

    def _is_filled(self, key: Key) -> bool:
        return key is self.pressed or (key.name == "capital" and self.is_capital)

    def label_of(self, key: Key) -> str:
        """Return what stands on a key; letters are shown as they would be typed."""
        if key.name:
            return self._say(f"keyboard.{key.name}")
        return key.text.upper() if self.is_capital else key.text

    # What a finger does.

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Show the key on which the finger came down."""
        event.stop()
        self._down = self.pressed = self.key_at(event.offset)
        self.capture_mouse()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Let go of a key that the finger slides off."""
        if self._down is not None:
            self.pressed = self._down if self.key_at(event.offset) is self._down else None

    def on_mouse_up(self, event: events.MouseUp) -> None:
        """Let go; whether the key counts is the click's to say."""
        event.stop()
        self.release_mouse()
        self.pressed = None

    async def on_click(self, event: events.Click) -> None:
        """Press the key if the finger left the screen on it."""
        event.stop()
        key, self._down = self._down, None
        if event.chain > 1 and self._is_done:
            return  # a trembling hand: another question may stand there by now
        self._is_done = key is not None and key.name == "done"
        if key is not None and self._field is not None and self.key_at(event.offset) is key:
            await self._press(key, self._field)

    async def _press(self, key: Key, field: TextField) -> None:
        field.focus()
        match key.name:
            case "capital":
                self.is_capital = not self.is_capital
                return
            case "other" | "letters":
                self.layout_name = key.name
                return
            case "done":
                await field.action_submit()
                return
            case "delete":
                field.action_delete_left()
            case "space":
                field.put(" ")
            case tone if tone in TONES:
                field.put_tone(TONES.index(tone))
            case _:
                field.put(self.label_of(key))
        self.is_capital = field.begins_word


@cache
def outline(layout: str, width: int, height: int) -> tuple[str, ...]:
    """Return the edges of the keys as text, without labels; keys and cells are those of `placed`.

    Where two rows of keys touch, floor and lid are one line.
    """
    ways = [[0] * width for _ in range(height)]
    for region, _ in placed(layout, width, height):
        left, right = region.x, region.right - 1
        lid = region.y
        floor = region.bottom - 1 if region.height > 2 else region.bottom  # else it is the next row's lid
        for row in (lid, floor):
            for column in range(left, right):
                ways[row][column] |= _RIGHT
                ways[row][column + 1] |= _LEFT
        for column in (left, right):
            for row in range(lid, floor):
                ways[row][column] |= _DOWN
                ways[row + 1][column] |= _UP
    return tuple("".join(_SIGNS[way] for way in row) for row in ways)
