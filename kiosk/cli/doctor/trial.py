"""Waits for one scan, on the terminal's keyboard and on the serial line at once, and times it."""

import contextlib
import os
import select
import termios
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from kiosk.devices.scanner import open_line
from kiosk.domain.scans.diagnosis import Feed, Way

_SILENCE = 0.5
"""Seconds after which nothing more of a scan comes: as long as a card may pause in its midst."""
_SHORTEST = 4
"""Bytes. Fewer are a person's keys, any of Enter, Esc and Q among them says "go on without"."""
_SKIP = b"\r\n\x1bqQ"
_MOST = 8192


class Listener:
    """Holds the keyboard, silent and key by key, from `__enter__` to `__exit__`."""

    def __init__(self, line: Path | None, clock: Callable[[], float], keyboard: int = 0) -> None:
        self._path = line
        self._clock = clock
        self._keyboard = keyboard
        self._line: int | None = None
        self._before: list[Any] = []

    def __enter__(self) -> Self:
        if self._path is not None:
            with contextlib.suppress(OSError):
                self._line = open_line(self._path)
        self._before = termios.tcgetattr(self._keyboard)
        silent = termios.tcgetattr(self._keyboard)
        silent[0] &= ~(termios.ICRNL | termios.INLCR | termios.IXON)  # what ends a scan shall be seen
        silent[3] &= ~(termios.ECHO | termios.ICANON)
        termios.tcsetattr(self._keyboard, termios.TCSAFLUSH, silent)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        termios.tcsetattr(self._keyboard, termios.TCSAFLUSH, self._before)
        if self._line is not None:
            os.close(self._line)

    def listen(self, seconds: float) -> Feed | None:
        """Return the first scan; None when none came for so long, or a key was pressed to go on."""
        limit = self._clock() + seconds
        while (left := limit - self._clock()) > 0:
            ready = self._ready(left)
            if not ready:
                continue
            heard = self._rest_of(ready[0])
            if len(heard[0]) >= _SHORTEST:
                way: Way = "keyboard" if ready[0] == self._keyboard else "serial"
                return Feed(way, heard[0].decode("utf-8", "replace"), heard[1])
            if set(heard[0]) & set(_SKIP):
                return None
        return None

    def _ready(self, seconds: float) -> list[int]:
        sources = [self._keyboard] if self._line is None else [self._keyboard, self._line]
        return select.select(sources, [], [], seconds)[0]

    def _rest_of(self, source: int) -> tuple[bytes, float]:
        """Read until it is silent; return everything and the longest pause before its last sign."""
        heard, longest, last = b"", 0.0, self._clock()
        while len(heard) < _MOST and select.select([source], [], [], _SILENCE)[0]:
            try:
                data = os.read(source, _MOST)
            except OSError:  # unplugged
                break
            if not data:
                break
            if heard and data.strip(b"\r\n\t"):
                longest = max(longest, self._clock() - last)
            heard, last = heard + data, self._clock()
        return heard, longest
