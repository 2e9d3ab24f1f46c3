"""Help with the question on the screen."""

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Static

from kiosk.ui.kiosk.screens.sheet import Sheet
from kiosk.ui.kiosk.session import Session
from kiosk.ui.widgets.card_picture import CardPicture


class HelpScreen(Sheet):
    """A few sentences on one topic, then the keys; for cards, where their QR is."""

    DEFAULT_CSS = """
    HelpScreen .body Static { height: auto; margin-bottom: 1; }
    HelpScreen Horizontal CardPicture { margin-right: 4; }
    HelpScreen .body CardPicture Static { margin-bottom: 0; }
    HelpScreen #pictures { height: 10; }
    """

    def __init__(self, session: Session, topic: str) -> None:
        super().__init__(session)
        self._topic = topic

    @property
    def sheet_title(self) -> str:
        """Help."""
        return self.say("help.title")

    def compose_sheet(self) -> ComposeResult:
        """Lay out the topic's words."""
        yield Static(self.say(f"help.topic.{self._topic}"), markup=False)
        if self._topic == "card":
            with Horizontal(id="pictures"):
                yield CardPicture("front", self.say("flow.card.front"), self.say("flow.card.front_side"))
                yield CardPicture("back", self.say("flow.card.back"), self.say("flow.card.back_side"))
            return
        yield Static(self.say("help.keys"), classes="hint", markup=False)
        yield Static(self.say("help.back"), classes="hint", markup=False)
