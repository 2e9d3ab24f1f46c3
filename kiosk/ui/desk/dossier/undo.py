"""Undo: for ten seconds a decision may be taken back; the status line counts them."""

from typing import TYPE_CHECKING

from textual.timer import Timer

from kiosk.ports.errors import Refused, Unavailable
from kiosk.ui.desk.messages import DossierWanted, Noted, Troubled

if TYPE_CHECKING:
    from kiosk.ui.desk.frame import DeskScreen


class Undo:
    """The last decision of this officer, for as long as it may be taken back."""

    def __init__(self, screen: "DeskScreen") -> None:
        self._screen = screen
        self._code = ""
        self._done = ""
        self._left = 0
        self._timer: Timer | None = None

    @property
    def is_open(self) -> bool:
        """Is there still time?"""
        return self._left > 0

    def begin(self, code: str, done: str, seconds: int) -> None:
        """Count down, beside the words of what was done."""
        self._code, self._done, self._left = code, done, seconds
        if self._timer is None:
            self._timer = self._screen.set_interval(1, self.second)
        self._timer.reset()
        self._show()

    def second(self) -> None:
        """A second less; after the last one it stands."""
        if self._left > 0:
            self._left -= 1
            self._show()

    def undo(self) -> None:
        """Take it back, if there is still time."""
        if self._left > 0:
            code, self._left = self._code, 0
            self._screen.run_worker(self._undo(code), group="undo", exit_on_error=False)

    async def _undo(self, code: str) -> None:
        screen = self._screen
        try:
            await screen.session.casework.undo(code)
        except (Refused, Unavailable) as error:
            screen.post_message(Troubled(error))
        else:
            screen.post_message(DossierWanted(code))
            screen.post_message(Noted(screen.say("desk.undone"), "-good"))

    def _show(self) -> None:
        key = "desk.undo" if self._left else "desk.undo_over"
        self._screen.status(self._screen.say(key, done=self._done, seconds=self._left), "-good")
