"""The stage whose outcome can be taken along on paper. Nothing on the screen waits for the printer."""

from collections.abc import Callable, Sequence

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widget import Widget
from textual.widgets import Static

from kiosk.domain.card import Card
from kiosk.domain.registration.draft import Consent
from kiosk.domain.slip import Slip
from kiosk.ports.registrations import RegistrationStatus
from kiosk.ui.kiosk.paper.print_status import PaperLine
from kiosk.ui.kiosk.paper.slips import agreed_slip, card_slip, received_slip
from kiosk.ui.kiosk.registration_status import ALREADY
from kiosk.ui.kiosk.results.card_display import card_sheet
from kiosk.ui.kiosk.results.scene import Scene, Stage
from kiosk.ui.kiosk.session import Session
from kiosk.ui.widgets.choice import Choice
from kiosk.ui.widgets.outcome import Outcome

PRINT_DIGIT = 3
"""The same on every screen; what is said of a printer in trouble names it."""


class PrintingStage(Stage):
    """Offers to print what it shows, where there is a printer, and says below how it went."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._to_print: Callable[[], Slip] | None = None
        """Composed when it is asked for: by then the language may be another."""
        self._printed_alone: set[str] = set()
        self._agreed: tuple[Consent, ...] = ()
        """What was answered for this, whose words can be printed as well."""
        self._is_paper_missing = False
        """Did no slip come? Then its code is shown so large that it is easily copied."""
        self._card: Card | None = None
        self._told_with_card = ""
        """The key of what is said beside the card; "" for nothing."""

    def compose(self) -> ComposeResult:
        """Lay out the line about the paper in the row that is empty under the actions."""
        yield from super().compose()
        if self.session.services.printer is not None:
            yield PaperLine(self.session)

    def print_key(self, compose: Callable[[], Slip]) -> list[Choice]:
        """Return the choice that prints what `compose` returns; none where there is no printer."""
        self._to_print = compose
        if self.session.services.printer is None:
            return []
        return [Choice(self.say("paper.key"), id="print", digit=PRINT_DIGIT)]

    def receipt_key(self, standing: RegistrationStatus) -> list[Choice]:
        """Return the choice that prints where a registration stands, if there is a code worth keeping."""
        if ALREADY in standing.reasons:
            return []
        return self.print_key(lambda: received_slip(self.session, standing, self._agreed, with_words=True))

    def print_alone(self, what: str, compose: Callable[[], Slip]) -> None:
        """Print a slip that nobody has asked for, once for each `what`; slips take turns."""
        if what not in self._printed_alone:
            self._printed_alone.add(what)
            self._print(compose())

    async def show(self, scene: Scene) -> None:
        """Put `scene` in place of the one before; its code large where no slip came."""
        await super().show(scene)
        await self._enlarge_code()

    @on(PaperLine.Told)
    async def _told(self, event: PaperLine.Told) -> None:
        event.stop()
        self._is_paper_missing = self._is_paper_missing or event.is_trouble
        await self._enlarge_code()

    async def _enlarge_code(self) -> None:
        if self._is_paper_missing:
            for outcome in self.query(Outcome):
                await outcome.enlarge()

    async def redraw(self) -> None:
        """Say in the language just chosen how the printing went as well."""
        await super().redraw()
        for line in self.query(PaperLine):
            line.redraw()

    @property
    def _is_printing(self) -> bool:
        return any(line.is_printing for line in self.query(PaperLine))

    def _print(self, slip: Slip) -> None:
        for line in self.query(PaperLine):
            line.take(slip)

    @on(Choice.Pressed, "#print")
    def _print_asked(self, event: Choice.Pressed) -> None:
        event.stop()
        if self._to_print is not None and not self._is_printing:
            self._print(self._to_print())

    # A card, on which the person chooses what others may read.

    def card_scene(self, card: Card) -> tuple[Widget, Sequence[Choice]]:
        """Return the card and its actions."""
        actions = [Choice(self.say("common.done"), id="done", digit=1, main=True)]
        if self.session.services.printer is not None:
            actions.insert(0, Choice(self.say("paper.key"), id="print-card", digit=PRINT_DIGIT))
        self._card = card
        told = self.say(self._told_with_card) if self._told_with_card else ""
        return card_sheet(self.session, card, told=told), actions

    def _how(self) -> tuple[Widget, Sequence[Choice]]:
        say = self.say
        ways = ("masked", "full", "agreed") if self._agreed else ("masked", "full")
        choices = [
            Choice(
                say(f"paper.card.{how}"), id=how, digit=digit, hint=say(f"paper.card.{how}_hint"), left=True
            )
            for digit, how in enumerate(ways, 1)
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
        if not self._is_printing:
            await self.show(self._how)

    @on(Choice.Pressed, "#card, #full, #masked, #agreed")
    async def _chosen(self, event: Choice.Pressed) -> None:
        event.stop()
        card = self._card
        assert card is not None  # these choices stand beside a card's question alone
        if event.choice.id == "agreed":
            self._print(agreed_slip(self.session, self._agreed))
        elif event.choice.id != "card":
            self._print(card_slip(self.session, card, in_full=event.choice.id == "full"))
        await self.show(lambda: self.card_scene(card))
