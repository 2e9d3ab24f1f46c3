"""A QR code in half blocks: two modules a cell, one above the other, in any terminal."""

from kiosk.resources.qr_symbol import Modules

_GLYPHS = {(False, False): " ", (True, False): "▀", (False, True): "▄", (True, True): "█"}
_HALVES = {glyph: halves for halves, glyph in _GLYPHS.items()}


def fitting(modules: Modules, columns: int, rows: int) -> tuple[str, ...] | None:
    """Return the code as lines of text, as large as `columns` by `rows` cells allow; None when too large."""
    side = len(modules)
    scale = min(columns, rows * 2) // side
    if scale < 1:
        return None
    dots = [[dark for dark in line for _ in range(scale)] for line in modules for _ in range(scale)]
    if len(dots) % 2:
        dots.append([False] * side * scale)
    pairs = zip(dots[::2], dots[1::2], strict=True)
    return tuple("".join(_GLYPHS[halves] for halves in zip(*pair, strict=True)) for pair in pairs)


def pixels(lines: tuple[str, ...], cell_width: int, cell_height: int) -> tuple[bytes, int]:
    """Return what a terminal shows for `lines`, a byte a pixel, and its width: what the reader checks."""
    upper = cell_height // 2
    seen = bytearray()
    for line in lines:
        for half, height in ((0, upper), (1, cell_height - upper)):
            ink = b"".join((b"\0" if _HALVES[glyph][half] else b"\xff") * cell_width for glyph in line)
            seen += ink * height
    return bytes(seen), len(lines[0]) * cell_width
