"""The drawing of a text as a QR code in a given room: the best way that a reader was able to read.

Pure: no terminal and no widget, so that every way can be tested as a table.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal
from zlib import crc32

from kiosk.ports.devices import Graphics
from kiosk.resources.qr_symbol import Level, Modules, Unencodable, encode, reads_as
from kiosk.ui.widgets.qr.pixels import Canvas, kitty_erasing, kitty_painting, sixel_painting

Way = Literal["kitty", "sixel", "blocks", "none"]
Reader = Callable[[str, bytes, int], bool]

_COMMON_CELL = (8, 16)
"""The cell that the check imagines where the terminal does not tell its own."""
_GLYPHS = {(False, False): " ", (True, False): "▀", (False, True): "▄", (True, True): "█"}
_HALVES = {glyph: halves for halves, glyph in _GLYPHS.items()}


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
        return Drawing("sixel", canvas.columns, canvas.rows, painting=sixel_painting(canvas))
    image = crc32(text.encode()) or 1
    painting, erasing = kitty_painting(canvas, image), kitty_erasing(image)
    return Drawing("kitty", canvas.columns, canvas.rows, painting=painting, erasing=erasing)


def _blocks(text: str, level: Level, room: Room, reads: Reader) -> Drawing | None:
    lines = half_blocks(encode(text, level), room.columns, room.rows)
    if lines is None:
        return None
    cell = (room.graphics.cell_width, room.graphics.cell_height)
    pixels, width = block_pixels(lines, *(cell if all(cell) else _COMMON_CELL))
    return Drawing("blocks", len(lines[0]), len(lines), lines) if reads(text, pixels, width) else None


_ATTEMPTS: dict[str, tuple[Callable[[str, Level, Room, Reader], Drawing | None], ...]] = {
    "kitty": (_painted, _blocks),
    "sixel": (_painted, _blocks),
    "blocks": (_blocks,),
    "none": (),
}


def half_blocks(modules: Modules, columns: int, rows: int) -> tuple[str, ...] | None:
    """Return the code as lines of half blocks, two modules a cell, as large as `columns` by `rows` allow.

    None when it is too large for that.
    """
    side = len(modules)
    scale = min(columns, rows * 2) // side
    if scale < 1:
        return None
    dots = [[dark for dark in line for _ in range(scale)] for line in modules for _ in range(scale)]
    if len(dots) % 2:
        dots.append([False] * side * scale)
    pairs = zip(dots[::2], dots[1::2], strict=True)
    return tuple("".join(_GLYPHS[halves] for halves in zip(*pair, strict=True)) for pair in pairs)


def block_pixels(lines: tuple[str, ...], cell_width: int, cell_height: int) -> tuple[bytes, int]:
    """Return what a terminal shows for `lines`, a byte a pixel, and its width: what the reader checks."""
    upper = cell_height // 2
    seen = bytearray()
    for line in lines:
        for half, height in ((0, upper), (1, cell_height - upper)):
            ink = b"".join((b"\0" if _HALVES[glyph][half] else b"\xff") * cell_width for glyph in line)
            seen += ink * height
    return bytes(seen), len(lines[0]) * cell_width
