"""A hardened app to be ill-treated on a pseudo terminal: `python -m tests.terminal.hardened REPORTS SCANS`.

A letter on the screen makes one mistake of `FAULTS`; Tab goes to the field; `SECRET` is a citizen's data.
"""

import asyncio
import sys
import threading
import time
from pathlib import Path

from textual import on, work
from textual.app import ComposeResult, RenderResult
from textual.events import Key
from textual.widgets import Input, Static

from kiosk.ui.toolkit.hardened import SETTLE, HardenedApp, HardenedScreen
from kiosk.ui.toolkit.messages import Scanned
from kiosk.ui.widgets.text_field import TextField

SECRET = "006090000011|Nguyễn Văn Mẫu"
HOSTILE = "A\x1b]0;PWNED\x07B\x1b]52;c;UFdORUQ=\x07C\u009b31mD"
"""As a QR could hold it: a new window title, a clipboard, a colour."""


def fail(secret: str = SECRET) -> None:
    raise ValueError(f"cannot read {secret}")


def fail_deep(secret: str = SECRET) -> None:
    fail_deep(secret + "")


async def fail_later(secret: str = SECRET) -> None:
    fail(secret)


def keep_busy(seconds: float = 0.4) -> None:
    """Leave neither the screen nor the reader's thread the processor that they want."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        sum(range(1000))


class BadWidget(Static):
    def render(self) -> RenderResult:
        fail()
        return ""


class BadMount(Static):
    def on_mount(self) -> None:
        fail()


class Desk(HardenedScreen[None]):
    AUTO_FOCUS = ""

    def compose(self) -> ComposeResult:
        yield Static("PAINTED", id="state", markup=False)
        yield Static("", id="seen", markup=False)
        yield TextField()

    def on_mount(self) -> None:
        self.keys = ""
        self.scans = 0
        self.is_bad_at_closing = False

    def on_unmount(self) -> None:
        if self.is_bad_at_closing:
            fail()

    def on_key(self, event: Key) -> None:
        if event.is_printable:
            self.keys += event.key
            self.show(f"KEYS {self.keys}.")
        FAULTS.get(event.key, lambda screen: None)(self)

    def show(self, text: str) -> None:
        self.query_one("#seen", Static).update(text)

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        self.show(f"SUBMITTED {event.value}.")

    @on(Scanned)
    def _scanned(self, event: Scanned) -> None:
        self.scans += 1
        with Path(sys.argv[2]).open("a", encoding="utf-8") as file:
            file.write(event.text + "\n")
        self.show(f"SCANS {self.scans}.")

    @work(exit_on_error=True)
    async def bad_worker(self) -> None:
        fail()

    @work(thread=True, exit_on_error=True)
    def bad_thread_worker(self) -> None:
        fail()

    @work(exit_on_error=False)
    async def quiet_worker(self) -> None:
        fail()

    def bad_task(self) -> None:
        self.running_task = asyncio.create_task(fail_later())
        self.running_task.add_done_callback(lambda task: setattr(self, "running_task", None))

    def both_outputs(self) -> None:
        print(SECRET)  # noqa: T201 - what a careless line would do
        print(SECRET, file=sys.stderr)  # noqa: T201 - the same


FAULTS = {
    "h": lambda screen: fail(),
    "r": lambda screen: screen.mount(BadWidget()),
    "m": lambda screen: screen.mount(BadMount()),
    "w": lambda screen: screen.bad_worker(),
    "t": lambda screen: screen.bad_thread_worker(),
    "d": lambda screen: fail_deep(),
    "x": lambda screen: sys.exit(3),
    "K": lambda screen: screen.bad_task(),
    "T": lambda screen: threading.Thread(target=fail).start(),
    "L": lambda screen: asyncio.get_running_loop().call_soon(fail),
    "W": lambda screen: screen.quiet_worker(),
    "c": lambda screen: setattr(screen, "is_bad_at_closing", True) or screen.app.exit(),
    "b": lambda screen: keep_busy(),
    "P": lambda screen: screen.both_outputs(),
    "V": lambda screen: setattr(screen.query_one(TextField), "value", HOSTILE),
}


class Shell(HardenedApp):
    def __init__(self) -> None:
        super().__init__(report_crash=self._note, is_whole_scan=lambda text: text.count("|") >= 6)

    def get_default_screen(self) -> Desk:
        return Desk()

    def _on_ready(self) -> None:
        super()._on_ready()
        self.set_timer(SETTLE, self._say_ready)

    def _say_ready(self) -> None:
        """Say that keys are taken from now on."""
        self.screen.query_one("#state", Static).update("READY")

    def _note(self, report: str) -> None:
        with Path(sys.argv[1]).open("a", encoding="utf-8") as file:
            file.write(report + "\n")


if __name__ == "__main__":
    sys.exit(Shell().run_to_end())
