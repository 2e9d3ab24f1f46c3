"""A text as the modules of a QR code, and the proof that a picture of it can be read back.

Both libraries are imported on the first use, or by `warm`, so that nothing here delays the first paint.
"""

from functools import lru_cache
from typing import Literal

Level = Literal["M", "L"]
"""Error correction: M mends 15 % of a code, L 7 % and gives larger modules."""

Modules = tuple[tuple[bool, ...], ...]
"""Rows of modules, True is dark, with the quiet zone around them."""

QUIET = 4
"""Modules of light around the code, as ISO/IEC 18004 asks."""


class Unencodable(Exception):  # noqa: N818 - "raise Unencodable" is the sentence
    """The text is longer than a QR code can be, or the library cannot cope with it (a few hundred zeros)."""


@lru_cache(maxsize=4)
def encode(text: str, level: Level) -> Modules:
    """Return the modules of `text`; raises `Unencodable`.

    A 17-field card takes about 25 ms at level M: all eight masks are tried, because a fixed one
    (4 ms) may by chance draw what a reader takes for a corner.
    """
    from qrcode.constants import ERROR_CORRECT_L, ERROR_CORRECT_M
    from qrcode.exceptions import DataOverflowError
    from qrcode.main import QRCode

    code = QRCode(error_correction=ERROR_CORRECT_M if level == "M" else ERROR_CORRECT_L, border=QUIET)
    code.add_data(text)
    try:
        code.make()
    except (DataOverflowError, ValueError) as error:
        raise Unencodable from error
    return tuple(tuple(bool(dark) for dark in row) for row in code.get_matrix())


def warm() -> None:
    """Load both libraries before a person waits for a code: they take 50 ms."""
    encode("BHXH", "M")
    reads_as("BHXH", b"\xff", 1)


def reads_as(text: str, pixels: bytes, width: int) -> bool:
    """Does a reader that sees `pixels` (a byte each: 0 black, 255 white) read exactly `text`?"""
    return read_all(pixels, width) == [text.encode()]


def read_all(pixels: bytes, width: int) -> list[bytes]:
    """Return what every code says that a reader finds in `pixels`."""
    from zxingcpp import BarcodeFormats, ImageFormat, ImageView, QRCode, read_barcodes

    view = ImageView(pixels, width, len(pixels) // width, ImageFormat.Lum)
    found = read_barcodes(view, formats=BarcodeFormats(QRCode), try_invert=False)
    return [bytes(code.bytes) for code in found]
