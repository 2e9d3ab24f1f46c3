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

    time: reactive[str] = reactive("")
    """The time, as it is shown."""
    state: reactive[str] = reactive("")
    """The connection in words."""

    def __init__(self, office: str) -> None:
        super().__init__()
        self._office = office

    def render(self) -> Content:
        """Return the row; a name that is too long is cut."""
        state = Content(f"{self.time}   {self.state}")
        room = max(0, self.content_size.width - state.cell_length - _APART)
        office = Content(self._office.upper()).truncate(room, ellipsis=True, pad=True)
        return Content.assemble(office, " " * _APART, state)
