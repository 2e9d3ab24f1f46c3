"""The desk's app: one officer's session, from signing in until the process ends."""

import asyncio
import contextlib
from collections.abc import Callable
from typing import TYPE_CHECKING

from textual import events, on, work
from textual.app import App
from textual.timer import Timer

from kiosk.exit_status import SIGNED_OUT
from kiosk.ports.errors import Refused, Unavailable
from kiosk.ports.officer import DeskServices
from kiosk.resources.languages import FALLBACK, Language
from kiosk.ui.desk.frame import DeskScreen
from kiosk.ui.desk.messages import Signal, SignedIn, SignOutAsked, Troubled
from kiosk.ui.desk.session import DeskSession, is_over
from kiosk.ui.desk.sign_in import SignInScreen
from kiosk.ui.toolkit.hardened import HardenedApp
from kiosk.ui.toolkit.messages import LanguageAsked, LookAsked
from kiosk.ui.toolkit.scan_input import KeyRun
from kiosk.ui.toolkit.themes import THEMES

if TYPE_CHECKING:
    from kiosk.ui.desk.campaign.figures_screen import FiguresScreen
    from kiosk.ui.desk.work import WorkScreen

_FAREWELL = 1.5
"""Seconds that signing out at the backend may take; the session runs out there anyway."""


class DeskApp(HardenedApp):
    """Builds the screens, knows who is signed in, and ends when they leave (docs/terminal.md#memory)."""

    TITLE = "kiosk desk"
    CSS_PATH = ["desk.tcss"]

    def __init__(
        self,
        services: DeskServices,
        *,
        language: Language = FALLBACK,
        theme: str = "day",
        warm: Callable[[], None] | None = None,
        report_crash: Callable[[str], None] | None = None,
    ) -> None:
        super().__init__(
            report_crash=report_crash or (lambda frames: None), is_whole_scan=self._is_whole_scan
        )
        self.session = DeskSession(services, language)
        self._warm = warm
        for each in THEMES:
            self.register_theme(each)
        self.theme = theme
        self._sign_in = SignInScreen(self.session)
        self._idle: Timer | None = None
        self._work: WorkScreen | FiguresScreen | None = None
        """The work, or the figures for who may see no names, once an officer has signed in."""

    def _is_whole_scan(self, text: str) -> bool:
        from kiosk.domain.scans.scan import Unknown

        return not isinstance(self.session.services.read_scan(text), Unknown)

    def get_default_screen(self) -> DeskScreen:
        """No officer is signed in at first."""
        return self._sign_in

    def on_mount(self) -> None:
        """Load what signing in needs, after the first paint."""
        self.call_after_refresh(self._load)

    @work(group="load", exit_on_error=False)
    async def _load(self) -> None:
        await self.session.connect()
        await asyncio.to_thread(_later)
        if self._warm is not None:
            self._warm()

    @on(SignedIn)
    async def _signed_in(self, message: SignedIn) -> None:
        """Begin to work. The same officer may sign in again; then everything stands where it was."""
        self.session.officer = message.officer
        self._watch_idle(message.officer.idle_seconds)
        if self._work is None:
            self._work = _later()(self.session) if message.officer.reads else _figures(self.session)
            await self.push_screen(self._work)

    @on(SignOutAsked)
    @work(group="leave", exclusive=True, exit_on_error=False)
    async def _sign_out(self) -> None:
        """End the session and the process: only that forgets whom the officer has seen."""
        if self.session.officer is None:
            self.exit(return_code=0)
            return
        with contextlib.suppress(Refused, Unavailable, TimeoutError):
            async with asyncio.timeout(_FAREWELL):
                await self.session.casework.sign_out()
        self.exit(return_code=SIGNED_OUT)

    # Is the officer still there?

    def _watch_idle(self, seconds: int) -> None:
        from kiosk.ui.desk.idle import COUNTDOWN

        if self._idle is not None:
            self._idle.stop()
        self._idle = self.set_timer(max(1, seconds - COUNTDOWN), self.went_idle)

    async def on_event(self, event: events.Event) -> None:
        """Each key and touch puts off the question whether the officer is still there."""
        if self._idle is not None and isinstance(
            event, events.Key | KeyRun | events.MouseDown | events.Paste
        ):
            self._idle.reset()
        await super().on_event(event)

    def went_idle(self) -> None:
        """Ask; without an answer the officer is signed out."""
        from kiosk.ui.desk.idle import IdlePanel

        officer = self.session.officer
        if officer is not None:
            self._watch_idle(officer.idle_seconds)
            if not isinstance(self.screen, IdlePanel):
                self.push_screen(IdlePanel(self.session))

    # What screens and panes tell.

    @on(Signal)
    def _signal(self, message: Signal) -> None:
        is_news = message.is_online != (self.session.connection == "online")
        self.session.connection = "online" if message.is_online else "offline"
        if is_news:
            self._tick()
        if is_news and message.is_online and self._work is not None:
            self._work.hint()

    @on(Troubled)
    def _troubled(self, message: Troubled) -> None:
        """Say it in the status line; a session that has ended is begun anew, over what stands there."""
        from kiosk.ui.desk.sign_in import SessionEndedPanel

        error, screen = message.error, self._work
        if screen is None:
            return
        if is_over(error):
            if not any(isinstance(panel, SessionEndedPanel) for panel in self.screen_stack):
                self.push_screen(SessionEndedPanel(self.session))
            return
        if isinstance(error, Unavailable):
            self.session.connection = "offline"
            self._tick()
        screen.status(self.session.say_error(error), "-careful")

    def _tick(self) -> None:
        for screen in self.screen_stack:
            if isinstance(screen, DeskScreen):
                screen.tick()

    @on(LanguageAsked)
    async def _language(self) -> None:
        self.session.language = self.session.next_language
        for screen in self.screen_stack:
            if isinstance(screen, DeskScreen):
                await screen.relabel()

    @on(LookAsked)
    def _look(self) -> None:
        names = [theme.name for theme in THEMES]
        self.theme = names[(names.index(self.theme) + 1) % len(names)]

    def bell(self) -> None:
        """Ring: the officer's terminal may, the kiosk's may not."""
        App.bell(self)


def _later() -> "type[WorkScreen]":
    """Return the screen after signing in; the first call loads it and all its panels."""
    from kiosk.ui.desk.work import WorkScreen

    return WorkScreen


def _figures(session: DeskSession) -> "FiguresScreen":
    from kiosk.ui.desk.campaign.figures_screen import FiguresScreen

    return FiguresScreen(session)
