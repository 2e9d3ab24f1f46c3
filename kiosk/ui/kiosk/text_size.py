"""The size of the letters: larger on request, by the display where it can, else in bold capitals."""

from asyncio import to_thread
from collections.abc import Sequence
from dataclasses import replace

from textual.filter import LineFilter
from textual.geometry import Size

from kiosk.ports.devices import Display
from kiosk.ui.kiosk.frame import SMALLEST
from kiosk.ui.kiosk.session import Session

LEAST = 1.2
"""So many times as large letters must become for a person to see it."""
SPARE = 0.98
"""Of the room for larger letters, what is used: a font's cells are whole pixels."""


class TextSize:
    """The size of the letters in one session."""

    def __init__(self, session: Session, display: Display | None) -> None:
        self._session = session
        self._display = display
        self._has_asked = False
        """Was the display ever asked to show anything larger?"""
        self.filters: Sequence[LineFilter] = ()
        """What every line goes through before it is shown."""

    async def show(self, larger: bool, screen: Size) -> None:
        """Show larger letters, as large as the smallest screen still fits, or those of before."""
        self._session.is_large = larger
        room = min(have / need for have, need in zip(screen, SMALLEST, strict=True)) * SPARE
        is_shown = False
        if self._display is not None and (room >= LEAST if larger else self._has_asked):
            self._has_asked = True
            is_shown = await to_thread(self._display.magnify, room if larger else 1.0)
        self.filters = (_capitals(),) if larger and not is_shown else ()

    def takes_cells(self) -> bool:
        """Learn how large a cell is by now, for the codes that are drawn; return whether that has changed."""
        if self._display is None or not self._has_asked:
            return False
        width, height = self._display.cell_size()
        known = self._session.graphics
        if not (width and height) or (width, height) == (known.cell_width, known.cell_height):
            return False
        self._session.graphics = replace(known, cell_width=width, cell_height=height)
        return True


def _capitals() -> LineFilter:
    from kiosk.ui.widgets.capitals import Capitals  # the welcome screen is painted without it

    return Capitals()
