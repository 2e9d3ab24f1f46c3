"""The sheet while the officer is called; what was entered stays, and the officer goes on from here."""

from textual import on, work
from textual.app import ComposeResult
from textual.widgets import Static

from kiosk.ports.errors import Refused, Unavailable
from kiosk.ui.kiosk.screens.sheet import Sheet
from kiosk.ui.kiosk.session import Session
from kiosk.ui.toolkit.messages import CallAsked, OfficerAsked
from kiosk.ui.widgets.choice import Choice


class CallScreen(Sheet):
    """Rings the desk and says whether it rang; where an officer is here already, it says who."""

    DEFAULT_CSS = """
    CallScreen .body Static { height: auto; margin-bottom: 1; }
    CallScreen #called { text-style: bold; }
    """

    def __init__(self, session: Session, call: CallAsked) -> None:
        super().__init__(session)
        self._call = call
        self._state = "calling" if session.officer is None else "here"

    @property
    def sheet_title(self) -> str:
        """Calling the officer."""
        return self.say("call.title")

    def compose_sheet(self) -> ComposeResult:
        """Lay out what happened, what stays, and the hotline."""
        yield Static(self._called(), id="called", markup=False)
        yield Static(self.say("call.kept"), markup=False)
        yield Static(
            self.say("call.hotline", hotline=self.session.services.office.hotline),
            classes="hint",
            markup=False,
        )
        yield Static(self.say("call.officer.here"), classes="hint", markup=False)

    def compose_actions(self) -> ComposeResult:
        """Lay out the officer's way on, and the way back."""
        yield Choice(self.say("call.officer.key"), id="officer", digit=2)
        yield from super().compose_actions()

    def on_mount(self) -> None:
        """Ring, unless the officer is here."""
        if self._state == "calling":
            self._ring()

    def _called(self) -> str:
        officer = self.session.officer
        return self.say(f"call.{self._state}", name=officer.full_name if officer else "")

    @on(Choice.Pressed, "#officer")
    def _officer_here(self, event: Choice.Pressed) -> None:
        event.stop()
        self.post_message(OfficerAsked(self._call.request))

    @work(group="ring", exclusive=True, exit_on_error=False)
    async def _ring(self) -> None:
        try:
            await self.session.services.desk.ring(self._call.place, self._call.receipt_code)
        except (Refused, Unavailable):
            self._state = "not_called"
        else:
            self._state = "called"
        for called in self.query("#called").results(Static):
            called.update(self._called())
