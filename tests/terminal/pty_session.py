"""A command on a pseudo terminal that never answers a question: its keys, its screen, its end.

For what a pilot cannot see: bytes as they arrive, bursts of a scanner, signals, the exit status.
"""

import fcntl
import os
import pty
import select
import signal
import struct
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from types import TracebackType
from typing import Self

import pyte

from tests.terminal.keys import sent_by

PATIENCE = 60.0
"""Seconds after which something that should happen has not, on a machine that is busy with other things."""
TERMINAL = {"TERM": "xterm-256color", "COLORTERM": "truecolor", "LC_ALL": "C.UTF-8"}


class NeverHappened(AssertionError):  # noqa: N818 - it reads as what went wrong
    """What was waited for did not come; the message ends with the screen as it was."""


class PtySession:
    """Runs `command` from `__enter__` to `__exit__`; every wait reads the terminal meanwhile."""

    def __init__(
        self,
        command: Sequence[str],
        *,
        columns: int = 80,
        rows: int = 24,
        pixels: tuple[int, int] = (0, 0),
        env: Mapping[str, str] | None = None,
    ) -> None:
        self._command = list(command)
        self._size = struct.pack("HHHH", rows, columns, *pixels)
        ours = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "LINES")}
        self._env = {**ours, **TERMINAL, **(env or {})}
        self._screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self._screen)
        self._shown = 0
        self._status: int | None = None
        self.seen = b""
        """Everything that the command has written."""
        self.started_at = 0.0

    def __enter__(self) -> Self:
        self.started_at = time.perf_counter()
        self.pid, self._fd = pty.fork()
        if self.pid == 0:
            fcntl.ioctl(0, termios.TIOCSWINSZ, self._size)
            os.execvpe(self._command[0], self._command, self._env)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for sign in (signal.SIGTERM, signal.SIGKILL):
            if self._status is None:
                self.signal(sign)
                self._reap(seconds=5)
        os.close(self._fd)

    def send(self, data: bytes) -> float:
        """Write `data` as the keyboard would, in one burst; return the moment of the last byte."""
        view = memoryview(data)
        while view:
            _, writable, _ = select.select([], [self._fd], [], PATIENCE)
            assert writable, "the command has stopped reading its keyboard"
            view = view[os.write(self._fd, view[:512]) :]
        return time.perf_counter()

    def press(self, *keys: str) -> float:
        """Press keys by name or character, one after the other."""
        return self.send(b"".join(sent_by(key) for key in keys))

    def signal(self, sign: signal.Signals) -> None:
        """Send a signal to the command."""
        os.kill(self.pid, sign)

    def resize(self, columns: int, rows: int) -> None:
        """Give the terminal another size."""
        self._screen.resize(rows, columns)
        fcntl.ioctl(self._fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def until_written(self, text: str | bytes, *, seconds: float = PATIENCE, after: int = 0) -> float:
        """Wait for `text` in the bytes written since offset `after`; return the moment they arrived."""
        data = text if isinstance(text, bytes) else text.encode()
        return self._until(lambda: self.seen.find(data, after) >= 0, repr(text), seconds)

    def until_shown(self, text: str, *, seconds: float = PATIENCE) -> float:
        """Wait for `text` on the screen; return the moment it stood there."""
        return self._until(lambda: text in self.text, repr(text), seconds)

    def until_gone(self, text: str, *, seconds: float = PATIENCE) -> float:
        """Wait until `text` has left the screen."""
        return self._until(lambda: text not in self.text, f"{text!r} to go", seconds)

    def until_ended(self, *, seconds: float = PATIENCE) -> int:
        """Wait for the command's end; return its exit status, negative for a signal."""
        self._reap(seconds)
        if self._status is None:
            raise NeverHappened(f"still running\n{self.text}")
        return self._status

    def drain(self, quiet: float = 0.2, *, at_most: float = 5) -> None:
        """Read until the command has written nothing for `quiet` seconds, or for `at_most` seconds."""
        limit = time.perf_counter() + at_most
        while self._read(quiet) and time.perf_counter() < limit:
            pass

    def rest(self, seconds: float) -> None:
        """Let time pass as a person does, reading on."""
        limit = time.perf_counter() + seconds
        while (left := limit - time.perf_counter()) > 0:
            self._read(left)

    @property
    def written(self) -> bytes:
        """Everything that the command has written, by the name that a real terminal's session has for it."""
        return self.seen

    @property
    def text(self) -> str:
        """The screen, a line a row; only made when it is asked for, because that costs more than reading."""
        self._stream.feed(self.seen[self._shown :])
        self._shown = len(self.seen)
        return "\n".join(self._screen.display)

    def _until(self, happened: Callable[[], bool], what: str, seconds: float) -> float:
        limit = time.perf_counter() + seconds
        while not happened():
            left = limit - time.perf_counter()
            if left <= 0 or (not self._read(min(left, 0.5)) and self._has_ended()):
                raise NeverHappened(f"waited for {what}\n{self.text}")
        return time.perf_counter()

    def _read(self, seconds: float) -> bool:
        """Take in what comes next; False when nothing came within `seconds`."""
        if not select.select([self._fd], [], [], seconds)[0]:
            return False
        try:
            data = os.read(self._fd, 65536)
        except OSError:  # Linux: the other side is closed
            return False
        self.seen += data
        return bool(data)

    def _has_ended(self) -> bool:
        if self._status is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self._status = os.waitstatus_to_exitcode(status)
        return self._status is not None

    def _reap(self, seconds: float) -> None:
        limit = time.perf_counter() + seconds
        while not self._has_ended() and time.perf_counter() < limit:
            self._read(0.02)
