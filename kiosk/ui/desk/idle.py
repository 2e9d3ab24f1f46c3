"""The panel after a while without a key or touch: the officer is signed out, unless they answer."""

from textual import events
from textual.app import ComposeResult
from textual.widgets import Static

from kiosk.ui.desk.messages import SignOutAsked
from kiosk.ui.desk.panel import Panel
from kiosk.ui.desk.session import DeskSession

COUNTDOWN = 30
"""Seconds in which any key keeps the officer signed in."""


class IdlePanel(Panel[None]):
    """Counts down; any key or touch ends it."""

    def __init__(self, session: DeskSession) -> None:
        super().__init__(session)
        self._left = COUNTDOWN

    @property
    def panel_title(self) -> str:
        """Are you there?"""
        return self.say("desk.idle.title")

    def compose_panel(self) -> ComposeResult:
        """Lay out how long there is."""
        yield Static(self._count(), id="count", markup=False)

    def _count(self) -> str:
        return self.say("desk.idle.count", seconds=max(0, self._left))

    def on_mount(self) -> None:
        """Begin to count."""
        self.set_interval(1, self.second)

    def second(self) -> None:
        """Count a second; the last one signs out."""
        self._left -= 1
        self.query_one("#count", Static).update(self._count())
        if self._left == 0:
            self.post_message(SignOutAsked())

    def on_key(self, event: events.Key) -> None:
        """Any key."""
        event.stop()
        event.prevent_default()
        self.dismiss()

    def on_click(self) -> None:
        """Any touch."""
        self.dismiss()
