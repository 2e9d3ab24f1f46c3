"""A QR code on a white card, drawn in the best way that the terminal has and that a reader could read."""

from asyncio import to_thread
from dataclasses import dataclass
from itertools import product

from rich.segment import Segment
from textual import work
from textual.errors import NoWidget
from textual.geometry import Region
from textual.message import Message
from textual.reactive import reactive
from textual.screen import Screen
from textual.strip import Strip
from textual.widget import Widget
from textual.worker import Worker, WorkerState

from kiosk.ports.devices import Graphics
from kiosk.ui.widgets.qr.drawing import Drawing, Room, Way, draw


class Qr(Widget, can_focus=False):
    """Shows `payload`, exactly that text, as large as its region allows, and says `Drawn` once it stands.

    Half blocks are text like any other. Pixels are not: Textual knows nothing of them, so they are painted
    over white cells after each frame that may have overwritten them.
    """

    DEFAULT_CSS = """
    Qr { width: 1fr; height: 1fr; color: black; background: white; }
    """  # not the theme's colours: a reader wants dark modules on light ground

    payload: reactive[str] = reactive("", repaint=False)
    """The text of the code."""
    way: reactive[Way | None] = reactive(None, repaint=False)
    """How it is drawn; None until that is decided."""

    @dataclass
    class Drawn(Message):
        """It is decided how the code is drawn; "none" means that the card is empty."""

        qr: "Qr"
        way: Way

        @property
        def control(self) -> "Qr":
            """The widget that draws."""
            return self.qr

    def __init__(self, payload: str, *, graphics: Graphics, id: str | None = None) -> None:
        super().__init__(id=id)
        self.graphics = graphics
        self._drawing = Drawing("none")
        self._asked: tuple[str, Room] | None = None
        self._is_painting_due = False
        self.set_reactive(Qr.payload, payload)

    def render_line(self, y: int) -> Strip:
        """Return a line of the card: half blocks in its middle, or nothing but white."""
        line, row = "", y - self._margins[1]
        if 0 <= row < len(self._drawing.lines):
            line = " " * self._margins[0] + self._drawing.lines[row]
        return Strip([Segment(line.ljust(self.size.width), self.rich_style)], self.size.width)

    def render_lines(self, crop: Region) -> list[Strip]:
        """Return the lines, and paint again when their frame is out: writing a cell erases its pixels."""
        if self._drawing.painting and not self._is_painting_due:
            self._is_painting_due = True
            self.call_after_refresh(self._paint)
        return super().render_lines(crop)

    def on_mount(self) -> None:
        """Learn of screens that come to lie over this one."""
        self.app.screen_change_signal.subscribe(self, self._screen_changed)

    def on_resize(self) -> None:
        """Draw for the new room."""
        self._ask()

    def watch_payload(self) -> None:
        """Draw the new text."""
        if self.size:
            self._ask()

    def on_hide(self) -> None:
        """Take the pixels along; who shows the code again asks anew whether there is room."""
        self._asked = None
        self._show(Drawing("none"))

    def on_unmount(self) -> None:
        """Take the pixels along."""
        self._erase()

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Show nothing when drawing failed, so that the screen can offer paper instead."""
        if event.state is WorkerState.ERROR:
            self._decide(Drawing("none"))

    def _screen_changed(self, screen: Screen[object]) -> None:
        if screen is not self.screen:
            self._erase()

    def _ask(self) -> None:
        asked = (self.payload, self._room())
        if asked != self._asked:
            self._asked = asked
            self._show(Drawing("none"))
            self._draw(*asked)

    def _room(self) -> Room:
        rows = self.size.height
        if self.graphics.kind != "blocks":  # an image that reaches the terminal's last row scrolls it
            rows = min(rows, self.screen.size.height - 1 - self.content_region.y)
        return Room(self.size.width, rows, self.graphics)

    @work(group="qr", exclusive=True, exit_on_error=False)
    async def _draw(self, payload: str, room: Room) -> None:
        """Encode and check beside the event loop: some 40 ms for a card, 100 ms the first time."""
        self._decide(await to_thread(draw, payload, room))

    def _decide(self, drawing: Drawing) -> None:
        self._show(drawing)
        self.way = drawing.way
        self.post_message(self.Drawn(self, drawing.way))

    def _show(self, drawing: Drawing) -> None:
        self._erase()
        self._drawing = drawing
        if drawing.painting:
            self._paint()  # on cells that are white already
        else:
            self.refresh()

    @property
    def _margins(self) -> tuple[int, int]:
        """White cells left of the code and above it."""
        rows = self._asked[1].rows if self._asked else 0
        return (self.size.width - self._drawing.columns) // 2, (rows - self._drawing.rows) // 2

    def _paint(self) -> None:
        self._is_painting_due = False
        if not (self._drawing.painting and self.is_attached):
            return
        if not self._is_uncovered():
            self._erase()
            return
        x, y = self.content_region.offset + self._margins
        self._write(f"\x1b7\x1b[{y + 1};{x + 1}H{self._drawing.painting}\x1b8")

    def _is_uncovered(self) -> bool:
        """Does nothing lie over the card? Asks close enough that a button could not slip through."""
        if self.screen is not self.app.screen:
            return False
        region = self.region
        points = product(range(region.x, region.right, 4), range(region.y, region.bottom, 2))
        try:
            return all(self.screen.get_widget_at(*point)[0] is self for point in points)
        except NoWidget:
            return False

    def _erase(self) -> None:
        if self._drawing.erasing:
            self._write(self._drawing.erasing)

    def _write(self, sequence: str) -> None:
        """Pass bytes to the terminal behind the last frame; Textual has no public way to do that."""
        driver = self.app._driver
        if driver is not None:
            driver.write(sequence)
