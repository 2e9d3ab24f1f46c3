"""A line of Vietnamese, and beside it the switch that says how keys become letters."""

from collections.abc import Callable
from dataclasses import dataclass

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from kiosk.ui.widgets.text_field import TextField


class TypingSwitch(Widget, can_focus=False):
    """Says in words how the field is typed; a touch changes it and leaves the cursor in the field."""

    DEFAULT_CSS = """
    TypingSwitch {
        width: 20;
        height: 3;
        margin-left: 1;
        content-align: center middle;
        color: $ink;
        background: $paper;
        border: round $edge;
    }
    """

    label: reactive[str] = reactive("")
    """The way that holds now."""

    @dataclass
    class Touched(Message):
        """It was touched."""

    def __init__(self, label: str) -> None:
        super().__init__()
        self.set_reactive(TypingSwitch.label, label)

    def render(self) -> Content:
        """Return its key and its words."""
        return Content.assemble(("F5", "bold"), "  ", self.label)

    def on_click(self, event: events.Click) -> None:
        """A touch; the second half of a double one is none."""
        event.stop()
        if event.chain == 1:
            self.post_message(self.Touched())


class VietnameseField(Horizontal):
    """A text field that composes, until F5 or a touch on the switch leaves its keys alone."""

    DEFAULT_CSS = """
    VietnameseField { height: 3; }
    """
    BINDINGS = [Binding("f5", "switch", show=False)]

    def __init__(self, field: TextField, say: Callable[[str], str]) -> None:
        super().__init__()
        self._field = field
        self._say = say

    def compose(self) -> ComposeResult:
        """Lay out the field and the switch."""
        yield self._field
        yield TypingSwitch(self._words())

    @on(TypingSwitch.Touched)
    def action_switch(self) -> None:
        """F5: the other way."""
        self._field.composes = not self._field.composes
        self.query_one(TypingSwitch).label = self._words()

    def _words(self) -> str:
        return self._say("keyboard.vietnamese" if self._field.composes else "keyboard.latin")
