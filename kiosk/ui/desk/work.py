"""The officer's work: the queue beside or under the dossier that is open, and what the keys do with them."""

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal
from textual.timer import Timer
from textual.widgets import Input

from kiosk.domain.scans.scan import Scan
from kiosk.ports.officer import UNDO_SECONDS
from kiosk.ui.desk.banner import Banner
from kiosk.ui.desk.dossier.dossier_pane import DossierPane
from kiosk.ui.desk.dossier.dossier_panels import DossierPanels
from kiosk.ui.desk.dossier.duplicate_list import DuplicateList
from kiosk.ui.desk.dossier.undo import Undo
from kiosk.ui.desk.frame import WIDE, DeskScreen
from kiosk.ui.desk.help import HelpPanel
from kiosk.ui.desk.look_up import LookUpPanel
from kiosk.ui.desk.message_line import MessageLine
from kiosk.ui.desk.messages import DossierWanted, Noted
from kiosk.ui.desk.queue.queue_list import QueueList
from kiosk.ui.desk.queue.queue_pane import QueuePane
from kiosk.ui.desk.rights.rights_errands import RightsErrands

REST = 0.3
"""Seconds for which the selection has to rest on a line before its dossier opens beside the list."""
READ = 4.0
"""Seconds for which what was done stays to be read, also when a hint is due."""


class WorkScreen(DeskScreen):
    """From 140 columns on what is selected lies open beside the list; below that Enter opens it there."""

    BINDINGS = [
        Binding("f4", "answer", show=False),
        Binding("f5", "decide('approve')", show=False),
        Binding("f6", "decide('ask_more')", show=False),
        Binding("f7", "decide('refuse')", show=False),
        Binding("f8", "undo", show=False),
        Binding("f9", "look_up", show=False),
        Binding("s", "correct", show=False),
        Binding("slash", "search", show=False),
        Binding("f11", "next_office", show=False),
        Binding("escape", "back", show=False),
        Binding("r", "rights", show=False),
        Binding("d", "rights_of_dossier", show=False),
        Binding("left", "turn(-1)", show=False),
        Binding("right", "turn(1)", show=False),
    ]
    KEYS = (
        ("f1", "help"),
        ("f2", "language"),
        ("f3", "look"),
        ("f9", "look_up"),
        ("f10", "sign_out"),
    )
    _resting: Timer | None = None
    _came_from: tuple[str, ...] = ()
    """The dossiers from which their duplicates were opened, the last one last."""
    _noted_until = 0.0
    """On the session's clock; until then the hint waits."""
    _goes_on = False
    """Is the next dossier to be opened as soon as the queue is known?"""

    def compose_body(self) -> ComposeResult:
        """Lay out who rings above the queue and the dossier."""
        yield Banner(self.session)
        yield MessageLine(self.session)
        yield RightsErrands(self.session)
        with Horizontal(id="work"):
            yield QueuePane(self.session)
            yield DossierPane(self.session)

    @on(events.Mount)
    def _begin(self) -> None:
        self._undo = Undo(self)
        self._panels = DossierPanels(self.session, self.dossier)
        self.hint()

    @property
    def queue(self) -> QueuePane:
        """The queue."""
        return self.query_one(QueuePane)

    @property
    def dossier(self) -> DossierPane:
        """The dossier that is open."""
        return self.query_one(DossierPane)

    @property
    def is_wide(self) -> bool:
        """Do both stand side by side?"""
        return self.size.width >= WIDE

    def hint(self) -> None:
        """Say what the keys of the moment are, unless a decision may still be taken back."""
        if self._undo.is_open or self.session.services.clock() < self._noted_until:
            return
        is_reading = bool(self.dossier.code) and not self.is_wide
        name = "duplicate" if self._came_from else "reading" if is_reading else "list"
        self.status(self.say(f"desk.hint.{name}"))

    # From the queue to the dossier.

    def open(self, code: str) -> None:
        """Open a registration, wherever it stands."""
        self._rest()
        self._came_from = ()
        self.dossier.open(code)
        self.set_class(True, "-reading")
        if not self.is_wide:
            self.query_one("#sheet").focus()
        self.hint()

    def close(self) -> None:
        """Leave the dossier; the list has the keys again."""
        self._rest()
        self._came_from = ()
        self.dossier.close()
        self.set_class(False, "-reading")
        self.queue.rows.focus()
        self.hint()

    @on(QueueList.Opened)
    def _opened(self, message: QueueList.Opened) -> None:
        message.stop()
        if self.queue.selected_code:
            self.open(self.queue.selected_code)

    @on(QueueList.Moved)
    def _moved(self, message: QueueList.Moved) -> None:
        message.stop()
        self._rest()
        if self.is_wide and not self._goes_on:
            self._resting = self.set_timer(REST, self._rested)

    def _rest(self) -> None:
        if self._resting is not None:
            self._resting.stop()
            self._resting = None

    def _rested(self) -> None:
        if self.queue.selected_code:
            self.open(self.queue.selected_code)

    @on(QueuePane.Listed)
    def _listed(self, message: QueuePane.Listed) -> None:
        message.stop()
        code = self.queue.selected_code
        if self._goes_on:
            self._goes_on = False
            if code:
                self.open(code)
            else:
                self.close()
        elif self.is_wide and not self.dossier.code and code:
            self.open(code)
        elif self.dossier.code in message.gone:
            self.dossier.reload()  # another officer has decided it

    @on(DuplicateList.Opened)
    def _duplicate(self, message: DuplicateList.Opened) -> None:
        """Open it in the dossier's place; Esc leads back."""
        message.stop()
        came_from = (*self._came_from, self.dossier.code)
        self.open(message.receipt_code)
        self._came_from = came_from
        self.query_one("#sheet").focus()
        self.hint()

    @on(DossierWanted)
    def _wanted(self, message: DossierWanted) -> None:
        message.stop()
        self.open(message.receipt_code)

    def action_turn(self, by: int) -> None:
        """Left and right: the dossier before, the one after."""
        if self.dossier.code and not isinstance(self.focused, Input):
            self.queue.rows.action_move(by)
            self._rested()

    async def action_back(self) -> None:
        """Esc: from a duplicate to the dossier that it was opened from, from a dossier to the list."""
        if self._came_from:
            *before, code = self._came_from
            self.open(code)
            self._came_from = tuple(before)
            self.hint()
        elif self.dossier.code and not self.is_wide:
            self.close()

    # Deciding.

    def action_decide(self, decision: str) -> None:
        """F5, F6, F7."""
        self.dossier.ask(decision)  # type: ignore[arg-type]  # the bindings above name decisions

    @on(DossierPane.Asked)
    def _asked(self, message: DossierPane.Asked) -> None:
        message.stop()
        self._panels.decide(message.dossier, message.decision)

    @on(DossierPane.Decided)
    def _decided(self, message: DossierPane.Decided) -> None:
        """Say what was decided, for how long it may be undone, and go on to the next."""
        message.stop()
        name = message.dossier.declared.full_name
        done = self.say(f"desk.done.{message.decision}", name=name)
        self.dossier.close()
        self._goes_on = True
        self.queue.ask()
        if message.may_undo:
            self._undo.begin(message.dossier.receipt_code, done, UNDO_SECONDS)
        else:
            self.status(done, "-good")

    def action_correct(self) -> None:
        """S: what waits and was declared wrongly, or an account's phone."""
        self._panels.correct()

    def action_undo(self) -> None:
        """F8."""
        self._undo.undo()

    # Who rings, and what is held out to the officer.

    @on(Banner.Rang)
    def _rang(self, message: Banner.Rang) -> None:
        message.stop()
        if self.session.services.rings_aloud:
            self.app.bell()

    def action_answer(self) -> None:
        """F4."""
        self.query_one(Banner).answer_first()

    def action_look_up(self, text: str = "") -> None:
        """F9, or a scan."""

        def found(code: str | None) -> None:
            if code:
                self.open(code)

        self.app.push_screen(LookUpPanel(self.session, text), found)

    def take_scan(self, text: str, scan: Scan) -> None:
        """Look up whatever is scanned."""
        self.action_look_up(text)

    # People's rights over their data.

    def action_rights(self) -> None:
        """R: the requests that wait."""
        self.query_one(RightsErrands).show_waiting()

    def action_rights_of_dossier(self) -> None:
        """D: for the person of the dossier, who stands before the officer."""
        if self.session.decides and self.dossier.dossier is not None:
            self.query_one(RightsErrands).show_for(self.dossier.dossier)

    # The rest.

    def on_key(self, event: events.Key) -> None:
        """A digit shows a part of the queue; one meant for a field never comes here."""
        if event.character and event.character in "12345" and not isinstance(self.focused, Input):
            event.stop()
            self.close()
            self.queue.choose(int(event.character) - 1)

    def action_next_office(self) -> None:
        """F11, for who sees several offices: the next one by itself, then all again."""
        if self.session.offices:
            self.close()
            self.queue.next_office()

    def _keys(self) -> list[tuple[str, str]]:
        keys = super()._keys()
        if self.session.offices:
            keys.insert(-1, ("f11", self._key_words("office")))
        return keys

    def action_search(self) -> None:
        """The slash."""
        if not self.is_wide:
            self.close()
        self.queue.search()

    def action_help(self) -> None:
        """F1."""
        self.app.push_screen(HelpPanel(self.session))

    @on(Noted)
    def _noted(self, message: Noted) -> None:
        message.stop()
        self._noted_until = self.session.services.clock() + READ
        self.status(message.words, message.mood)

    def on_resize(self) -> None:
        """Beside the list something lies open; in its place it has the keys."""
        if not self.is_wide and self.dossier.code:
            self.query_one("#sheet").focus()
        if self.is_wide and not self.dossier.code and self.queue.selected_code:
            self.open(self.queue.selected_code)

    async def relabel(self) -> None:
        """Show everything in the language of now; nothing else changes."""
        await super().relabel()
        self.queue.relabel()
        self.dossier.relabel()
        self.query_one(Banner).relabel()
        self.query_one(MessageLine).relabel()
        self.hint()
