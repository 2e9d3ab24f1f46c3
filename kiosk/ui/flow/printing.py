"""The stage whose outcome can be taken along on paper. Nothing on the screen waits for the printer."""

from collections.abc import Callable, Sequence

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widget import Widget
from textual.widgets import Static

from kiosk.domain.card import Card
from kiosk.domain.slip import Slip
from kiosk.ports import Printer, PrinterTrouble, Standing
from kiosk.ui.flow.paper import card_slip, received_slip
from kiosk.ui.flow.scene import Stage
from kiosk.ui.flow.show_card import card_sheet
from kiosk.ui.flow.standing import ALREADY
from kiosk.ui.session import Session
from kiosk.ui.widgets.choice import Choice

PRINT_DIGIT = 3
"""The same on every screen; what is said of a printer in trouble names it."""
_PRINTING, _PRINTED = "paper.printing", "paper.printed"


class PrintingStage(Stage):
    """Offers to print what it shows, where there is a printer, and says below how it went."""

    DEFAULT_CSS = """
    PrintingStage #paper { dock: bottom; height: 1; color: $ink; text-style: bold; }
    PrintingStage #paper.-good { color: $good; }
    PrintingStage #paper.-careful { color: $careful; }
    """

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._to_print: Callable[[], Slip] | None = None
        """Composed when it is asked for: by then the language may be another."""
        self._printed_alone: set[str] = set()
        self._paper_key = ""
        self._card: Card | None = None

    def compose(self) -> ComposeResult:
        """Lay out the line about the paper in the row that is empty under the actions."""
        yield from super().compose()
        if self.session.services.printer is not None:
            yield Static("", id="paper", markup=False)

    def print_key(self, compose: Callable[[], Slip]) -> list[Choice]:
        """Return the choice that prints what `compose` returns; none where there is no printer."""
        self._to_print = compose
        if self.session.services.printer is None:
            return []
        return [Choice(self.say("paper.key"), id="print", digit=PRINT_DIGIT)]

    def receipt_key(self, standing: Standing) -> list[Choice]:
        """Return the choice that prints where a registration stands, if there is a code worth keeping."""
        if ALREADY in standing.reasons:
            return []
        return self.print_key(lambda: received_slip(self.session, standing))

    def print_alone(self, what: str, compose: Callable[[], Slip]) -> None:
        """Print a slip that nobody has asked for, once for each `what`; slips take turns."""
        if what not in self._printed_alone:
            self._printed_alone.add(what)
            self._print(compose())

    async def redraw(self) -> None:
        """Say in the language just chosen how the printing went as well."""
        await super().redraw()
        self._say_paper(self._paper_key)

    def _print(self, slip: Slip) -> None:
        printer = self.session.services.printer
        if printer is None:
            return
        self._say_paper(_PRINTING)
        # the app's worker: this view may go, and the slip comes all the same
        self.app.run_worker(self._take_out(printer, slip), group="print", exit_on_error=False)

    async def _take_out(self, printer: Printer, slip: Slip) -> None:
        outcome = "paper.trouble.unplugged"  # of what nobody foresaw as well
        try:
            await printer.print(slip)
            outcome = _PRINTED
        except PrinterTrouble as trouble:
            outcome = f"paper.trouble.{trouble.kind}"
        finally:
            self._say_paper(outcome)

    def _say_paper(self, key: str) -> None:
        self._paper_key = key
        for line in self.query("#paper").results(Static):
            line.update(self.say(key) if key else "")
            line.set_class(key == _PRINTED, "-good")
            line.set_class(key.startswith("paper.trouble."), "-careful")

    @on(Choice.Pressed, "#print")
    def _print_asked(self, event: Choice.Pressed) -> None:
        event.stop()
        if self._to_print is not None and self._paper_key != _PRINTING:
            self._print(self._to_print())

    # A card, on which the person chooses what others may read.

    def card_scene(self, card: Card) -> tuple[Widget, Sequence[Choice]]:
        """Return the card and its actions."""
        actions = [Choice(self.say("common.done"), id="done", digit=1, main=True)]
        if self.session.services.printer is not None:
            actions.insert(0, Choice(self.say("paper.key"), id="print-card", digit=PRINT_DIGIT))
        self._card = card
        return card_sheet(self.session, card), actions

    def _how(self) -> tuple[Widget, Sequence[Choice]]:
        say = self.say
        choices = [
            Choice(
                say(f"paper.card.{how}"), id=how, digit=digit, hint=say(f"paper.card.{how}_hint"), left=True
            )
            for digit, how in enumerate(("masked", "full"), 1)
        ]
        asked = Vertical(
            Static(say("paper.card.ask"), classes="title", markup=False),
            Static(say("paper.card.ask_hint"), classes="hint", markup=False),
            Vertical(*choices, classes="choices body"),
        )
        return asked, [Choice(f"← {say('common.back')}", id="card")]

    @on(Choice.Pressed, "#print-card")
    async def _card_asked(self, event: Choice.Pressed) -> None:
        event.stop()
        if self._paper_key != _PRINTING:
            await self.show(self._how)

    @on(Choice.Pressed, "#card, #full, #masked")
    async def _chosen(self, event: Choice.Pressed) -> None:
        event.stop()
        card = self._card
        assert card is not None  # these choices stand beside a card's question alone
        if event.choice.id != "card":
            self._print(card_slip(self.session, card, in_full=event.choice.id == "full"))
        await self.show(lambda: self.card_scene(card))
