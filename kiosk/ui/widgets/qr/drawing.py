"""How a text is drawn as a QR code in a given room: the best way that a reader was able to read.

Pure: no terminal and no widget, so that every way can be tested as a table.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal
from zlib import crc32

from kiosk.ports.devices import Graphics
from kiosk.resources.qr_symbol import Level, Unencodable, encode, reads_as
from kiosk.ui.widgets.qr import blocks, kitty, sixel
from kiosk.ui.widgets.qr.canvas import Canvas

Way = Literal["kitty", "sixel", "blocks", "none"]
Reader = Callable[[str, bytes, int], bool]

_COMMON_CELL = (8, 16)
"""The cell that the check imagines where the terminal does not tell its own."""


@dataclass(frozen=True)
class Room:
    """The cells that a code may use, and what the terminal can draw on them."""

    columns: int
    rows: int
    graphics: Graphics


@dataclass(frozen=True)
class Drawing:
    """A code that was read back from its own pixels; with the way "none" there is nothing to see."""

    way: Way
    columns: int = 0
    rows: int = 0
    lines: tuple[str, ...] = ()
    """Half blocks to print, black on white; empty where pixels are painted."""
    painting: str = ""
    """What paints the pixels when the cursor stands on their top left cell."""
    erasing: str = ""
    """What takes them away, where overwriting the cells does not."""


def draw(text: str, room: Room, reads: Reader = reads_as) -> Drawing:
    """Return the best drawing of `text` that fits into `room` and that `reads` confirms."""
    levels: tuple[Level, ...] = ("M", "L")
    try:
        for attempt in _ATTEMPTS[room.graphics.kind]:
            for level in levels:
                if drawing := attempt(text, level, room, reads):
                    return drawing
    except Unencodable:
        pass
    return Drawing("none")


def _painted(text: str, level: Level, room: Room, reads: Reader) -> Drawing | None:
    graphics = room.graphics
    if not (graphics.cell_width and graphics.cell_height):
        return None
    modules = encode(text, level)
    canvas = Canvas.fitting(modules, room.columns, room.rows, graphics.cell_width, graphics.cell_height)
    if canvas is None or not reads(text, canvas.pixels, canvas.width):
        return None
    if graphics.kind == "sixel":
        return Drawing("sixel", canvas.columns, canvas.rows, painting=sixel.painting(canvas))
    image = crc32(text.encode()) or 1
    painting, erasing = kitty.painting(canvas, image), kitty.erasing(image)
    return Drawing("kitty", canvas.columns, canvas.rows, painting=painting, erasing=erasing)


def _blocks(text: str, level: Level, room: Room, reads: Reader) -> Drawing | None:
    lines = blocks.fitting(encode(text, level), room.columns, room.rows)
    if lines is None:
        return None
    cell = (room.graphics.cell_width, room.graphics.cell_height)
    pixels, width = blocks.pixels(lines, *(cell if all(cell) else _COMMON_CELL))
    return Drawing("blocks", len(lines[0]), len(lines), lines) if reads(text, pixels, width) else None


_ATTEMPTS: dict[str, tuple[Callable[[str, Level, Room, Reader], Drawing | None], ...]] = {
    "kitty": (_painted, _blocks),
    "sixel": (_painted, _blocks),
    "blocks": (_blocks,),
    "none": (),
}
