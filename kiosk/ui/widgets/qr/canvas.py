"""The pixels of a QR code on whole terminal cells: what Sixel and Kitty graphics both draw from."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from kiosk.resources.qr_symbol import Modules

SMALLEST = 3
"""Pixels a module below which a phone at arm's length starts to fail (0.8 mm on a 21.5-inch screen)."""


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
