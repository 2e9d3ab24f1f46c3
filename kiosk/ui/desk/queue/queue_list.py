"""The queue as a list of any length: only the lines that are seen are ever drawn."""

from dataclasses import dataclass

from rich.segment import Segment
from textual import events
from textual.binding import Binding
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from kiosk.ports.dossiers import QueueEntry, QueuePage
from kiosk.ui.desk.queue import queue_row
from kiosk.ui.desk.queue.window import Window
from kiosk.ui.desk.session import DeskSession


class QueueList(ScrollView, can_focus=True, inherit_bindings=False):
    """Lines of the queue, one of them selected; asks for what it does not know (`Wanted`)."""

    DEFAULT_CSS = """
    QueueList {
        height: 1fr;
        background: $sheet;
        color: $ink;
        overflow-x: hidden;
        overflow-y: scroll;

        & > .queue--muted { color: $muted; }
        & > .queue--here { color: $careful; text-style: bold; }
        & > .queue--selected { background: $accent; color: $on-accent; text-style: bold; }
    }
    """
    COMPONENT_CLASSES = {"queue--muted", "queue--here", "queue--selected"}
    BINDINGS = [
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("pagedown", "page(1)", show=False),
        Binding("home", "go(0)", show=False),
        Binding("end", "go(-1)", show=False),
        Binding("enter", "open", show=False),
    ]

    @dataclass
    class Moved(Message):
        """Another entry is selected."""

    @dataclass
    class Opened(Message):
        """The selected entry is to be opened."""

    @dataclass
    class Wanted(Message):
        """These entries are on the screen and not known."""

        offset: int
        limit: int

    @dataclass
    class Fitted(Message):
        """The lines have another width."""

    def __init__(self, session: DeskSession) -> None:
        super().__init__()
        self._session = session
        self.window = Window()
        self._asked: tuple[int, int] | None = None
        self.nothing = ""
        """What is to be read where there is no entry."""

    def clear(self) -> None:
        """Begin anew: another filter, another search."""
        self.window = Window()
        self._asked = None
        self._resize()

    def take(self, page: QueuePage) -> None:
        """Show a page; the selected entry stays where the eye has it, though others come and go above it."""
        before = self.window.code
        moved = self.window.take(page)
        self._asked = None
        self._resize()
        if moved:
            self.scroll_to(y=self.scroll_offset.y + moved, animate=False, force=True)
        self._ask_for_missing()
        if self.window.code != before:
            self.post_message(self.Moved())

    def select(self, place: int) -> None:
        """Select another place, and bring it into sight."""
        before = self.window.at
        self.window.select(place)
        top, height = self.scroll_offset.y, self.size.height
        at = self.window.at
        if not top <= at < top + height:
            y = at if at < top else at - height + 1
            self.scroll_to(y=y, animate=False, force=True)
        self.refresh()
        self._ask_for_missing()
        if at != before:
            self.post_message(self.Moved())

    def action_move(self, by: int) -> None:
        """Up and down."""
        self.select(self.window.at + by)

    def action_page(self, by: int) -> None:
        """A screen up and down."""
        self.select(self.window.at + by * max(1, self.size.height - 1))

    def action_go(self, place: int) -> None:
        """The first, the last."""
        self.select(place if place >= 0 else self.window.total - 1)

    def action_open(self) -> None:
        """Enter."""
        if self.window.selected is not None:
            self.post_message(self.Opened())

    def on_click(self, event: events.Click) -> None:
        """A click selects and opens."""
        event.stop()
        place = self.scroll_offset.y + event.y
        if place < self.window.total:
            self.select(place)
            self.action_open()

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Ask for what came into sight."""
        super().watch_scroll_y(old_value, new_value)
        self._ask_for_missing()

    def on_resize(self) -> None:
        """Lay the columns out anew, and keep the selected entry in sight."""
        self.post_message(self.Fitted())
        self._resize()
        self.select(self.window.at)

    def render_line(self, y: int) -> Strip:
        """Return one line: an entry, or the place of one that is on its way."""
        place = y + self.scroll_offset.y
        width = self.room
        if place >= self.window.total:
            is_middle = self.window.total == 0 and y == self.size.height // 2
            return Strip([Segment((self.nothing if is_middle else "").center(width), self.rich_style)])
        entry = self.window.get(place)
        is_selected = place == self.window.at
        if entry is None:
            style = self.get_component_rich_style("queue--muted")
            return Strip([Segment(queue_row.fit("  …", width), style)])
        return Strip(self._segments(entry, width, is_selected))

    def _segments(self, entry: QueueEntry, width: int, is_selected: bool) -> list[Segment]:
        plain, muted, here, chosen = (
            self.rich_style,
            *(self.get_component_rich_style(f"queue--{name}") for name in ("muted", "here", "selected")),
        )
        segments: list[Segment] = []
        for column, text in queue_row.cells(
            entry, queue_row.columns(width, has_offices=self._session.sees_several), self._session
        ):
            if is_selected:
                style = chosen
            elif entry.waits_here and column in ("mark", "name", "reasons"):
                style = here
            else:
                style = plain if column == "name" else muted
            segments += [Segment(text, style), Segment(" ", chosen if is_selected else plain)]
        return Segment.adjust_line_length(segments, width, chosen if is_selected else plain)

    @property
    def room(self) -> int:
        """How wide a line is: the scroll bar takes a cell."""
        return self.scrollable_content_region.width

    def _resize(self) -> None:
        self.virtual_size = Size(self.room, self.window.total)
        self.refresh()

    def _ask_for_missing(self) -> None:
        top = self.scroll_offset.y
        missing = self.window.missing(top, top + self.size.height)
        if missing is not None and missing != self._asked:
            self._asked = missing
            self.post_message(self.Wanted(*missing))
