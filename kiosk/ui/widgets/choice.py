"""The one kind of button: touched, clicked, reached with arrows and Enter, or pressed by its digit."""

from dataclasses import dataclass

from textual import events
from textual.binding import Binding
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget


class Choice(Widget, can_focus=True, inherit_bindings=False):
    """A choice with an optional digit in front and an optional line below.

    The class `-main` fills it with the accent: one on a screen, always at the same place.
    """

    DEFAULT_CSS = """
    Choice {
        width: auto;
        min-width: 8;
        height: 3;
        padding: 0 2;
        content-align: center middle;
        text-style: bold;
        color: $accent;
        background: $paper;
        border: round $accent;

        &:focus { border: heavy $accent; }
        &.-main {
            color: $on-accent;
            background: $accent;
            border: blank $accent;
            &:focus { border: heavy $on-accent; }
        }
        &.-left { content-align: left middle; text-align: left; }
    }
    """

    BINDINGS = [Binding("enter,space", "press", show=False)]

    label: reactive[str] = reactive("", layout=True)
    """What happens when it is pressed."""

    @dataclass
    class Pressed(Message):
        """Posted once for each press."""

        choice: "Choice"

        @property
        def control(self) -> "Choice":
            """The choice, for `@on(Choice.Pressed, "#id")`."""
            return self.choice

    def __init__(
        self,
        label: str,
        *,
        id: str,
        digit: int | None = None,
        hint: str = "",
        main: bool = False,
        left: bool = False,
    ) -> None:
        super().__init__(id=id)
        self.digit = digit
        self.hint = hint
        self.set_class(main, "-main")
        self.set_class(left, "-left")
        self.set_class(bool(hint), "-hinted")
        self.set_reactive(Choice.label, label)

    def render(self) -> Content:
        """Return the digit, the label and the line below."""
        lead = f"{self.digit}  " if self.digit is not None else ""
        content = Content(lead + self.label)
        if not self.hint:
            return content
        return Content.assemble(content, "\n", (" " * len(lead) + self.hint, "not bold"))

    def action_press(self) -> None:
        """Say that it was pressed; a disabled choice stays silent."""
        if not self.disabled:
            self.post_message(self.Pressed(self))

    def on_click(self, event: events.Click) -> None:
        """A touch is a press; the second half of a double one is none, whatever stands there by then."""
        event.stop()
        if event.chain == 1:
            self.action_press()
