"""What stands around the screen: the printer, the voice, the display and what the terminal can draw."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:  # the welcome screen needs the ports before its first paint, but none of these yet
    from kiosk.domain.slip import Slip


class Printer(Protocol):
    """Paper to take along."""

    async def print(self, slip: Slip) -> None:
        """Return when the printer has taken all of it. Raises `PrinterTrouble`."""


class Voice(Protocol):
    """Reads words aloud; nothing waits for it."""

    @property
    def is_there(self) -> bool:
        """Can this machine speak?"""

    @property
    def is_speaking(self) -> bool:
        """Is there something left to say?"""

    def say(self, words: Sequence[tuple[str, str]], language: str) -> None:
        """Begin to say words in a language ("vi"), each with its key; what it was saying stops.

        Words without a key are the person's own, and are said only into a headphone.
        """

    def hush(self) -> None:
        """Be silent."""


@dataclass(frozen=True)
class Graphics:
    """What this terminal can draw besides text; `devices.terminal` finds it out before the first paint."""

    kind: Literal["kitty", "sixel", "blocks", "none"] = "blocks"
    """The best way it has; every terminal has blocks, "none" is an installer's wish (config.toml)."""
    cell_width: int = 0
    """A cell's width in pixels; 0 when the terminal does not tell."""
    cell_height: int = 0


class Display(Protocol):
    """What the terminal stands on."""

    def magnify(self, factor: float) -> bool:
        """Show everything `factor` times as large as at first; return whether it can. Blocks for a moment."""

    def cell_size(self) -> tuple[int, int]:
        """Return a cell's width and height in pixels at this moment; (0, 0) where unknown."""
