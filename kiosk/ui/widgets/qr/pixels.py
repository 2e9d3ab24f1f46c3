"""A QR code as pixels on whole terminal cells, and the two protocols that carry them to a terminal.

Sixel, and the graphics protocol of Kitty, which Ghostty, WezTerm and Konsole speak as well.
"""

from base64 import b64encode
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby, islice
from struct import pack
from zlib import compress, crc32

from kiosk.resources.qr_symbol import Modules

SMALLEST = 3
"""Pixels a module below which a phone at arm's length starts to fail (0.8 mm on a 21.5-inch screen)."""
_BAND = 6
"""Pixel lines in a band of Sixels."""
_CHUNK = 4096
"""Characters of base64 that one escape sequence may carry."""


@dataclass(frozen=True)
class Canvas:
    """A white picture of whole cells with the code in its middle, `scale` whole pixels a module."""

    modules: Modules
    scale: int
    columns: int
    rows: int
    width: int
    height: int

    @classmethod
    def fitting(
        cls, modules: Modules, columns: int, rows: int, cell_width: int, cell_height: int
    ) -> "Canvas | None":
        """Return the largest canvas within `columns` by `rows` cells; None when that is too small to read."""
        side = len(modules)
        scale = min(columns * cell_width, rows * cell_height) // side
        if scale < SMALLEST:
            return None
        columns, rows = -(-side * scale // cell_width), -(-side * scale // cell_height)
        return cls(modules, scale, columns, rows, columns * cell_width, rows * cell_height)

    @property
    def left(self) -> int:
        """White pixels left of the code."""
        return (self.width - len(self.modules) * self.scale) // 2

    @property
    def right(self) -> int:
        """White pixels right of the code."""
        return self.width - self.left - len(self.modules) * self.scale

    def lines(self) -> Iterator[tuple[bool, ...]]:
        """Yield each pixel line from the top as its row of modules."""
        light = (False,) * len(self.modules)
        top = (self.height - len(self.modules) * self.scale) // 2
        for y in range(self.height):
            row = (y - top) // self.scale
            yield self.modules[row] if 0 <= row < len(self.modules) else light

    @cached_property
    def pixels(self) -> bytes:
        """A byte for each pixel, 0 black and 255 white."""
        ink = (b"\xff" * self.scale, b"\0" * self.scale)
        left, right = b"\xff" * self.left, b"\xff" * self.right
        drawn = {line: left + b"".join(ink[dark] for dark in line) + right for line in set(self.lines())}
        return b"".join(drawn[line] for line in self.lines())


def sixel_painting(canvas: Canvas) -> str:
    """Return the Sixel text that draws `canvas` with its top left corner at the cursor, in two colours.

    Each band is filled white and then stamped black. A last band that would be cut short is left to the
    white cells beneath, because terminals disagree on how far such a band reaches. About 21 kB for a
    17-field card at nine pixels a module.
    """
    height = canvas.height - canvas.height % _BAND
    lines = canvas.lines()
    bands = (tuple(islice(lines, _BAND)) for _ in range(height // _BAND))
    header = f'\x1bP0;1q"1;1;{canvas.width};{height}#0;2;100;100;100#1;2;0;0;0'
    body = "-".join(f"#0!{canvas.width}~$#1!{canvas.left}?{_stamp(band, canvas.scale)}" for band in bands)
    return f"{header}{body}\x1b\\"


def _stamp(band: Iterable[tuple[bool, ...]], scale: int) -> str:
    """The dark pixels of a band: one character for each column, its lowest bit the topmost pixel."""
    columns = (sum(dark << bit for bit, dark in enumerate(column)) for column in zip(*band, strict=True))
    return "".join(f"!{len(list(run)) * scale}{chr(63 + bits)}" for bits, run in groupby(columns))


def kitty_painting(canvas: Canvas, image: int) -> str:
    """Return what draws `canvas` with its top left corner at the cursor; the cursor stays (C=1)."""
    text = b64encode(_png(canvas)).decode()
    chunks = [text[at : at + _CHUNK] for at in range(0, len(text), _CHUNK)]
    more = [1] * (len(chunks) - 1) + [0]
    first = f"\x1b_Ga=T,f=100,i={image},p=1,C=1,q=2,m={more[0]};{chunks[0]}\x1b\\"
    rest = (f"\x1b_Gm={m};{chunk}\x1b\\" for m, chunk in zip(more[1:], chunks[1:], strict=True))
    return first + "".join(rest)


def kitty_erasing(image: int) -> str:
    """Return what takes the image away: text written over it does not."""
    return f"\x1b_Ga=d,d=I,i={image},q=2\x1b\\"


def _png(canvas: Canvas) -> bytes:
    """A grey PNG of one bit a pixel, about 2 kB; a library for images would be the kiosk's largest import."""
    one_bit = bytes.maketrans(b"\0\xff", b"01")
    packed_width = -(-canvas.width // 8)
    drawn: dict[bytes, bytes] = {}
    packed = bytearray()
    for at in range(0, len(canvas.pixels), canvas.width):
        line = canvas.pixels[at : at + canvas.width]
        if line not in drawn:
            bits = line.translate(one_bit).ljust(packed_width * 8, b"1")
            drawn[line] = b"\0" + int(bits, 2).to_bytes(packed_width, "big")
        packed += drawn[line]
    header = pack(">IIBBBBB", canvas.width, canvas.height, 1, 0, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", compress(packed)), (b"IEND", b""))
    framed = (pack(">I", len(data)) + kind + data + pack(">I", crc32(kind + data)) for kind, data in chunks)
    return b"\x89PNG\r\n\x1a\n" + b"".join(framed)
