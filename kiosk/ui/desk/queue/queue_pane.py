"""The queue: its parts, the search, and the list, which asks for changes by itself."""

from dataclasses import dataclass

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.message import Message
from textual.timer import Timer
from textual.widgets import Input, Static

from kiosk.domain.registration.eligibility import Status
from kiosk.ports.dossiers import QueuePage
from kiosk.ports.errors import Refused, Unavailable
from kiosk.ui.desk.messages import Signal, Troubled
from kiosk.ui.desk.queue import queue_row
from kiosk.ui.desk.queue.queue_list import QueueList
from kiosk.ui.desk.queue.tabs import Tabs
from kiosk.ui.desk.queue.undelivered import Undelivered
from kiosk.ui.desk.session import DeskSession
from kiosk.ui.widgets.text_field import TextField

PARTS = (Status.PENDING_REVIEW, Status.NEEDS_MORE, Status.APPROVED, Status.REFUSED)
KEPT = len(PARTS)
"""The part after these: what kiosks could not deliver."""
POLL = 1.5
"""Seconds between two questions whether the queue has changed."""
TYPING = 0.3
"""Seconds without a key after which a search is asked."""


class QueuePane(Vertical):
    """Shows one part of the queue, or what was found in it."""

    BINDINGS = [Binding("escape", "clear_search", show=False)]

    @dataclass
    class Listed(Message):
        """The list has been asked anew; `gone` were around the selected entry and are no longer."""

        gone: frozenset[str]

    def __init__(self, session: DeskSession) -> None:
        super().__init__(id="queue")
        self._session = session
        self._part = 0
        self._search = ""
        self._office = ""
        """The one office that is looked at; "" for all of the officer's."""
        self._kept = 0
        self._asked = (0, 0)
        """Offset and limit of the last page that was asked for, and its version."""
        self._version = ""
        self._timer: Timer | None = None
        self._typing: Timer | None = None

    def compose(self) -> ComposeResult:
        """Lay out parts and search above the titles and the list."""
        yield Tabs(self._names())
        yield TextField(id="search", placeholder=self._session.say("desk.queue.search"))
        yield Static("", id="titles", markup=False)
        yield QueueList(self._session)
        yield Undelivered(self._session)

    def on_mount(self) -> None:
        """Stand on the list and begin to ask."""
        self._show_part()
        self.rows.focus()
        self.ask()

    @property
    def rows(self) -> QueueList:
        """The list."""
        return self.query_one(QueueList)

    @property
    def selected_code(self) -> str:
        """The receipt code that is selected, "" when none is."""
        return self.rows.window.code

    @work(group="queue", exclusive=True, exit_on_error=False)
    async def ask(self, *, anew: bool = True) -> None:
        """Ask for what stands around the selected entry, and whether it has changed from then on."""
        if self._timer is not None:
            self._timer.stop()
        window, place = self.rows.window, self.rows.window.around
        version = self._version if place == self._asked and not anew else ""
        page = await self._page(*place, version)
        if isinstance(page, QueuePage):
            self._asked, self._version = place, page.version
            before = window.codes(*place)
            self._take(page)
            self.post_message(self.Listed(before - window.codes(*place)))
        self._timer = self.set_timer(POLL, lambda: self.ask(anew=False))

    @on(QueueList.Wanted)
    def _wanted(self, message: QueueList.Wanted) -> None:
        message.stop()
        self._fill(message.offset, message.limit)

    @work(group="window", exclusive=True, exit_on_error=False)
    async def _fill(self, offset: int, limit: int) -> None:
        page = await self._page(offset, limit)
        if isinstance(page, QueuePage):
            self._take(page)

    async def _page(self, offset: int, limit: int, version: str = "") -> QueuePage | None:
        status = None if self._search else PARTS[min(self._part, KEPT - 1)]
        try:
            page = await self._session.casework.queue(
                status, self._search, offset, limit, version, self._office
            )
        except (Refused, Unavailable) as error:
            self.post_message(Troubled(error))
            return None
        self.post_message(Signal(is_online=True))
        return page

    def _take(self, page: QueuePage) -> None:
        self.rows.take(page)
        self._show_part()

    # What the officer chooses.

    def choose(self, part: int) -> None:
        """Show another part of the queue."""
        if part != self._part and part <= KEPT:
            self._part = part
            self._anew()
        (self.query_one(Undelivered) if part == KEPT else self.rows).focus()

    def next_office(self) -> None:
        """Look at the next of the officer's offices by itself; after the last one at all again."""
        order = ("", *self._session.offices)
        self._office = order[(order.index(self._office) + 1) % len(order)]
        self._anew()

    def search(self) -> None:
        """Go to the search, which looks through all parts."""
        if self._part == KEPT:
            self.choose(0)
        self.query_one("#search").focus()

    @on(Tabs.Chosen)
    def _chosen(self, message: Tabs.Chosen) -> None:
        message.stop()
        self.choose(message.place)

    @on(Input.Changed, "#search")
    def _typed(self, message: Input.Changed) -> None:
        message.stop()
        if self._typing is not None:
            self._typing.stop()
        self._typing = self.set_timer(TYPING, self._look)

    @on(Input.Submitted, "#search")
    def _submitted(self, message: Input.Submitted) -> None:
        message.stop()
        self._look()
        self.rows.focus()

    def action_clear_search(self) -> None:
        """Esc: all of it again."""
        self.query_one("#search", TextField).value = ""
        self._look()
        self.rows.focus()

    def _look(self) -> None:
        wanted = self.query_one("#search", TextField).value.strip()
        if wanted != self._search:
            self._search = wanted
            self._anew()

    def _anew(self) -> None:
        self.workers.cancel_group(self, "window")
        self.rows.clear()
        self._show_part()
        self.ask()

    # What stands there.

    @on(Undelivered.Counted)
    def _counted(self, message: Undelivered.Counted) -> None:
        message.stop()
        self._kept = message.count
        self._show_part()

    @on(QueueList.Fitted)
    def _fitted(self, message: QueueList.Fitted) -> None:
        """Lay the titles out as the lines are."""
        message.stop()
        self._show_titles()

    def relabel(self) -> None:
        """Show everything in the language of now."""
        self.query_one("#search", TextField).placeholder = self._session.say("desk.queue.search")
        self.query_one(Undelivered).relabel()
        self._show_part()

    def _show_part(self) -> None:
        is_kept = self._part == KEPT
        is_known = self.rows.window.is_known
        nothing = self._session.say("desk.queue.not_found" if self._search else "desk.queue.empty")
        self.rows.nothing = nothing if is_known else ""
        self.query_one(Tabs).show(self._part, self._names())
        self.query_one(Undelivered).display = is_kept
        self.query_one("#search").display = not is_kept
        self.query_one("#titles").display = self.rows.display = not is_kept
        self._show_titles()
        self.rows.refresh()

    def _show_titles(self) -> None:
        titles = queue_row.titles(
            queue_row.columns(self.rows.room, has_offices=self._session.sees_several), self._session
        )
        self.query_one("#titles", Static).update(titles)

    def _names(self) -> list[str]:
        names = [self._session.say(f"desk.part.{part}") for part in PARTS]
        total = self.rows.window.total if self.is_mounted else 0
        if total and self._part < KEPT:
            names[self._part] += f" {total:,}".replace(",", ".")
        kept = f" {self._kept}" if self._kept else ""
        office = f"  ·  {self._office}" if self._office else ""
        return [*names, self._session.say("desk.part.undelivered") + kept + office]
