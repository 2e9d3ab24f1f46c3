"""The line at the top of the desk that says which kiosk calls."""

from dataclasses import dataclass

from textual import work
from textual.message import Message
from textual.widgets import Static

from kiosk.ports.calls import Call, CallAnswer
from kiosk.ports.errors import Refused, Unavailable
from kiosk.ui.desk.call_panel import CallPanel
from kiosk.ui.desk.messages import DossierWanted, Noted, Troubled
from kiosk.ui.desk.session import DeskSession

POLL = 2.0
"""Seconds between two questions whether a kiosk calls."""


class Banner(Static):
    """Says which kiosk calls, from which question and since when; is not there while none does."""

    DEFAULT_CSS = """
    Banner {
        height: auto;
        padding: 0 2;
        background: $careful;
        color: $paper;
        text-style: bold;
        display: none;
    }
    """

    @dataclass
    class Rang(Message):
        """A call that was not there before."""

    def __init__(self, session: DeskSession) -> None:
        super().__init__("", markup=False)
        self._session = session
        self._calls: tuple[Call, ...] = ()

    def on_mount(self) -> None:
        """Begin to listen."""
        self.listen()

    @work(group="ringing", exclusive=True, exit_on_error=False)
    async def listen(self) -> None:
        """Ask who calls, and again later."""
        try:
            calls = await self._session.casework.ringing()
        except (Refused, Unavailable) as error:
            self.post_message(Troubled(error))
        else:
            known = {call.id for call in self._calls}
            self._calls = calls
            if any(call.id not in known and not call.answered_by for call in calls):
                self.post_message(self.Rang())
        self.relabel()
        self.set_timer(POLL, self.listen)

    def answer_first(self) -> None:
        """Answer the call that waits longest; a card is shown only after a look at the person."""
        call = self._calls[0] if self._calls else None
        if call is None:
            return

        def answered(outcome: CallAnswer | None) -> None:
            if outcome is not None:
                self._answered(call, outcome)

        if call.authorization_request is None:
            answered("coming")
        else:
            self.app.push_screen(CallPanel(self._session, call, call.authorization_request), answered)

    def _answered(self, call: Call, outcome: CallAnswer) -> None:
        """Show the call no longer, unless the answer does not get through; open what it is about."""
        self._calls = tuple(each for each in self._calls if each.id != call.id)
        self.relabel()
        self._answer(call, outcome)
        if call.receipt_code:
            self.post_message(DossierWanted(call.receipt_code))
        done = self._session.say(f"desk.call.done.{outcome}", kiosk=call.kiosk_name)
        self.post_message(Noted(done, "-good"))

    @work(group="answer", exit_on_error=False)
    async def _answer(self, call: Call, outcome: CallAnswer) -> None:
        try:
            await self._session.casework.answer(call.id, outcome)
        except (Refused, Unavailable) as error:
            self.post_message(Troubled(error))

    def on_click(self) -> None:
        """A touch answers."""
        self.answer_first()

    def relabel(self) -> None:
        """Show the call that waits longest, in the language of now."""
        call, say = self._calls[0] if self._calls else None, self._session.say
        self.display = call is not None
        if call is None:
            return
        place = self._session.say_if(f"desk.place.{call.place}")
        request = call.authorization_request
        told = say(
            f"desk.call.wants_{request.record}" if request else "desk.call.rings",
            kiosk=call.kiosk_name,
            place=place or say("desk.place.welcome"),
            name=request.full_name if request else "",
            since=self._session.say_since(call.at),
        )
        more = say("desk.call.more", count=len(self._calls) - 1) if len(self._calls) > 1 else ""
        key = say("desk.call.key_card" if request else "desk.call.key")
        coming = say("desk.call.other_comes", officer=call.answered_by) if call.answered_by else ""
        self.update("   ".join(filter(None, [told, coming, more, f"F4 {key}"])))
