"""The top row: whose kiosk this is, the time, and whether the backend answers."""

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

_APART = 2
"""Cells at least between the two sides."""


class TopBar(Widget, can_focus=False):
    """Name on the left, time and connection on the right; words, never colour alone."""

    DEFAULT_CSS = """
    TopBar {
        dock: top;
        height: 1;
        padding: 0 2;
        background: $accent;
        color: $on-accent;
        text-style: bold;
    }
    """

    whose: reactive[str] = reactive("")
    """Whose kiosk it is, or who helps here now."""
    time: reactive[str] = reactive("")
    """The time, as it is shown."""
    state: reactive[str] = reactive("")
    """The connection in words."""

    def __init__(self, whose: str) -> None:
        super().__init__()
        self.set_reactive(TopBar.whose, whose)

    def render(self) -> Content:
        """Return the row; a name that is too long is cut."""
        state = Content(f"{self.time}   {self.state}")
        room = max(0, self.content_size.width - state.cell_length - _APART)
        whose = Content(self.whose.upper()).truncate(room, ellipsis=True, pad=True)
        return Content.assemble(whose, " " * _APART, state)
