"""What this terminal can draw, asked before Textual takes the terminal over.

The questions go out first thing and the answers are read just before the first paint: the imports in between
are all the time that a terminal needs, so one that never answers costs nothing. Standard library only.
"""

import os
import re
import select
import struct
import termios
from dataclasses import dataclass
from fcntl import ioctl
from typing import Any, Literal

from kiosk.ports.devices import Graphics

_KITTY = b"\x1b_Gi=31,s=1,v=1,a=q,t=d,f=24;AAAA\x1b\\"
_CELL_SIZE = b"\x1b[16t"
_ATTRIBUTES = b"\x1b[c"
QUESTIONS = _KITTY + _CELL_SIZE + _ATTRIBUTES
"""Every terminal answers the last one, so its answer means that the others have come or will not."""

_KITTY_ANSWER = re.compile(rb"\x1b_Gi=31;OK")
_CELL_SIZE_ANSWER = re.compile(rb"\x1b\[6;(\d+);(\d+)t")
_ATTRIBUTES_ANSWER = re.compile(rb"\x1b\[\?([\d;]*)c")
_SIXEL = b"4"  # after the first number, which is the terminal's class

PATIENCE = 0.3
"""Seconds to wait for a late answer, only where the kernel knows of pixels: a real screen will answer."""

WITHOUT_ANSWERS = ("", "dumb", "linux")
"""Values of TERM that are not asked: the Linux console would print what it does not know."""


@dataclass
class Probe:
    """Questions under way; `collect` must follow, because the keyboard is silent until then."""

    keyboard: int
    screen: int
    before: list[Any] | None
    """The terminal's settings to go back to; None when nothing was asked."""

    def collect(
        self, wanted: Literal["auto", "kitty", "sixel", "blocks", "none"] = "auto", patience: float = PATIENCE
    ) -> Graphics:
        """Read the answers, give the terminal back and return what it can draw.

        Whatever else was typed meanwhile is dropped: it was meant for the screen before this one.
        `wanted` overrules the terminal (config.toml [screen] graphics).
        """
        cell_width, cell_height = cell_size(self.screen)
        answers = b""
        if self.before is not None:
            answers = self._answers(patience if cell_width else 0)
            termios.tcflush(self.keyboard, termios.TCIFLUSH)
            termios.tcsetattr(self.keyboard, termios.TCSANOW, self.before)
        if told := _CELL_SIZE_ANSWER.search(answers):
            cell_height, cell_width = int(told[1]), int(told[2])
        kind = _best(answers) if wanted == "auto" else wanted
        return Graphics(kind, cell_width, cell_height)

    def _answers(self, patience: float) -> bytes:
        answers = b""
        while not _ATTRIBUTES_ANSWER.search(answers):
            if not select.select([self.keyboard], [], [], patience)[0]:
                break
            read = os.read(self.keyboard, 4096)
            if not read:
                break
            answers += read
        return answers


def probe(keyboard: int = 0, screen: int = 2) -> Probe:
    """Ask the terminal behind these file descriptors what it can draw; return at once.

    Standard error is where Textual draws.
    """
    if os.environ.get("TERM", "") in WITHOUT_ANSWERS or not (os.isatty(keyboard) and os.isatty(screen)):
        return Probe(keyboard, screen, None)
    before = termios.tcgetattr(keyboard)
    silent = termios.tcgetattr(keyboard)
    silent[3] &= ~(termios.ECHO | termios.ICANON | termios.ISIG | termios.IEXTEN)
    termios.tcsetattr(keyboard, termios.TCSANOW, silent)
    os.write(screen, QUESTIONS)
    return Probe(keyboard, screen, before)


def _best(answers: bytes) -> Literal["kitty", "sixel", "blocks"]:
    if _KITTY_ANSWER.search(answers):
        return "kitty"
    attributes = _ATTRIBUTES_ANSWER.search(answers)
    return "sixel" if attributes and _SIXEL in attributes[1].split(b";")[1:] else "blocks"


def cell_size(screen: int) -> tuple[int, int]:
    """A cell's width and height in pixels as the kernel knows them; (0, 0) when it does not."""
    try:
        size = ioctl(screen, termios.TIOCGWINSZ, b"\0" * 8)
    except OSError:
        return 0, 0
    rows, columns, width, height = struct.unpack("HHHH", size)
    return (width // columns, height // rows) if rows and columns else (0, 0)
