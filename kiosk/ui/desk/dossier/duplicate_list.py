"""The registrations that may be of the same person, beside the dossier or below it, each to be opened."""

from dataclasses import dataclass

from textual import on
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.message import Message
from textual.widgets import Static

from kiosk.ports.dossiers import Duplicate
from kiosk.ui.desk.session import DeskSession
from kiosk.ui.widgets.choice import Choice

SAME = ("person", "name", "phone")
"""In what two registrations may be the same, the strongest first; only that is told."""
BESIDE = 112
"""Columns from which they stand beside the dossier."""


class DuplicateList(VerticalScroll, can_focus=False):
    """Two lines each; Tab leads here, Enter and a touch open one."""

    DEFAULT_CSS = """
    DuplicateList { height: auto; max-height: 8; background: $paper; padding: 0 1; display: none; }
    DuplicateList.-some { display: block; }
    DuplicateList .careful { height: 1; }
    DuplicateList Choice { width: 100%; height: 2; border: none; padding: 0 1; color: $ink; }
    DuplicateList Choice:focus { border: none; background: $accent; color: $on-accent; }
    """

    @dataclass
    class Opened(Message):
        """The officer wants to see this one."""

        receipt_code: str

    def __init__(self, session: DeskSession) -> None:
        super().__init__()
        self._session = session
        self._shown: tuple[Duplicate, ...] = ()

    def compose(self) -> ComposeResult:
        """Lay out how many there are; the lines follow."""
        yield Static("", classes="careful", id="how-many", markup=False)

    async def show(self, duplicates: tuple[Duplicate, ...]) -> None:
        """Show others."""
        if duplicates == self._shown and len(self.query(Choice)) == len(duplicates):
            return
        self._shown = duplicates
        with self.app.batch_update():
            await self.query(Choice).remove()
            await self.mount(*(self._line(place) for place in range(len(duplicates))))
            self.set_class(bool(duplicates), "-some")
            self._head()

    async def relabel(self) -> None:
        """Show everything in the language of now."""
        shown, self._shown = self._shown, ()
        await self.show(shown)

    def _head(self) -> None:
        say = self._session.say
        words = say("desk.dossier.duplicates", count=len(self._shown))
        self.query_one("#how-many", Static).update(words)

    def _line(self, place: int) -> Choice:
        duplicate, say = self._shown[place], self._session.say
        told = say(
            "desk.dossier.duplicate",
            same=say(f"desk.same.{next(each for each in SAME if each in duplicate.same)}"),
            status=say(f"desk.status.{duplicate.status}").lower(),
            at=self._session.day(duplicate.received_at),
        )
        who = f"{duplicate.full_name}  {duplicate.birth.shown}"
        return Choice(who, id=f"duplicate-{place}", hint=told, left=True)

    @on(Choice.Pressed)
    def _pressed(self, event: Choice.Pressed) -> None:
        event.stop()
        place = int((event.choice.id or "").removeprefix("duplicate-"))
        self.post_message(self.Opened(self._shown[place].receipt_code))
