"""The one kind of text field: a single line with few keys, clean text, and a memory of one burst of keys."""

import unicodedata
from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar, Literal

from textual import events
from textual.filter import LineFilter
from textual.geometry import Size
from textual.reactive import Reactive
from textual.widgets import Input

from kiosk.domain.names import clean
from kiosk.domain.scans.gate import GAP
from kiosk.ui.widgets.capitals import Capitals

if TYPE_CHECKING:
    from kiosk.domain.vietnamese_input import Method, Typing

Pad = Literal["letters", "numbers", "date"]
"""Which keys of the screen's own keyboard a field wants."""


class TextField(Input, inherit_bindings=False):
    """A line that a person types. Enter posts `Input.Submitted`; a scanner's Enter never comes here.

    `Input.Changed` may be about a scan's first letters, which are taken back a moment later: only
    `Submitted`, and the value read then, are an answer.
    """

    virtual_size = Reactive(Size(0, 0))
    """How wide the text is. Textual's own lays out the whole screen at each key; here it paints the field."""

    EDITS: ClassVar[dict[str, str]] = {
        "left": "cursor_left",
        "right": "cursor_right",
        "home": "home",
        "end": "end",
        "backspace": "delete_left",
        "delete": "delete_right",
        "enter": "submit",
    }
    """What the keys do that type nothing. As bindings they would go round by the app, and characters that
    arrived with them would overtake them."""

    def __init__(
        self,
        value: str = "",
        *,
        digits: bool = False,
        pad: Pad = "letters",
        method: "Method | None" = None,
        max_length: int = 100,
        placeholder: str = "",
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        """Start with `value`; `digits` lets only digits and the spaces between their groups be typed.

        With a `method` the keys are composed to Vietnamese while `composes` holds.
        """
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
        self.pad: Pad = "numbers" if digits else pad
        self.composes = method is not None
        self._typing = _typing(method)
        self._last_key = float("-inf")
        self._before_burst = (self.value, self.selection)

    def validate_value(self, value: str) -> str:
        """Let nothing in that a terminal would obey; bars keep the space that a person has just typed."""
        return clean(f"|{value}|", len(value) + 2)[1:-1]

    def take_back(self) -> None:
        """Undo the keys of the burst that is going on: they were a scanner's."""
        self.value, self.selection = self._before_burst
        self._last_key = float("-inf")

    @property
    def begins_word(self) -> bool:
        """Does a word, and with it a capital letter, begin at the cursor?"""
        return self.value[: self.cursor_position].endswith(" ") or self.cursor_position == 0

    def put(self, key: str) -> None:
        """Take one character as typed, from whichever keyboard."""
        if not self.composes:
            self.replace(key, *self.selection)
            return
        start, end = sorted(self.selection)
        replaced, text = self._typing.press(self.value[:start], key)
        self.replace(text, start - replaced, end)

    def put_tone(self, tone: int) -> None:
        """Put a tone on the word before the cursor, whether or not keys are composed."""
        at = self.cursor_position
        replaced, text = self._typing.put_tone(self.value[:at], tone)
        self.replace(text, at - replaced, at)

    def replace(self, text: str, start: int, end: int) -> None:
        """Put `text` between `start` and `end`; a mark typed after its letter joins it (NFC)."""
        start, end = sorted((max(0, start), min(len(self.value), end)))
        typed = unicodedata.normalize("NFC", self.value[:start] + text)
        super().replace(typed, 0, end)

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Show what was typed as it was typed."""
        return [each for each in super().get_line_filters() if not isinstance(each, Capitals)]

    def restricted(self) -> None:
        """A refused character is just not there; Textual would ring the bell."""

    async def _on_key(self, event: events.Key) -> None:
        if not event.is_printable:
            self._last_key = float("-inf")
        else:
            if event.time - self._last_key > GAP:
                self._before_burst = (self.value, self.selection)
            self._last_key = event.time
        if event.character and event.is_printable and self.composes:
            event.stop()
            event.prevent_default()
            self.put(event.character)
        elif event.key in self.EDITS:
            event.stop()
            event.prevent_default()
            await self.run_action(self.EDITS[event.key])
        else:
            await super()._on_key(event)


def _typing(method: "Method | None") -> "Typing":
    from kiosk.domain.vietnamese_input import Typing  # its tables are not for the first paint

    return Typing(method or "telex")
