"""The sheet after a while without a key or touch: does the person need more time?"""

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from kiosk.ui.kiosk.screens.sheet import Sheet
from kiosk.ui.kiosk.session import Session
from kiosk.ui.toolkit.messages import Left
from kiosk.ui.widgets.choice import Choice


class IdleScreen(Sheet):
    """Counts down; any key, touch or scan ends it, as often as needed (WCAG 2.2.1)."""

    DEFAULT_CSS = """
    IdleScreen #count { margin-top: 1; color: $careful; text-style: bold; height: auto; }
    """

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._left = round(session.services.timing.countdown)

    @property
    def sheet_title(self) -> str:
        """More time?"""
        return self.say("idle.title")

    def compose_sheet(self) -> ComposeResult:
        """Lay out what to do and how long there is."""
        with Vertical():
            yield Static(self.say("idle.body"), markup=False)
            yield Static(self._count(), id="count", markup=False)

    def compose_actions(self) -> ComposeResult:
        """One large way back."""
        yield Choice(self.say("idle.yes"), id="close", digit=1, main=True)

    def _count(self) -> str:
        return self.say("idle.count", seconds=max(0, self._left))

    def on_mount(self) -> None:
        """Begin to count."""
        self.set_interval(1, self._second)

    def _second(self) -> None:
        self._left -= 1
        self.query_one("#count", Static).update(self._count())
        if self._left <= 0:
            self.post_message(Left())

    def on_key(self, event: events.Key) -> None:
        """Any key."""
        event.stop()
        event.prevent_default()
        self.dismiss()

    def on_click(self) -> None:
        """Any touch."""
        self.dismiss()
