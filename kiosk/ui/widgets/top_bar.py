"""The top row: whose kiosk this is, the time, and whether the backend answers."""

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.reactive import reactive
from textual.widgets import Static


class TopBar(Horizontal):
    """Name on the left, time and connection on the right; words, never colour alone."""

    DEFAULT_CSS = """
    TopBar {
        dock: top;
        height: 1;
        padding: 0 2;
        background: $accent;
        color: $on-accent;
        text-style: bold;

        #office { width: 1fr; text-overflow: ellipsis; text-wrap: nowrap; }
        #state { width: auto; margin-left: 2; }
    }
    """

    time: reactive[str] = reactive("")
    """The time, as it is shown."""
    state: reactive[str] = reactive("")
    """The connection in words."""

    def __init__(self, office: str) -> None:
        super().__init__()
        self._office = office

    def compose(self) -> ComposeResult:
        """Lay out the row."""
        yield Static(self._office.upper(), id="office", markup=False)
        yield Static("", id="state", markup=False)

    def watch_time(self) -> None:
        """Show the new time."""
        self._show()

    def watch_state(self) -> None:
        """Show the new state."""
        self._show()

    def _show(self) -> None:
        if self.is_mounted:
            self.query_one("#state", Static).update(f"{self.time}   {self.state}")

    def on_mount(self) -> None:
        """Show what was set before it stood."""
        self._show()
