"""The one kind of text field: a single line with few keys, clean text, and a memory of one burst of keys."""

import unicodedata
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.reactive import Reactive
from textual.widgets import Input

from kiosk.domain.names import clean
from kiosk.domain.scan_gate import GAP


class Entry(Input, inherit_bindings=False):
    """A line that a person types. Enter posts `Input.Submitted`; a scanner's Enter never comes here.

    `Input.Changed` may be about a scan's first letters, which are taken back a moment later: only
    `Submitted`, and the value read then, are an answer.
    """

    virtual_size = Reactive(Size(0, 0))
    """How wide the text is. Textual's own lays out the whole screen at each key; here it paints the field."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "cursor_left", show=False),
        Binding("right", "cursor_right", show=False),
        Binding("home", "home", show=False),
        Binding("end", "end", show=False),
        Binding("backspace", "delete_left", show=False),
        Binding("delete", "delete_right", show=False),
        Binding("enter", "submit", show=False),
    ]

    def __init__(
        self,
        value: str = "",
        *,
        digits: bool = False,
        max_length: int = 100,
        placeholder: str = "",
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        """Start with `value`; `digits` lets only digits and the spaces between their groups be typed."""
        super().__init__(
            clean(value, max_length),
            placeholder,
            restrict="[0-9 ]*" if digits else None,
            max_length=max_length,
            select_on_focus=False,
            id=id,
            classes=classes,
        )
        self.cursor_blink = False
        self._last_key = float("-inf")
        self._before_burst = (self.value, self.selection)

    def validate_value(self, value: str) -> str:
        """Let nothing in that a terminal would obey; bars keep the space that a person has just typed."""
        return clean(f"|{value}|", len(value) + 2)[1:-1]

    def take_back(self) -> None:
        """Undo the keys of the burst that is going on: they were a scanner's."""
        self.value, self.selection = self._before_burst
        self._last_key = float("-inf")

    def replace(self, text: str, start: int, end: int) -> None:
        """Put `text` between `start` and `end`; a mark typed after its letter joins it (NFC)."""
        start, end = sorted((max(0, start), min(len(self.value), end)))
        typed = unicodedata.normalize("NFC", self.value[:start] + text)
        super().replace(typed, 0, end)

    def restricted(self) -> None:
        """A refused character is just not there; Textual would ring the bell."""

    async def _on_key(self, event: events.Key) -> None:
        if not event.is_printable:
            self._last_key = float("-inf")
        else:
            if event.time - self._last_key > GAP:
                self._before_burst = (self.value, self.selection)
            self._last_key = event.time
        await super()._on_key(event)
