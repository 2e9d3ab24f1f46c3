"""The frame of every screen of the desk: the top bar, the status line, and the row of keys."""

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.widgets import Static

from kiosk.domain.scans.scan import Scan, Unknown
from kiosk.ui.desk.messages import SignOutAsked
from kiosk.ui.desk.session import DeskSession
from kiosk.ui.toolkit.hardened import FOCUS_KEYS, HardenedScreen
from kiosk.ui.toolkit.messages import LanguageAsked, LookAsked, Scanned
from kiosk.ui.widgets.key_bar import KeyBar
from kiosk.ui.widgets.text_field import TextField
from kiosk.ui.widgets.top_bar import TopBar

WIDE = 140
"""Columns from which list and dossier stand side by side."""
VAST = 40
"""Rows from which there is room to breathe."""
_FIELD = 100
"""Characters that a field takes; what is longer was no person's typing."""


class DeskScreen(HardenedScreen[None], inherit_bindings=False):
    """A screen in the desk's frame; what is its own comes from `compose_body`."""

    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (WIDE, "-wide")]
    VERTICAL_BREAKPOINTS = [(0, "-short"), (VAST, "-vast")]
    BINDINGS = [
        *FOCUS_KEYS,
        Binding("f1", "help", show=False),
        Binding("f2", "language", show=False),
        Binding("f3", "look", show=False),
        Binding("f10,ctrl+q", "leave", show=False),
    ]
    KEYS: tuple[tuple[str, str], ...] = (("f2", "language"), ("f3", "look"), ("f10", "quit"))
    """The keys in the bottom row, each with the name of its words."""

    def __init__(self, session: DeskSession) -> None:
        super().__init__()
        self.session = session
        self.say = session.say

    def compose(self) -> ComposeResult:
        """Lay out the frame around the body."""
        yield TopBar(self._whose())
        yield from self.compose_body()
        yield Static("", id="status", markup=False)
        yield KeyBar(self._keys())

    def compose_body(self) -> ComposeResult:
        """Lay out what is this screen's own."""
        yield from ()

    def _whose(self) -> str:
        services = self.session.services
        demo = self.say("common.demo") if services.is_demo else ""
        return "  ·  ".join(filter(None, [services.office_name, self.say("desk.title"), demo]))

    def _keys(self) -> list[tuple[str, str]]:
        return [(key, self._key_words(word)) for key, word in self.KEYS]

    def _key_words(self, word: str) -> str:
        return self.session.next_language_name if word == "language" else self.say(f"desk.key.{word}")

    @on(events.Mount)
    def _keep_the_clock(self) -> None:
        self.tick()
        self.set_interval(1, self.tick)

    def tick(self) -> None:
        """Show the time, and who is there."""
        officer = self.session.officer
        state = self.say(f"common.{self.session.connection}")
        for bar in self.query(TopBar):  # none while the screen is laid out again
            bar.time = f"{self.session.services.now():%H:%M}"
            bar.state = f"{officer.full_name}   {state}" if officer else state

    def status(self, words: str, mood: str = "") -> None:
        """Say how things are; `mood` is "", "-good" or "-careful"."""
        line = self.query_one("#status", Static)
        line.update(words)
        line.set_classes(mood)

    async def relabel(self) -> None:
        """Show everything in the language that was just chosen."""
        self.query_one(KeyBar).keys = self._keys()
        await self.query_one(TopBar).remove()
        await self.mount(TopBar(self._whose()))
        self.tick()

    @on(KeyBar.Touched)
    def _touched(self, message: KeyBar.Touched) -> None:
        message.stop()
        self.app.call_later(self.app.simulate_key, message.key)  # a key sent from here would not leave here

    @on(Scanned)
    def _scanned(self, message: Scanned) -> None:
        """A code is looked up, whatever has the focus; what was pasted or typed fast goes into its field."""
        message.stop()
        field, scan = self.focused, self.session.services.read_scan(message.text)
        if isinstance(field, TextField) and isinstance(scan, Unknown) and len(message.text) <= _FIELD:
            field.insert_text_at_cursor(message.text)
        else:
            self.take_scan(message.text, scan)

    def take_scan(self, text: str, scan: Scan) -> None:
        """What a scan means here."""

    def action_help(self) -> None:
        """F1."""

    def action_language(self) -> None:
        """F2."""
        self.post_message(LanguageAsked())

    def action_look(self) -> None:
        """F3."""
        self.post_message(LookAsked())

    def action_leave(self) -> None:
        """F10."""
        self.post_message(SignOutAsked())
