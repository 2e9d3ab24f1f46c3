"""The registrations that the kiosks keep and could not deliver: no other list has them."""

from dataclasses import dataclass

from textual import work
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from kiosk.domain import readable_code
from kiosk.ports.errors import Refused, Unavailable
from kiosk.ports.kiosks import KioskStatus
from kiosk.ui.desk.messages import Troubled
from kiosk.ui.desk.session import DeskSession

EVERY = 30.0
"""Seconds between two questions."""


class Undelivered(VerticalScroll, can_focus=True):
    """Each kiosk that is silent or keeps something, with what it keeps and why."""

    DEFAULT_CSS = """
    Undelivered { background: $sheet; color: $ink; padding: 0 1; }
    Undelivered Static { height: auto; }
    """

    @dataclass
    class Counted(Message):
        """So many registrations are kept by kiosks."""

        count: int

    def __init__(self, session: DeskSession) -> None:
        super().__init__()
        self._session = session
        self._kiosks: tuple[KioskStatus, ...] = ()

    def compose(self) -> ComposeResult:
        """Lay out one text for all of it."""
        yield Static("", markup=False)

    def on_mount(self) -> None:
        """Begin to ask."""
        self.ask()

    @work(group="undelivered", exclusive=True, exit_on_error=False)
    async def ask(self) -> None:
        """Ask now, and again later."""
        try:
            self._kiosks = await self._session.casework.undelivered()
        except (Refused, Unavailable) as error:
            self.post_message(Troubled(error))
        else:
            self.relabel()
            self.post_message(self.Counted(sum(len(kiosk.kept) for kiosk in self._kiosks)))
        self.set_timer(EVERY, self.ask)

    def relabel(self) -> None:
        """Show it, in the language of now."""
        lines = [line for kiosk in self._kiosks for line in self._lines(kiosk)]
        nothing = Content(self._session.say("desk.undelivered.none"))
        self.query_one(Static).update(Content("\n").join(lines) if lines else nothing)

    def _lines(self, kiosk: KioskStatus) -> list[Content]:
        say, since = self._session.say, self._session.say_since
        key = "desk.undelivered.heard" if kiosk.at else "desk.undelivered.never"
        heard = say(key, kiosk=kiosk.kiosk_name, since=since(kiosk.at) if kiosk.at else "")
        lines = [Content.styled(heard, "bold")]
        if kiosk.waiting and kiosk.oldest_waiting:
            oldest = since(kiosk.oldest_waiting)
            lines.append(Content(say("desk.undelivered.waiting", count=kiosk.waiting, since=oldest)))
        for kept in kiosk.kept:
            why = self._session.say_if(f"desk.refused.{kept.refusal}") or kept.refusal
            code = readable_code.grouped(kept.receipt_code)
            lines.append(Content(say("desk.undelivered.kept", code=code, why=why, since=since(kept.since))))
        return [*lines, Content("")]
