"""The line at the top of the desk that says why messages to phones do not go out."""

from textual import work
from textual.widgets import Static

from kiosk.ports.errors import Refused, Unavailable
from kiosk.ports.messages import MessageTrouble
from kiosk.ui.desk.session import DeskSession

POLL = 30.0
"""Seconds between two questions: at the kiosks a code is not even asked for meanwhile."""


class MessageLine(Static):
    """Says the first trouble with messages, those that stop them before all others; else it is not there."""

    DEFAULT_CSS = """
    MessageLine {
        height: auto;
        padding: 0 2;
        color: $careful;
        text-style: bold;
        display: none;
    }
    """

    def __init__(self, session: DeskSession) -> None:
        super().__init__("", markup=False)
        self._session = session
        self._troubles: tuple[MessageTrouble, ...] = ()

    def on_mount(self) -> None:
        """Begin to look."""
        self.look()

    @work(group="messages", exclusive=True, exit_on_error=False)
    async def look(self) -> None:
        """Ask what is wrong, and again later; that the backend is away is said elsewhere."""
        try:
            self._troubles = await self._session.casework.message_troubles()
        except (Refused, Unavailable):
            self._troubles = ()
        self.relabel()
        self.set_timer(POLL, self.look)

    def relabel(self) -> None:
        """Say it in the language of now."""
        worst = min(self._troubles, key=lambda trouble: not trouble.stops, default=None)
        self.display = worst is not None
        if worst is None:
            return
        say = self._session.say
        balance = f"{worst.balance or 0:,}".replace(",", ".")
        why = say(f"sms.trouble.{worst.kind}", provider=worst.provider, balance=balance)
        self.update(say("sms.trouble.stops" if worst.stops else "sms.trouble.some", why=why))
