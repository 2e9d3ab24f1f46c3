"""Help: the keys, and what the marks mean."""

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from kiosk.ui.desk.panel import Panel

KEYS = ("arrows", "enter", "search", "parts", "f5", "f6", "f7", "correct", "f8", "f4", "f9", "f10")
_KEY = 10


class HelpPanel(Panel[None]):
    """One line a key; two lines on marks."""

    @property
    def panel_title(self) -> str:
        """Help."""
        return self.say("desk.help.title")

    def compose_panel(self) -> ComposeResult:
        """Lay out the keys."""
        rows = (
            Content.assemble(
                (self.say(f"desk.help.{key}.key").ljust(_KEY), "bold"), self.say(f"desk.help.{key}.does")
            )
            for key in KEYS
        )
        yield Static(Content("\n").join(rows))
        yield Static(self.say("desk.help.marks"), classes="hint", markup=False)
