"""A QR code as Sixel text: two colours, whole modules, nothing that a photograph's encoder would need."""

from collections.abc import Iterable
from itertools import groupby, islice

from kiosk.ui.widgets.qr.canvas import Canvas

BAND = 6
"""Pixel lines in a band of Sixels."""


def painting(canvas: Canvas) -> str:
    """Return what draws `canvas` with its top left corner at the cursor.

    Each band is filled white and then stamped black. A last band that would be cut short is left to the
    white cells beneath, because terminals disagree on how far such a band reaches. About 21 kB for a
    17-field card at nine pixels a module.
    """
    height = canvas.height - canvas.height % BAND
    lines = canvas.lines()
    bands = (tuple(islice(lines, BAND)) for _ in range(height // BAND))
    header = f'\x1bP0;1q"1;1;{canvas.width};{height}#0;2;100;100;100#1;2;0;0;0'
    body = "-".join(f"#0!{canvas.width}~$#1!{canvas.left}?{_stamp(band, canvas.scale)}" for band in bands)
    return f"{header}{body}\x1b\\"


def _stamp(band: Iterable[tuple[bool, ...]], scale: int) -> str:
    """The dark pixels of a band: one character for each column, its lowest bit the topmost pixel."""
    columns = (sum(dark << bit for bit, dark in enumerate(column)) for column in zip(*band, strict=True))
    return "".join(f"!{len(list(run)) * scale}{chr(63 + bits)}" for bits, run in groupby(columns))
