"""Screens that lie over another for a moment and give it back as it was."""

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widgets import Static

from kiosk.ui.kiosk.frame import KioskScreen
from kiosk.ui.toolkit.messages import Scanned
from kiosk.ui.widgets.choice import Choice


class Sheet(KioskScreen):
    """A title, a body, and one way back at the main action's place."""

    stands_on: ClassVar[str] = "#close"
    """Which widget has the focus at first."""

    def compose_body(self) -> ComposeResult:
        """Lay out title, body and actions."""
        with Vertical(classes="page"):
            yield Static(self.sheet_title, classes="title", markup=False)
            with Vertical(classes="body"):
                yield from self.compose_sheet()
            with Horizontal(classes="actions"):
                yield from self.compose_actions()

    @property
    def sheet_title(self) -> str:
        """The title in words."""
        raise NotImplementedError

    def compose_sheet(self) -> ComposeResult:
        """Lay out what the sheet says."""
        yield from ()

    def compose_actions(self) -> ComposeResult:
        """Lay out the way back."""
        yield Choice(self.say("common.close"), id="close", digit=1, main=True)

    def on_mount(self) -> None:
        """Stand where the person most likely goes on."""
        self.query(self.stands_on).first().focus()

    @on(Choice.Pressed, "#close")
    def _close(self, event: Choice.Pressed) -> None:
        event.stop()
        self.dismiss()

    @on(Scanned)
    def _scanned(self, message: Scanned) -> None:
        """A person who scans wants to go on: give the scan to the screen below."""
        message.stop()
        message.prevent_default()
        below = self.app.screen_stack[-2]
        self.dismiss()
        below.post_message(Scanned(message.text))

    def action_help(self) -> None:
        """Help lies over questions, not over sheets."""

    def action_look(self) -> None:
        """The same for the colours."""

    def action_call(self) -> None:
        """And for the call."""

    def action_practice(self) -> None:
        """And for practice scans."""
