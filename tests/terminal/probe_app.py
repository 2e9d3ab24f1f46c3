"""Asks the terminal what it can draw and prints the answer: what the tests of the probe run.

python -m tests.terminal.probe_app WANTED PATIENCE
"""

import sys
import termios
from typing import Any

from kiosk.devices.terminal import probe


def main(wanted: Any, patience: str) -> None:
    """Say what the terminal can draw, and then which keys were left over."""
    before = termios.tcgetattr(0)
    asked = probe()
    graphics = asked.collect(wanted, float(patience))
    restored = termios.tcgetattr(0) == before
    _say(f"{graphics.kind} {graphics.cell_width}x{graphics.cell_height} restored={restored}")
    _say(f"then typed: {sys.stdin.readline().strip()!r}")


def _say(line: str) -> None:
    sys.stdout.write(f"\r\n{line}")
    sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
