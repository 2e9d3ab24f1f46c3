"""The status line of the printing, below the actions. Nothing waits for the printer."""

from dataclasses import dataclass

from textual.message import Message
from textual.widgets import Static

from kiosk.domain.slip import Slip
from kiosk.ports.devices import Printer
from kiosk.ports.errors import PrinterTrouble
from kiosk.ui.kiosk.session import Session

_PRINTING, _PRINTED, _TROUBLE = "paper.printing", "paper.printed", "paper.trouble."


class PrintStatus(Static):
    """Has slips printed, one after the other, in the row that is empty under the actions."""

    DEFAULT_CSS = """
    PrintStatus {
        dock: bottom; height: 1; color: $ink; text-style: bold;
        &.-good { color: $good; }
        &.-careful { color: $careful; }
    }
    """

    @dataclass
    class Changed(Message):
        """It was said how the printing goes; `is_trouble`: no slip came."""

        is_trouble: bool

    def __init__(self, session: Session) -> None:
        super().__init__("", id="paper", markup=False)
        self._session = session
        self._key = ""

    @property
    def is_printing(self) -> bool:
        """Is a slip on its way?"""
        return self._key == _PRINTING

    def take(self, slip: Slip) -> None:
        """Print a slip, where there is a printer."""
        printer = self._session.services.printer
        if printer is None:
            return
        self._tell(_PRINTING)
        # the app's worker: this view may go, and the slip comes all the same
        self.app.run_worker(self._take_out(printer, slip), group="print", exit_on_error=False)

    async def _take_out(self, printer: Printer, slip: Slip) -> None:
        outcome = "paper.trouble.unplugged"  # of an unforeseen fault as well
        try:
            await printer.print(slip)
            outcome = _PRINTED
        except PrinterTrouble as trouble:
            outcome = f"paper.trouble.{trouble.kind}"
        finally:
            self._tell(outcome)

    def _tell(self, key: str) -> None:
        self._key = key
        if not self.is_attached:
            return
        self.redraw()
        self.post_message(self.Changed(key.startswith(_TROUBLE)))

    def redraw(self) -> None:
        """Say it in the language of now."""
        self.update(self._session.say(self._key) if self._key else "")
        self.set_class(self._key == _PRINTED, "-good")
        self.set_class(self._key.startswith(_TROUBLE), "-careful")
