"""Larger letters by the display: the compositor under the terminal, sway or cage, shows everything larger.

The terminal foot has no escape sequence for its font's size, and a restart with a larger font would cost the
person everything entered. Told by its compositor, it draws larger letters in fewer cells: nothing restarts.
"""

import os
import re
import shutil
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from kiosk.devices import terminal

_PATIENCE = 3.0
"""Seconds for an answer of the compositor; it takes some 0.01."""


@dataclass(frozen=True)
class _Compositor:
    """How one kind of compositor is asked, and told."""

    sign: str
    """The environment variable by which it is known."""
    tool: str
    listing: Sequence[str]
    """What makes the tool list the outputs."""
    read: Callable[[str], dict[str, float]]
    """Reads that list: each output's name and scale."""
    change: Callable[[str, str], Sequence[str]]
    """What makes the tool change an output's scale."""


def _of_sway(listing: str) -> dict[str, float]:
    import json  # the welcome screen is painted without it

    return {output["name"]: float(output["scale"]) for output in json.loads(listing) if output["active"]}


def _of_cage(listing: str) -> dict[str, float]:
    found: dict[str, float] = {}
    output = ""
    for line in listing.splitlines():
        if named := re.match(r'(\S+) "', line):
            output = named[1]
        elif scaled := re.match(r"\s+Scale: ([0-9.]+)", line):  # an output that is switched off has none
            found[output] = float(scaled[1])
    return found


_COMPOSITORS = (
    _Compositor(
        "SWAYSOCK",
        "swaymsg",
        ("-t", "get_outputs", "-r"),
        _of_sway,
        lambda name, to: ("output", name, "scale", to),
    ),
    _Compositor(
        "WAYLAND_DISPLAY", "wlr-randr", (), _of_cage, lambda name, to: ("--output", name, "--scale", to)
    ),
)
"""cage can be told from version 0.2 on."""


class WaylandDisplay:
    """`ports.Display`. Remembers in `kept` how large everything was at first, also over a crash."""

    def __init__(self, kept: Path) -> None:
        self._kept = kept

    def magnify(self, factor: float) -> bool:
        """Show everything `factor` times as large as it was at first; return whether the display can."""
        there = (each for each in _COMPOSITORS if os.environ.get(each.sign) and shutil.which(each.tool))
        compositor = next(there, None)
        if compositor is None:
            return False
        try:
            usual = self._usual(compositor)
            for output, scale in usual.items():
                _run(compositor.tool, *compositor.change(output, f"{scale * factor:.3f}"))
        except (OSError, ValueError, LookupError, subprocess.SubprocessError):
            return False
        return bool(usual)

    def cell_size(self) -> tuple[int, int]:
        """Return a cell's width and height in pixels at this moment; (0, 0) where it is unknown."""
        return terminal.cell_size(2)  # where Textual draws

    def restore(self) -> None:
        """Show everything as it was at first, if it was changed."""
        if self._kept.exists():
            self.magnify(1.0)
            self._kept.unlink(missing_ok=True)

    def _usual(self, compositor: _Compositor) -> dict[str, float]:
        if self._kept.exists():
            kept = (line.split() for line in self._kept.read_text("utf-8").splitlines())
            return {output: float(scale) for output, scale in kept}
        usual = compositor.read(_run(compositor.tool, *compositor.listing))
        self._kept.write_text("".join(f"{output} {scale}\n" for output, scale in usual.items()), "utf-8")
        return usual


def _run(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=_PATIENCE).stdout
