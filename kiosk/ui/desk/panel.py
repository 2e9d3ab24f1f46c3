"""Panels that lie over the work for a moment; what is below lives on and is seen around them."""

from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.screen import ModalScreen, ScreenResultType
from textual.widgets import Input, Static

from kiosk.ui.desk.session import DeskSession
from kiosk.ui.toolkit.hardened import FOCUS_KEYS, HardenedScreen
from kiosk.ui.toolkit.messages import Scanned
from kiosk.ui.widgets.choice import Choice
from kiosk.ui.widgets.text_field import TextField


class Panel(HardenedScreen[ScreenResultType], ModalScreen[ScreenResultType], inherit_bindings=False):
    """A title, a body, and the actions; Esc goes back without any."""

    BINDINGS = [
        *FOCUS_KEYS,
        Binding("escape", "back", show=False),
        Binding("down", "app.focus_next", show=False),
        Binding("up", "app.focus_previous", show=False),
    ]
    stands_on: ClassVar[str] = "#back"
    """Which widget has the focus at first."""
    is_dense: ClassVar[bool] = False
    """Does it need every row that a small terminal has?"""

    def __init__(self, session: DeskSession) -> None:
        super().__init__()
        self.set_class(self.is_dense, "-dense")
        self.session = session
        self.say = session.say

    def compose(self) -> ComposeResult:
        """Lay out title, body and actions."""
        with Vertical(id="panel"):
            yield Static(self.panel_title, classes="title", markup=False)
            with Vertical(classes="body"):
                yield from self.compose_panel()
            with Horizontal(classes="actions"):
                yield Choice(self.way_back, id="back")
                yield from self.compose_actions()

    @property
    def panel_title(self) -> str:
        """The title in words."""
        raise NotImplementedError

    @property
    def way_back(self) -> str:
        """What stands on the way back."""
        return f"Esc  {self.say('desk.back')}"

    def compose_panel(self) -> ComposeResult:
        """Lay out what the panel says."""
        yield from ()

    def compose_actions(self) -> ComposeResult:
        """Lay out the actions beside the way back, the main one last."""
        yield from ()

    @on(events.Mount)
    def _stand(self) -> None:
        self.query(self.stands_on).first().focus()

    @on(Scanned)
    def _pasted(self, message: Scanned) -> None:
        """What was pasted, or typed as fast as a scanner does, goes into the field that has the focus."""
        message.stop()
        if isinstance(self.focused, TextField):
            self.focused.insert_text_at_cursor(message.text)

    def on_key(self, event: events.Key) -> None:
        """Press the choice whose digit was pressed; a digit meant for a field never comes here."""
        if not (event.character and event.character.isdecimal()) or isinstance(self.focused, Input):
            return
        for choice in self.query(Choice):
            if choice.digit == int(event.character) and choice.display:
                event.stop()
                choice.action_press()
                return

    @on(Choice.Pressed, "#back")
    def _back(self, event: Choice.Pressed) -> None:
        event.stop()
        self.dismiss()

    async def action_back(self) -> None:
        """Esc."""
        self.dismiss()
