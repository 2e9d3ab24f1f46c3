"""A drawing of an ID card with the place of its QR, so that nobody has to know the word."""

from typing import Literal

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

_FRONT = (
    "  ┌────┐               ▞▚▞▚ ",
    "  │    │ ━━━━━━━━━━    ▚▞▚▞ ",
    "  │    │ ━━━━━━━           ",
    "  └────┘ ━━━━━━━━━━━━━      ",
)
_BACK = (
    "  ▗▄▄▖                 ▞▚▞▚ ",
    "  ▐▒▒▌  ━━━━━━━━       ▚▞▚▞ ",
    "  ▝▀▀▘                     ",
    "  <<<<<<<<<<<<<<<<<<<<<<<<  ",
)
_QR = (23, 27)
_WIDTH = 28


class CardPicture(Vertical):
    """The card's side with its code, and a line of words below."""

    DEFAULT_CSS = """
    CardPicture {
        width: 32;
        height: auto;
        Static { width: 32; text-align: center; }
        #drawing { height: 6; padding: 0 1; text-align: left; border: round $edge; color: $muted; }
        .side { text-style: bold; color: $accent; }
    }
    """

    def __init__(self, side: Literal["front", "back"], label: str, where: str) -> None:
        super().__init__()
        self._rows = _FRONT if side == "front" else _BACK
        self._label = label
        self._where = where

    def compose(self) -> ComposeResult:
        """Lay out the drawing above its words."""
        start, end = _QR
        parts: list[Content | str | tuple[str, str]] = []
        for row in self._rows[:2]:
            full = row.ljust(_WIDTH)
            parts += [full[:start], (full[start:end], "bold $accent"), full[end:], "\n"]
        parts += [f"{row.ljust(_WIDTH)}\n" for row in self._rows[2:]]
        yield Static(Content.assemble(*parts).rstrip(), id="drawing")
        yield Static(self._label, markup=False)
        yield Static(self._where, classes="side", markup=False)
