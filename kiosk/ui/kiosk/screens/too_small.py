"""The notice that the terminal is too small for any screen; it goes away when that is mended."""

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from kiosk.ui.kiosk.frame import SMALLEST
from kiosk.ui.kiosk.session import Session
from kiosk.ui.toolkit.hardened import HardenedScreen


class TooSmallScreen(HardenedScreen[None], inherit_bindings=False):
    """Three lines that fit anywhere."""

    DEFAULT_CSS = """
    TooSmallScreen { background: $paper; color: $ink; align: center middle; }
    TooSmallScreen Vertical { width: auto; max-width: 100%; height: auto; }
    TooSmallScreen Static { width: auto; max-width: 56; height: auto; margin: 0 1; }
    """

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session

    def compose(self) -> ComposeResult:
        """Lay out what is wrong and what to do."""
        with Vertical():
            yield Static(self._session.say("common.small.title"), classes="title", markup=False)
            yield Static("", id="size", markup=False)
            yield Static(self._session.say("common.small.todo"), markup=False)

    def on_resize(self, event: events.Resize) -> None:
        """Say the size of the moment, or go."""
        columns, rows = event.size
        if columns >= SMALLEST[0] and rows >= SMALLEST[1]:
            self.dismiss()
        else:
            words = self._session.say("common.small.body", columns=columns, rows=rows)
            self.query_one("#size", Static).update(words)
