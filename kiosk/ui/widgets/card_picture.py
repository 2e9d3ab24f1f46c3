"""A drawing of an ID card with the place of its QR, so that the person need not know the word."""

from itertools import zip_longest
from typing import Literal

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

_FRONT = (
    "  ┌─────┐            ",
    "  │     │  ━━━━━━━   ",
    "  │     │  ━━━━━     ",
    "  └─────┘  ━━━━━━━━━ ",
    "           ━━━━━━    ",
)
_BACK = (
    "  ▗▄▄▖               ",
    "  ▐▒▒▌  ━━━━━━━━━    ",
    "  ▝▀▀▘  ━━━━━━       ",
    "                     ",
    "  <<<<<<<<<<<<<<<<<<<<<<<<<",
)
_QR = (
    "▛▀▜▗▛▀▜",
    "▀▀▀▞▀▀▀",
    "▄▄▄▝▗▚▗",
    "▙▄▟▞▘▞▝",
)
"""Three squares and grains, at the top right of either side."""


class CardPicture(Vertical):
    """The card's side with its code, and a line of words below."""

    DEFAULT_CSS = """
    CardPicture {
        width: 32;
        height: auto;
        Static { width: 32; text-align: center; }
        #drawing { height: 7; padding: 0 1; text-align: left; border: round $edge; color: $muted; }
        .side { text-style: bold; color: $accent; }
    }
    """

    def __init__(self, side: Literal["front", "back"], label: str, place: str) -> None:
        super().__init__()
        self._rows = _FRONT if side == "front" else _BACK
        self._label = label
        self._place = place

    def compose(self) -> ComposeResult:
        """Lay out the drawing above its words."""
        parts: list[Content | str | tuple[str, str]] = []
        for row, code in zip_longest(self._rows, _QR, fillvalue=""):
            parts += [row, (code, "bold $accent"), "\n"]
        yield Static(Content.assemble(*parts).rstrip(), id="drawing")
        yield Static(self._label, markup=False)
        yield Static(self._place, classes="side", markup=False)
