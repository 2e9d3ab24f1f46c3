"""The app: one person's session, from the welcome screen until the process ends."""

import gc
from collections.abc import Callable, Sequence
from types import ModuleType
from typing import TYPE_CHECKING

from textual import events, on, work
from textual.filter import LineFilter
from textual.widget import Widget
from textual.widgets import Input

from kiosk.exit_status import PRACTICE, QUIT
from kiosk.ports.citizen import Services
from kiosk.ports.devices import Display, Graphics
from kiosk.ports.errors import Refused, Unavailable
from kiosk.resources.languages import FALLBACK, Language
from kiosk.ui.kiosk.frame import SMALLEST, TOUCHED_AS_KEYS, KioskScreen
from kiosk.ui.kiosk.screens.welcome import WelcomeScreen
from kiosk.ui.kiosk.session import Session
from kiosk.ui.kiosk.text_size import TextSize
from kiosk.ui.toolkit.debounce import Debounce
from kiosk.ui.toolkit.hardened import HardenedApp
from kiosk.ui.toolkit.messages import (
    Begun,
    CallAsked,
    GivenBack,
    HelpAsked,
    LanguageAsked,
    Left,
    LookAsked,
    OfficerAsked,
    PracticeAsked,
    Scanned,
    SentItself,
    SupplementBegun,
    TrainingBegun,
)
from kiosk.ui.toolkit.scan_input import KeyRun
from kiosk.ui.toolkit.themes import THEMES

if TYPE_CHECKING:
    from kiosk.domain.vietnamese_input import Method
    from kiosk.ports.presences import Presence

SIGN_OF_LIFE = 10.0
"""Seconds between two questions whether the backend is there."""
NO_SIGN_OF_LIFE = 1.0
"""Seconds until it is asked again while it is not."""


def _later() -> ModuleType:
    """Return the screens after the welcome; the first call loads them."""
    from kiosk.ui.kiosk import lazy_screens

    return lazy_screens


class KioskApp(HardenedApp):
    """Builds screens and answers the messages that concern all of them; knows no port's inside."""

    TITLE = "kiosk"
    CSS_PATH = ["frame.tcss", "screens/welcome.tcss"]
    ALLOWED_ACTIONS = HardenedApp.ALLOWED_ACTIONS | {"quit_demo"}

    def __init__(
        self,
        services: Services,
        *,
        language: Language = FALLBACK,
        theme: str = "day",
        graphics: Graphics | None = None,
        typing: "Method" = "telex",
        warm: Callable[[], None] | None = None,
        listen: Callable[[Callable[[str], None]], None] | None = None,
        display: Display | None = None,
        report_crash: Callable[[str], None] | None = None,
    ) -> None:
        super().__init__(
            report_crash=report_crash or (lambda frames: None),
            is_whole_scan=self._is_whole_scan,
        )
        self.session = Session(services, language, graphics or Graphics(), typing)
        self._warm = warm
        self._listen = listen
        self._text_size = TextSize(self.session, display)
        for each in THEMES:
            self.register_theme(each)
        self.theme = theme
        self._welcome = WelcomeScreen(self.session)
        self._started_as = (language, theme)
        self._debounce = Debounce()

    def _is_whole_scan(self, text: str) -> bool:
        from kiosk.domain.scans.scan import Unknown

        return not isinstance(self.session.services.read_scan(text), Unknown)

    def get_default_screen(self) -> KioskScreen:
        """The welcome screen is the one below all others."""
        return self._welcome

    def on_mount(self) -> None:
        """Start the clocks that belong to no screen; the heavy imports wait for the first paint."""
        timing = self.session.services.timing
        self._idle = self.set_timer(timing.idle, self._went_idle)
        self.call_after_refresh(self._painted)

    def _painted(self) -> None:
        if self._listen is not None:
            self._listen(self.take_scan)
        self.run_worker(self._load, thread=True, group="load", exit_on_error=False)
        self._ask_ward()

    def _load(self) -> None:
        """Load in the background what the welcome screen could do without."""
        _later()
        self._is_whole_scan("")  # the first one loads what reads scans
        if self._warm is not None:
            self._warm()

    @work(group="ward", exclusive=True, exit_on_error=False)
    async def _ask_ward(self) -> None:
        try:
            campaign = await self.session.services.ward.campaign()
        except (Refused, Unavailable):
            self.session.connection = "offline"
        else:
            self.session.connection = "online"
            self._welcome.show_campaign(campaign)
        is_online = self.session.connection == "online"
        self.set_timer(SIGN_OF_LIFE if is_online else NO_SIGN_OF_LIFE, self._ask_ward)

    # Is the person still there?

    async def on_event(self, event: events.Event) -> None:
        """Each key, touch and scan puts off the question whether the person is still there."""
        if isinstance(event, events.Key | KeyRun | events.MouseDown | events.Paste):
            self._idle.reset()
        if isinstance(event, events.Key | KeyRun | events.Paste) and not _is_of_the_key_bar(event):
            self._is_used(by_touch=False)
        await super().on_event(event)
        if isinstance(event, events.MouseUp):  # and not before: what was touched must not move away
            self.call_later(self._is_used, by_touch=True)

    def _is_used(self, *, by_touch: bool) -> None:
        """Tell the screen with what it is used; a key tells it in a field, for who touches scans as well."""
        if self.session.is_by_touch is not by_touch and (by_touch or isinstance(self.focused, Input)):
            self.session.is_by_touch = by_touch
            if isinstance(self.screen, KioskScreen):
                self.screen.fit_keyboard()

    def take_scan(self, text: str) -> None:
        """Take what a scanner on a serial line sent: a person is there."""
        self._idle.reset()
        self._is_used(by_touch=False)
        super().take_scan(text)

    async def take_key(self, key: events.Key) -> None:
        """Take a key, once."""
        if not self._debounce.is_repeat(key, is_typing=isinstance(self.focused, Input)):
            await super().take_key(key)

    @on(SentItself)
    def _sent_itself(self) -> None:
        self._debounce.sent_itself()

    def _went_idle(self) -> None:
        self._idle = self.set_timer(self.session.services.timing.idle, self._went_idle)
        gc.collect()  # while no person waits: 20 ms after a registration
        screen = self.screen
        if not isinstance(screen, KioskScreen) or isinstance(screen, _later().IdleScreen):
            return
        if self.session.officer is not None or any(
            isinstance(below, KioskScreen) and below.keeps_awake for below in self.screen_stack
        ):
            return
        if screen is not self._welcome:
            self.push_screen(_later().IdleScreen(self.session))
        elif self._is_changed or self.session.services.is_practice:
            self._end()  # the next person finds the kiosk as it is set

    @property
    def _is_changed(self) -> bool:
        is_as_set = (self.session.language, self.theme) == self._started_as
        return not is_as_set or self.session.listens or self.session.is_large

    @on(Left)
    def _end(self) -> None:
        """Only the end of the process wipes memory (docs/terminal.md#memory)."""
        self.session.hush()
        self.exit(return_code=0)

    def action_quit_demo(self) -> None:
        """Ctrl+Q, in the demo alone."""
        services = self.session.services
        if services.is_demo and not services.is_practice:
            self.exit(return_code=QUIT)

    def on_resize(self, event: events.Resize) -> None:
        """Say so when no screen fits any more."""
        small = event.size.width < SMALLEST[0] or event.size.height < SMALLEST[1]
        if small and not isinstance(self.screen, _later().TooSmallScreen):
            self.push_screen(_later().TooSmallScreen(self.session))
            if self.session.is_large:
                self._show_larger(False)
        elif self._text_size.takes_cells():
            self.call_later(self._relabel)

    # What screens ask for.

    @on(Begun)
    def _begin(self, message: Begun) -> None:
        if self.screen is not self._welcome and not isinstance(self.screen, _later().LookupScreen):
            return  # the second half of a double tap
        self.push_screen(_later().errand_screen(self.session, message.errand, message.scan))

    @on(SupplementBegun)
    def _supplement(self, message: SupplementBegun) -> None:
        if not isinstance(self.screen, _later().SupplementScreen):  # pressed twice
            self.push_screen(_later().supplement_screen(self.session, message))

    def _lay_over(self, sheet: KioskScreen) -> None:
        """Lay a sheet over the question, unless one lies there: the key was pressed twice."""
        if not isinstance(self.screen, _later().Sheet):
            self.push_screen(sheet)

    @on(HelpAsked)
    def _help(self, message: HelpAsked) -> None:
        self._lay_over(_later().HelpScreen(self.session, message.topic))

    @on(CallAsked)
    def _call(self, message: CallAsked) -> None:
        """Ring; the officer who goes on for the person already is not called again, but asked."""
        if self.session.officer is not None and message.request is not None:
            self._officer(OfficerAsked(message.request))
            return
        self._lay_over(_later().CallScreen(self.session, message))

    @on(OfficerAsked)
    def _officer(self, message: OfficerAsked) -> None:
        """An officer stands here: their sheet takes the place of the one that called them."""
        if isinstance(self.screen, _later().Sheet):
            self.pop_screen()
        below, services = self.screen, self.session.services
        message.may_practise = below is self._welcome and not services.is_demo

        def admitted(presence: "Presence") -> None:
            if message.request is None:
                self._hand_over(presence)
            elif isinstance(below, KioskScreen):
                below.admitted(presence)

        self.push_screen(_later().OfficerScreen(self.session, message, admitted))

    @on(TrainingBegun)
    def _train(self) -> None:
        self.exit(return_code=PRACTICE)

    @on(GivenBack)
    def _give_back(self) -> None:
        self._hand_over(None)

    def _hand_over(self, presence: "Presence | None") -> None:
        """The officer goes on for the person, or gives the kiosk back; the question stays as it is."""
        self.session.presence = presence
        self._idle.reset()
        for screen in self.screen_stack:
            if isinstance(screen, KioskScreen):
                screen.relabel_frame()

    @on(LanguageAsked)
    async def _language(self) -> None:
        self.session.language = self.session.next_language
        await self._relabel()

    async def _relabel(self) -> None:
        for screen in self.screen_stack:
            if isinstance(screen, KioskScreen):
                await screen.relabel()

    @on(LookAsked)
    def _look(self) -> None:
        names = [theme.name for theme in THEMES]

        def choose(place: int) -> None:
            if place == len(names):
                self._show_larger(not self.session.is_large)
            else:
                self.theme = names[place]

        size = "usual" if self.session.is_large else "larger"
        options = [*(f"common.theme.{name}" for name in names), f"common.size.{size}"]
        self._lay_over(_later().MenuScreen(self.session, "common.theme.title", options, choose))

    @work(group="size", exit_on_error=False)
    async def _show_larger(self, larger: bool) -> None:
        await self._text_size.show(larger, self.size)
        for screen in self.screen_stack:
            for node in screen.walk_children(Widget, with_self=True):
                node.refresh()

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Return what every line goes through before it is shown."""
        return [*super().get_line_filters(), *self._text_size.filters]

    @on(PracticeAsked)
    def _practice(self) -> None:
        scans = self.session.services.practice

        def choose(place: int) -> None:
            self.call_after_refresh(lambda: self.screen.post_message(Scanned(scans[place].text)))

        stories = [scan.story.get(self.session.language) or scan.story[FALLBACK] for scan in scans]
        self._lay_over(_later().MenuScreen(self.session, "common.practice.title", stories, choose))


def _is_of_the_key_bar(event: events.Event) -> bool:
    """Is it one of the keys that can be touched as well, which come here as keys?"""
    return isinstance(event, events.Key) and event.key in TOUCHED_AS_KEYS
