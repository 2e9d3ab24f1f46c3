"""Keeps the screen and the agent running, and shows a calm picture while no screen stands there.

The screen is a process for each person, because only the end of a process wipes its memory
(docs/terminal.md#memory). Standard library only, and little of it: all of this runs between exec and the
first paint.
"""

import contextlib
import os
import select
import signal
import termios
import time
from collections.abc import Iterator
from types import FrameType
from typing import TYPE_CHECKING

from kiosk.exit_status import DONE, PRACTICE, QUIT, UNUSABLE

if TYPE_CHECKING:
    from kiosk.practice_ward import PracticeWard

PAINTED_FD = "KIOSK_PAINTED_FD"
"""Names, in the screen's environment, the pipe on which it says that it stands there."""

_PAUSES = (0.0, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0)
"""Seconds before the next start after the first, second, … crash in a row."""
_TROUBLE = 3
"""After so many crashes in a row the picture sends people to the officer."""
_HEALTHY = 10.0
"""Seconds after which a child that still runs has started well."""
_GRACE = 5.0
"""Seconds that a child has for ending when told to."""

_IGNORED = (signal.SIGINT, signal.SIGQUIT, signal.SIGTSTP)
_ENDING = (signal.SIGTERM, signal.SIGHUP)
_QUIT_KEYS = b"\x11\x03"  # Ctrl+Q and Ctrl+C

_KEYBOARD, _SCREEN = 0, 1
_MODES_OFF = "\x1b[?1000;1002;1003;1004;1006;1015;1016;2004;2026;2048l\x1b[?1049l\x1b[0m\x1b[?7h"
"""What a screen that was killed may have left on: mouse, focus, paste and size reports, the other buffer."""
_CLEAR = "\x1b[H\x1b[2J\x1b[3J"
_HIDE_CURSOR, _SHOW_CURSOR = "\x1b[?25l", "\x1b[?25h"


class Child:
    """One of the programs, and when it is to be started next."""

    def __init__(self, command: list[str], due: float | None) -> None:
        self._command = command
        self.due = due
        """Monotonic time of the next start; None while it runs, or waits for the other to stand there."""
        self.pid = 0
        """0 while it does not run."""
        self.more: dict[str, str] = {}
        """What its environment has more than this process's."""
        self.crashes = 0
        """How often in a row it ended badly soon after its start."""
        self._started = 0.0

    def start_screen(self, now: float) -> int:
        """Start it on the terminal; return the pipe on which it will say that it has painted."""
        hear, say = os.pipe()
        os.set_inheritable(say, True)
        self._start(now, {**os.environ, **self.more, PAINTED_FD: str(say)}, [])
        os.close(say)
        return hear

    def start_aside(self, now: float) -> None:
        """Start it without the terminal."""
        nowhere = [(os.POSIX_SPAWN_OPEN, fd, os.devnull, os.O_RDWR, 0) for fd in range(3)]
        self._start(now, {**os.environ, **self.more}, nowhere)

    def _start(
        self, now: float, environ: dict[str, str], actions: list[tuple[int, int, str, int, int]]
    ) -> None:
        self.due, self._started = None, now
        try:
            self.pid = os.posix_spawn(self._command[0], self._command, environ, file_actions=actions)
        except OSError:
            self.ended(now, in_order=False)

    def ended(self, now: float, *, in_order: bool) -> None:
        """Plan the next start: at once, or after a pause that grows while it keeps ending badly."""
        started_well = now - self._started >= _HEALTHY
        self.crashes = 0 if in_order else 1 if started_well else self.crashes + 1
        self.pid = 0
        self.due = now + _PAUSES[max(0, min(self.crashes, len(_PAUSES)) - 1)]

    def tell(self, number: int) -> None:
        """Send it a signal, if it runs."""
        if self.pid:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, number)


class Terminal:
    """The terminal as it was found; a person's traces are wiped from it, and in the end it is given back."""

    def __enter__(self) -> "Terminal":
        self._found = termios.tcgetattr(_KEYBOARD)
        self.is_there = True
        return self

    def __exit__(self, *_: object) -> None:
        self._apply(self._found)

    def calm(self, kind: str) -> None:
        """Wipe everything and show the picture `kind` (words: supervisor.toml); drop what was typed."""
        silent = [*self._found[:6], [*self._found[6]]]
        silent[3] &= ~(termios.ECHO | termios.ICANON | termios.ISIG)
        silent[6][termios.VMIN], silent[6][termios.VTIME] = 1, 0
        self._apply(silent)
        self._write(_MODES_OFF + _HIDE_CURSOR + _CLEAR + _picture(kind))

    def leave(self) -> None:
        """Wipe everything, for the program that comes next."""
        self._write(_MODES_OFF + _CLEAR + _SHOW_CURSOR)

    def typed(self) -> bytes:
        """What was typed while the picture stood there."""
        keys = b""
        with contextlib.suppress(OSError):
            keys = os.read(_KEYBOARD, 1024)
        self.is_there = keys != b""
        return keys

    def _apply(self, attributes: list[object]) -> None:
        try:
            termios.tcsetattr(_KEYBOARD, termios.TCSAFLUSH, attributes)  # type: ignore[arg-type]  # from tcgetattr
        except (termios.error, OSError):
            self.is_there = False

    def _write(self, text: str) -> None:
        try:
            os.write(_SCREEN, text.encode())
        except OSError:
            self.is_there = False


def _picture(kind: str) -> str:
    # Only now: it reads TOML, and the first paint shall not wait for that.
    from kiosk.resources.languages import languages
    from kiosk.resources.text import words

    try:
        columns, rows = os.get_terminal_size(_SCREEN)
    except OSError:
        columns, rows = 80, 24
    lines: list[str] = []
    for language in languages():
        lines += ["", *(words(f"supervisor.{kind}.{part}", language) for part in ("title", "body"))]
    del lines[0]  # a blank line stands between two languages
    top = max(1, (rows - len(lines)) // 2)
    shown = (line[:columns].center(columns).rstrip() for line in lines)
    return "".join(f"\x1b[{row};1H{line}" for row, line in enumerate(shown, top))


class Supervisor:
    """Runs both until a signal, a demo's Ctrl+Q, settings that cannot be used, or the terminal's loss."""

    def __init__(self, screen: list[str], agent: list[str], *, may_quit: bool = False) -> None:
        self._screen = Child(screen, due=0.0)
        self._agent = Child(agent, due=None)
        self._practice_agent = Child(agent, due=None)
        """A second one, which serves the invented ward while an officer practises."""
        self._practice: PracticeWard | None = None
        self._may_quit = may_quit
        self._hear = -1
        """The pipe of a screen that has not painted yet."""
        self._has_painted = False
        self._status: int | None = None
        """The exit status, once it is known."""

    def run(self) -> int:
        """Keep both running; return the exit status."""
        with _signals() as self._wakeup, Terminal() as self._terminal:
            while self._status is None and self._terminal.is_there:
                self._start_due()
                self._wait()
                self._reap()
            self._end_both()
            self._erase_practice()
            if self._status != UNUSABLE:  # the words that say why stay on the terminal
                self._terminal.leave()
        return self._status or DONE

    @property
    def _children(self) -> tuple[Child, ...]:
        return self._screen, self._agent, self._practice_agent

    def _start_due(self) -> None:
        now = time.monotonic()
        if self._screen.due is not None and self._screen.due <= now:
            self._has_painted = False
            self._hear = self._screen.start_screen(now)
            if not self._screen.pid:
                self._calm()
        for agent in (self._agent, self._practice_agent):
            if agent.due is not None and agent.due <= now:
                agent.start_aside(now)

    def _wait(self) -> None:
        """Sleep until a signal, a word from the screen, a key in the demo, or the next start."""
        poll = select.poll()
        poll.register(self._wakeup, select.POLLIN)
        if self._hear >= 0:
            poll.register(self._hear, select.POLLIN)
        if self._may_quit and not self._screen.pid:
            poll.register(_KEYBOARD, select.POLLIN)
        dues = [child.due for child in self._children if child.due is not None]
        patience = max(0.0, min(dues) - time.monotonic()) * 1000 + 1 if dues else None
        ready = {fd for fd, _ in poll.poll(patience)}
        if self._hear in ready:
            self._heard()
        if _KEYBOARD in ready and set(_QUIT_KEYS) & set(self._terminal.typed()):
            self._status = DONE
        if self._wakeup in ready:
            self._signalled(os.read(self._wakeup, 1024))

    def _heard(self) -> None:
        """The screen has painted, or has ended before: either way the agent slows nothing down now."""
        self._has_painted = bool(os.read(self._hear, 1))
        os.close(self._hear)
        self._hear = -1
        if not self._agent.pid and self._agent.due is None:
            self._agent.due = 0.0

    def _signalled(self, numbers: bytes) -> None:
        if any(number in numbers for number in _ENDING):
            self._status = DONE
        if signal.SIGWINCH in numbers and not self._screen.pid:
            self._calm()

    def _reap(self) -> None:
        """Take note of every child that has ended."""
        with contextlib.suppress(ChildProcessError):
            while (ended := os.waitpid(-1, os.WNOHANG))[0]:
                pid, status = ended
                if pid == self._screen.pid:
                    self._screen_ended(os.waitstatus_to_exitcode(status))
                elif pid == self._agent.pid:
                    self._agent.ended(time.monotonic(), in_order=False)
                elif pid == self._practice_agent.pid:
                    self._practice_agent_ended()

    def _screen_ended(self, status: int) -> None:
        if self._hear >= 0:
            self._heard()
        self._screen.ended(time.monotonic(), in_order=status in (DONE, PRACTICE) and self._has_painted)
        if self._status is not None:
            return
        if self._screen.more:
            self._end_practice()
        elif status == PRACTICE:
            self._begin_practice()
        elif status in (QUIT, UNUSABLE):
            self._status = DONE if status == QUIT else UNUSABLE
            return
        self._calm()

    # Practice: whatever ends its screen ends it, and the next screen is the real ward's.

    def _begin_practice(self) -> None:
        from kiosk.practice_ward import PracticeWard  # only now: the first paint does not wait for it

        if self._practice_agent.pid:
            return  # the one before still ends; the officer asks again
        self._practice = PracticeWard()
        self._screen.more = self._practice_agent.more = self._practice.environment
        self._screen.due = self._practice_agent.due = time.monotonic()

    def _end_practice(self) -> None:
        self._screen.more = {}
        self._screen.crashes, self._screen.due = 0, time.monotonic()
        self._practice_agent.due = None
        self._practice_agent.tell(signal.SIGTERM)
        if not self._practice_agent.pid:
            self._erase_practice()

    def _practice_agent_ended(self) -> None:
        self._practice_agent.ended(time.monotonic(), in_order=False)
        if not self._screen.more:
            self._practice_agent.due = None
            self._erase_practice()

    def _erase_practice(self) -> None:
        if self._practice is not None:
            self._practice.erase()
            self._practice = None

    def _calm(self) -> None:
        self._terminal.calm("trouble" if self._screen.crashes >= _TROUBLE else "between")

    def _end_both(self) -> None:
        """Tell both to end, and make them after a while."""
        children = self._children
        for child in children:
            child.tell(signal.SIGTERM)
        poll = select.poll()
        poll.register(self._wakeup, select.POLLIN)
        deadline = time.monotonic() + _GRACE
        while any(child.pid for child in children):
            left = deadline - time.monotonic()
            if left <= 0:
                for child in children:
                    child.tell(signal.SIGKILL)
            if poll.poll(max(0.05, left) * 1000):
                os.read(self._wakeup, 1024)
            self._reap()


@contextlib.contextmanager
def _signals() -> Iterator[int]:
    """Turn signals into bytes on a pipe for as long as this lasts; yield the pipe."""
    wakeup, tell = os.pipe()
    os.set_blocking(wakeup, False)
    os.set_blocking(tell, False)
    before = signal.set_wakeup_fd(tell, warn_on_full_buffer=False)
    for number in _IGNORED:
        signal.signal(number, signal.SIG_IGN)
    for number in (*_ENDING, signal.SIGCHLD, signal.SIGWINCH):
        signal.signal(number, _to_the_pipe)
    try:
        yield wakeup
    finally:
        signal.set_wakeup_fd(before)
        os.close(wakeup)
        os.close(tell)


def _to_the_pipe(number: int, frame: FrameType | None) -> None:
    """Do nothing here: the number already stands in the pipe."""


def end_with_supervisor() -> None:
    """Have the kernel end this process (SIGTERM) when the supervisor is killed; only Linux can."""
    import ctypes  # only after the first paint

    pr_set_pdeathsig = 1
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(pr_set_pdeathsig, signal.SIGTERM)
