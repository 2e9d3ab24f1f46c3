"""The hardened app and screen that everything else stands on: nothing a passer-by or a scanner types, and no
mistake in the code, gets behind the kiosk or onto its screen (docs/terminal.md#hardening).

Private names of Textual are overridden here: so its version is pinned, and tests/terminal tries each of them.
"""

import asyncio
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from time import monotonic
from typing import Any, ClassVar

from rich.console import RenderableType
from textual import events
from textual.app import App, SystemCommand
from textual.await_complete import AwaitComplete
from textual.binding import Binding, BindingType
from textual.driver import Driver
from textual.drivers.linux_driver import LinuxDriver
from textual.screen import Screen, ScreenResultType
from textual.widget import Widget

from kiosk.exit_status import CRASHED
from kiosk.ports.crash_report import Report, describe, report_strays
from kiosk.ui.toolkit.scan_input import KeyRun, ScanTap, Silence
from kiosk.ui.toolkit.terminal_driver import HardenedDriver

SETTLE = 0.15
"""Seconds after the first paint in which keys and touches are dropped: they were meant for the screen
before."""


FOCUS_KEYS: list[BindingType] = [
    Binding("tab", "app.focus_next", show=False),
    Binding("shift+tab", "app.focus_previous", show=False),
]
"""Tab and Shift+Tab move the focus. A screen with `inherit_bindings=False` names them again: where they did
nothing, a password that was typed after Tab stood in the field of the login."""


class HardenedScreen(Screen[ScreenResultType], inherit_bindings=False):
    """A screen without Textual's own keys; Tab and Shift+Tab move the focus."""

    BINDINGS: ClassVar[list[BindingType]] = FOCUS_KEYS
    ESCAPE_TO_MINIMIZE = False

    def _extend_compose(self, widgets: list[Widget]) -> None:
        """Add neither tooltips nor notices: what is to be said stands on the screen."""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Refuse Textual's actions that a kiosk has no use for."""
        if action in ("copy_text", "maximize", "minimize"):
            return False
        return super().check_action(action, parameters)

    def dismiss(self, result: ScreenResultType | None = None) -> AwaitComplete:
        """Go, once: Textual takes away whatever lies on top, which the second time is another screen."""
        return super().dismiss(result) if self.app.screen is self else AwaitComplete()

    def maximize(self, widget: Widget, container: bool = True) -> bool:
        """Never."""
        return False


class HardenedApp(App[None], inherit_bindings=False):
    """An app that ends when the kiosk ends it, and shows what the kiosk shows.

    `report_crash` is told types and places, never values. `is_whole_scan` says whether a text is complete as
    it stands, for scanners that send no terminator. Scans reach the active screen as `messages.Scanned`.
    """

    BINDINGS: ClassVar[list[BindingType]] = []
    ENABLE_COMMAND_PALETTE = False
    COMMANDS = set()
    ALLOW_SELECT = False
    ESCAPE_TO_MINIMIZE = False
    ALLOWED_ACTIONS: ClassVar[frozenset[str]] = frozenset({"focus_next", "focus_previous"})
    """The app's actions that a key or a link may run; a subclass adds its own, all others are refused."""

    def __init__(
        self,
        *,
        report_crash: Report,
        is_whole_scan: Callable[[str], bool],
        settle: float = SETTLE,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        super().__init__()
        self._report_crash = report_crash
        self._settle = settle
        self._clock = clock
        self._listens_from = float("inf")
        self._tap = ScanTap(self, self.take_key, is_whole_scan)

    def get_driver_class(self) -> type[Driver]:
        """Choose the hardened terminal where Textual would choose its own."""
        chosen = super().get_driver_class()
        return HardenedDriver if chosen is LinuxDriver else chosen

    def get_default_screen(self) -> Screen[Any]:
        """Stand on a hardened screen until the first one is pushed."""
        return HardenedScreen(id="_default")

    def take_scan(self, text: str) -> None:
        """Take what a scanner on a serial line sent; like keys, it is dropped until the screen is ready."""
        if self._hears(self._clock()):
            self._tap.post(text)

    async def take_key(self, key: events.Key) -> None:
        """Take a person's key, which the tap let through."""
        await super().on_event(key)

    async def on_event(self, event: events.Event) -> None:
        """Let keys through the tap; drop what comes too early and what a kiosk has no use for."""
        if isinstance(event, (events.AppFocus, events.AppBlur)):
            return  # losing it would take the focus off the field that a touch keyboard types into
        if isinstance(event, Silence):
            await self._tap.tick(event.time)
        elif not isinstance(event, (events.InputEvent, events.Paste)) or event.is_forwarded:
            await super().on_event(event)
        elif self._hears(event.time):
            await self._take(event)

    async def _take(self, event: events.Event) -> None:
        match event:
            case KeyRun():
                await self._tap.keys(event.keys)
            case events.Key():
                await self._tap.keys([event])
            case events.Paste():
                await self._tap.paste(event.text)
            case events.MouseDown():
                await self._tap.flush()
                await super().on_event(event)
            case _:
                await super().on_event(event)

    def _hears(self, at: float) -> bool:
        return self.is_headless or at >= self._listens_from

    def _on_mount(self) -> None:
        if not self.is_headless:
            report_strays(asyncio.get_running_loop(), self._report_crash)

    def _on_ready(self) -> None:
        self._listens_from = self._clock() + self._settle

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Refuse every action of the app that is not on the list."""
        return action in self.ALLOWED_ACTIONS

    def run_to_end(self) -> int:
        """Run, and return the exit status; an error while closing is told like any other."""
        try:
            self.run()
        except Exception as error:
            self._crash(describe(error))
        finally:
            if self._driver is not None:
                self._driver.close()  # else an error while closing leaves the terminal half restored
        return self.return_code or 0

    def _handle_exception(self, error: Exception) -> None:
        """End with code 70, having told types and places; a pilot gets the error itself."""
        if self.is_headless:
            super()._handle_exception(error)
            return
        if self._exception is None:  # a pilot looks there for what failed before the driver was chosen
            self._exception = error
            self._exception_event.set()
        self._crash(describe(error))

    def _fatal_error(self) -> None:
        if self.is_headless:
            super()._fatal_error()
        else:
            self._crash("a fatal error")

    def panic(self, *renderables: RenderableType) -> None:
        """End with code 70 and none of `renderables`, which would be shown on the terminal."""
        if self.is_headless:
            super().panic(*renderables)
        else:
            self._crash("a panic")

    def _crash(self, report: str) -> None:
        with suppress(Exception):  # the log's disk may be what is broken
            self._report_crash(report)
        self._return_code = CRASHED
        self._close_messages_no_wait()

    def _print_error_renderables(self) -> None:
        """Print nothing: this is where Textual would show a citizen's data to the next citizen."""
        self._exit_renderables.clear()

    # What Textual can do and a kiosk must not: each of these leads off the screen or off the person.

    @property
    def clipboard(self) -> str:
        """Always empty; it would outlive the person."""
        return ""

    def copy_to_clipboard(self, text: str) -> None:
        """Copy nothing; Textual would hand it to the terminal."""

    def open_url(self, url: str, *, new_tab: bool = True) -> None:
        """Open nothing."""

    def deliver_text(self, *arguments: Any, **options: Any) -> None:
        """Write no file."""

    def deliver_binary(self, *arguments: Any, **options: Any) -> None:
        """Write no file."""

    def bell(self) -> None:
        """Stay silent."""

    @contextmanager
    def suspend(self) -> Iterator[None]:
        """Never give the terminal away."""
        yield

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        """Offer no commands."""
        return ()

    def notify(self, *arguments: Any, **options: Any) -> None:
        """Say nothing; Textual's own notices are English, and over the question."""
