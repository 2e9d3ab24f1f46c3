"""The panel that names a dossier's doubts once more before it is approved."""

from textual import on
from textual.app import ComposeResult
from textual.widgets import Static

from kiosk.ports.dossiers import Dossier
from kiosk.ui.desk.dossier.dossier_sheet import say_doubt
from kiosk.ui.desk.dossier.doubt import doubts
from kiosk.ui.desk.panel import Panel
from kiosk.ui.desk.session import DeskSession
from kiosk.ui.widgets.choice import Choice


class ConfirmPanel(Panel[bool]):
    """Names what differs; another key than the one that asked for it approves all the same."""

    def __init__(self, session: DeskSession, dossier: Dossier) -> None:
        super().__init__(session)
        self._dossier = dossier

    @property
    def panel_title(self) -> str:
        """Approve all the same?"""
        return self.say("desk.confirm.title", name=self._dossier.declared.full_name)

    def compose_panel(self) -> ComposeResult:
        """Lay out the doubts."""
        for doubt in doubts(self._dossier):
            yield Static(f"≠ {say_doubt(doubt, self.session)}", classes="careful", markup=False)
        yield Static(self.say("desk.confirm.todo"), id="todo", markup=False)

    def compose_actions(self) -> ComposeResult:
        """Lay out the approval."""
        yield Choice(self.say("desk.confirm.yes"), id="yes", digit=1, main=True)

    @on(Choice.Pressed, "#yes")
    def _yes(self, event: Choice.Pressed) -> None:
        event.stop()
        self.dismiss(True)
