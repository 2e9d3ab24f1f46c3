"""How wide this terminal draws a text: it is drawn, and the terminal asked where the cursor stands then."""

import os
import re
import select
import termios
from collections.abc import Sequence

from kiosk.devices.terminal import WITHOUT_ANSWERS

_QUESTION = b"\x1b[6n"
_ANSWER = re.compile(rb"\x1b\[\d+;(\d+)R")
_WIPE = b"\r\x1b[K"
PATIENCE = 1.0
"""Seconds for a terminal to answer, also one at the other end of a slow line."""


def widths(
    texts: Sequence[str], keyboard: int = 0, screen: int = 1, patience: float = PATIENCE
) -> list[int] | None:
    """Return how many cells each of `texts` takes; None when this terminal does not tell.

    Each is drawn in the cursor's line and wiped away. What is typed meanwhile is dropped.
    """
    if os.environ.get("TERM", "") in WITHOUT_ANSWERS:
        return None
    before = termios.tcgetattr(keyboard)
    silent = termios.tcgetattr(keyboard)
    silent[3] &= ~(termios.ECHO | termios.ICANON)
    termios.tcsetattr(keyboard, termios.TCSAFLUSH, silent)
    try:
        found = []
        for text in texts:
            os.write(screen, b"\r" + text.encode() + _QUESTION)
            column = _column(keyboard, patience)
            os.write(screen, _WIPE)
            if column is None:
                return None
            found.append(column - 1)
        return found
    finally:
        termios.tcsetattr(keyboard, termios.TCSAFLUSH, before)


def _column(keyboard: int, patience: float) -> int | None:
    answer = b""
    while not (told := _ANSWER.search(answer)):
        if not select.select([keyboard], [], [], patience)[0]:
            return None
        read = os.read(keyboard, 256)
        if not read:
            return None
        answer += read
    return int(told[1])
