"""The frame of every screen: the top bar, the row of keys, digits that press, arrows that move."""

from typing import TYPE_CHECKING

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.widgets import Input

from kiosk.ui.kiosk.reading_aloud import listen_key, read_if_asked, toggle
from kiosk.ui.kiosk.session import Session
from kiosk.ui.toolkit.hardened import HardenedScreen
from kiosk.ui.toolkit.messages import (
    CallAsked,
    GivenBack,
    HelpAsked,
    LanguageAsked,
    LookAsked,
    OfficerAsked,
    PracticeAsked,
    Scanned,
    Shown,
)
from kiosk.ui.widgets.choice import Choice
from kiosk.ui.widgets.key_bar import KeyBar
from kiosk.ui.widgets.practice_mark import PracticeMark
from kiosk.ui.widgets.top_bar import TopBar

if TYPE_CHECKING:
    from kiosk.domain.scans.scan import Scan
    from kiosk.ports.presences import Presence

SMALLEST = (80, 24)
"""Columns and rows below which no screen fits (docs/terminal.md#screens)."""

TOUCHED_AS_KEYS = ("f1", "f2", "f3", "f4", "f8", "f9")
"""The keys that can be touched as well."""


class KioskScreen(HardenedScreen[None], inherit_bindings=False):
    """A screen in the kiosk's frame; what is its own comes from `compose_body`."""

    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (110, "-wide")]
    VERTICAL_BREAKPOINTS = [(0, "-short"), (34, "-tall"), (44, "-vast")]
    BINDINGS = [
        Binding("f1", "help", show=False),
        Binding("f2", "language", show=False),
        Binding("f3", "look", show=False),
        Binding("f4", "call", show=False),
        Binding("f6", "listen", show=False),
        Binding("f9", "practice", show=False),
        Binding("escape", "back", show=False),
        Binding("ctrl+q", "app.quit_demo", show=False),
        Binding("down,right,tab", "app.focus_next", show=False),
        Binding("up,left,shift+tab", "app.focus_previous", show=False),
    ]

    topic: str = "welcome"
    """Which help belongs here."""

    keeps_awake = False
    """Does the person wait for the kiosk here, so that it does not ask whether they are still there?"""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.say = session.say

    def compose(self) -> ComposeResult:
        """Lay out the frame around the body."""
        self._fit()
        yield TopBar(self._whose())
        if self.session.services.is_practice:
            yield PracticeMark()
        yield from self.compose_body()
        yield KeyBar(self._keys())

    def _whose(self) -> str:
        """Whose kiosk this is, or which officer goes on for the person now."""
        services, officer = self.session.services, self.session.officer
        if services.is_practice:
            return self.say("common.training.mark")
        if officer is not None:
            return self.say("common.helped", name=officer.full_name)
        demo = f"  ·  {self.say('common.demo')}" if services.is_demo else ""
        return services.office.name + demo

    def _fit(self) -> None:
        """Take the classes of the terminal's size at once; Textual's own way is to lay out a second time."""
        width, height = self.app.size
        wide = self._get_breakpoint_classes(width, self.HORIZONTAL_BREAKPOINTS)
        tall = self._get_breakpoint_classes(height, self.VERTICAL_BREAKPOINTS)
        self.add_class(*wide, *tall, update=False)

    def on_screen_resume(self, event: events.ScreenResume) -> None:
        """Keep the styles: each widget has got them as it was mounted, a moment ago."""
        event.refresh_styles = False
        self.post_message(Shown())

    def fit_keyboard(self) -> None:
        """Show or hide the keyboard of the screen; most screens have none."""

    def compose_body(self) -> ComposeResult:
        """Lay out what is this screen's own."""
        yield from ()

    def _keys(self) -> list[tuple[str, str]]:
        call = "call" if self.session.officer is None else "give_back"
        keys = [("f1", "help"), ("f2", "language"), ("f3", "look"), ("f4", call)]
        if self.session.voice is not None:
            keys.append(("f6", listen_key(self.session)))
        if self.session.services.practice:
            keys.append(("f9", "practice"))
        return [(key, self._key_words(word)) for key, word in keys]

    def _key_words(self, word: str) -> str:
        return self.session.next_language_name if word == "language" else self.say(f"common.key.{word}")

    @on(events.Mount)
    def _keep_the_clock(self) -> None:
        self._tick()
        self.set_interval(1, self._tick)

    def _tick(self) -> None:
        for bar in self.query(TopBar):  # none while the screen is laid out again
            bar.time = f"{self.session.services.now():%H:%M}"
            bar.state = self.say(f"common.{self.session.connection}")
            bar.whose = self._whose()
        self._label_keys()  # the voice has begun or ended, the officer's time as well

    def _label_keys(self) -> None:
        for bar in self.query(KeyBar):
            bar.keys = self._keys()

    async def relabel(self) -> None:
        """Show everything again in the language that was just chosen."""
        await self.recompose()
        self._tick()
        self.post_message(Shown())

    def relabel_frame(self) -> None:
        """Show the frame alone in the language that was just chosen."""
        self._label_keys()
        self._tick()

    @on(Scanned)
    def _scanned(self, message: Scanned) -> None:
        message.stop()
        from kiosk.domain.scans.scan import OfficerBadge  # what reads scans loads after the first paint

        scan = self.session.services.read_scan(message.text)
        if isinstance(scan, OfficerBadge):
            self.post_message(OfficerAsked(self.officer_call().request, scan.secret))
        else:
            self.take_scan(scan)

    def take_scan(self, scan: "Scan") -> None:
        """What a scan means here; on most screens nothing."""

    def on_key(self, event: events.Key) -> None:
        """Press the choice whose digit was pressed; a digit meant for a field never comes here."""
        if not (event.character and event.character.isdecimal()) or isinstance(self.focused, Input):
            return
        for choice in self.query(Choice):
            if choice.digit == int(event.character) and choice.display:
                event.stop()
                choice.focus()
                choice.action_press()
                return

    @on(KeyBar.Touched)
    def _touched(self, message: KeyBar.Touched) -> None:
        message.stop()
        self.app.call_later(self.app.simulate_key, message.key)  # a key sent from here would not leave here

    def action_help(self) -> None:
        """F1."""
        self.post_message(HelpAsked(self.topic))

    def action_language(self) -> None:
        """F2."""
        self.post_message(LanguageAsked())

    def action_look(self) -> None:
        """F3."""
        self.post_message(LookAsked())

    def action_call(self) -> None:
        """F4: the officer, please; or, where one goes on for the person, back to them."""
        self.post_message(self.officer_call() if self.session.officer is None else GivenBack())

    def officer_call(self) -> CallAsked:
        """What an officer is told, and what they could allow here."""
        return CallAsked(self.topic)

    def admitted(self, presence: "Presence") -> None:
        """An officer here has allowed what was asked for; on most screens nothing is."""

    def action_listen(self) -> None:
        """F6, where this machine can speak: what stands here is read aloud, or no more."""
        toggle(self.session, self)
        self._label_keys()

    @on(Shown)
    def _read_aloud(self, message: Shown) -> None:
        message.stop()
        if self.session.listens:
            self.call_after_refresh(read_if_asked, self.session, self)

    def on_screen_suspend(self) -> None:
        """What lies over this now has the word."""
        self.session.hush()

    def action_practice(self) -> None:
        """F9, only in the demo."""
        if self.session.services.practice:
            self.post_message(PracticeAsked())

    async def action_back(self) -> None:
        """Esc: the screen before this one."""
        self.dismiss()
