"""The views that ask nothing: they show how something goes and ends, and have it printed where it can be.

Nothing on the screen waits for the printer.
"""

from asyncio import Lock
from collections.abc import Callable, Sequence

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widget import Widget
from textual.widgets import Static

from kiosk.domain import readable_code
from kiosk.domain.card import Card, grouped_number
from kiosk.domain.registration.draft import Consent
from kiosk.domain.scans.scan import Scan
from kiosk.domain.slip import Slip
from kiosk.ports.presences import Presence
from kiosk.ports.registrations import RegistrationStatus
from kiosk.ui.kiosk.paper.print_status import PrintStatus
from kiosk.ui.kiosk.paper.slips import agreed_slip, card_slip, received_slip
from kiosk.ui.kiosk.registration_status import ALREADY
from kiosk.ui.kiosk.session import Session
from kiosk.ui.toolkit.messages import Shown
from kiosk.ui.widgets.card_sheet import CardSheet
from kiosk.ui.widgets.choice import Choice
from kiosk.ui.widgets.outcome import Outcome
from kiosk.ui.widgets.qr.qr_code import Qr
from kiosk.ui.widgets.text_field import TextField

PRINT_DIGIT = 3
"""The same on every screen; what is said of a printer in trouble names it."""
_ROOMY = 3
"""So many actions have room beside each other at 80 columns."""
Result = tuple[Widget, Sequence[Choice]]
"""What is shown, and the actions under it, the main one last."""
Draw = Callable[[], Result]
"""Builds a result's widgets anew, in the language of the moment."""


class ResultView(Vertical):
    """The base of these views: one result takes the place of the one before."""

    topic = "result"
    """Which help belongs here."""
    keeps_awake = False
    """Does the person wait for the kiosk here?"""

    def __init__(self, session: Session) -> None:
        super().__init__(classes="page")
        self.session = session
        self.say = session.say
        self._draw: Draw | None = None
        self._turn = Lock()

    def compose(self) -> ComposeResult:
        """Lay out the result above the actions."""
        yield Vertical(id="result")
        yield Horizontal(classes="actions")

    async def show(self, draw: Draw) -> None:
        """Put what `draw` returns in place of the result before; one at a time, in the order of the calls.

        The person stands in its field, if it has one, else on the main action.
        """
        self._draw = draw
        async with self._turn:
            shown, actions = draw()
            with self.app.batch_update():
                place, row = self.query_one("#result"), self.query_one(".actions")
                await place.remove_children()
                await row.remove_children()
                self.set_class(isinstance(shown, CardSheet), "-card")
                await place.mount(shown)
                await row.mount(*actions)
                row.set_class(len(actions) > _ROOMY, "-crowded")
            for target in [*self.query(TextField), *actions[-1:]][:1]:
                target.focus()
        self.post_message(Shown())

    async def redraw(self) -> None:
        """Show the same result again, in the language just chosen."""
        if self._draw is not None:
            await self.show(self._draw)

    def admitted(self, presence: Presence) -> None:
        """An officer here has allowed what was asked for; most views ask for nothing."""

    def take_scan(self, scan: Scan) -> None:
        """A scan changes nothing here."""


class PrintableView(ResultView):
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
        self._note_with_card = ""
        """The key of what is said beside the card; "" for nothing."""

    def compose(self) -> ComposeResult:
        """Lay out the line about the paper in the row that is empty under the actions."""
        yield from super().compose()
        if self.session.services.printer is not None:
            yield PrintStatus(self.session)

    def print_key(self, compose: Callable[[], Slip]) -> list[Choice]:
        """Return the choice that prints what `compose` returns; none where there is no printer."""
        self._to_print = compose
        if self.session.services.printer is None:
            return []
        return [Choice(self.say("paper.key"), id="print", digit=PRINT_DIGIT)]

    def receipt_key(self, registration: RegistrationStatus) -> list[Choice]:
        """Return the choice that prints where a registration stands, if there is a code worth keeping."""
        if ALREADY in registration.reasons:
            return []
        return self.print_key(
            lambda: received_slip(self.session, registration, self._agreed, with_words=True)
        )

    def print_alone(self, what: str, compose: Callable[[], Slip]) -> None:
        """Print a slip unasked, once for each `what`; slips take turns."""
        if what not in self._printed_alone:
            self._printed_alone.add(what)
            self._print(compose())

    async def show(self, draw: Draw) -> None:
        """Put what `draw` returns in place of the one before; its code large where no slip came."""
        await super().show(draw)
        await self._enlarge_code()

    @on(PrintStatus.Changed)
    async def _told(self, event: PrintStatus.Changed) -> None:
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
        for line in self.query(PrintStatus):
            line.redraw()

    @property
    def _is_printing(self) -> bool:
        return any(line.is_printing for line in self.query(PrintStatus))

    def _print(self, slip: Slip) -> None:
        for line in self.query(PrintStatus):
            line.take(slip)

    @on(Choice.Pressed, "#print")
    def _print_asked(self, event: Choice.Pressed) -> None:
        event.stop()
        if self._to_print is not None and not self._is_printing:
            self._print(self._to_print())

    # A card, on which the person chooses what others may read.

    def card_result(self, card: Card) -> Result:
        """Return the card and its actions."""
        actions = [Choice(self.say("common.done"), id="done", digit=1, main=True)]
        if self.session.services.printer is not None:
            actions.insert(0, Choice(self.say("paper.key"), id="print-card", digit=PRINT_DIGIT))
        self._card = card
        told = self.say(self._note_with_card) if self._note_with_card else ""
        return card_sheet(self.session, card, told=told), actions

    def _how(self) -> Result:
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
        await self.show(lambda: self.card_result(card))


def card_sheet(session: Session, card: Card, *, told: str = "") -> CardSheet:
    """Return the card's sheet; its QR is `card.payload` byte for byte. `told` stands above everything."""
    say = session.say
    valid = [(say("card.valid_from"), f"{card.valid_from:%d/%m/%Y}")]
    if card.valid_to:
        valid.append((say("card.valid_to"), f"{card.valid_to:%d/%m/%Y}"))
    born = say("card.born", birth=card.birth.shown, sex=say(f"common.sex.{card.sex.value}"))
    groups = [
        [("", card.full_name), (born, "")],
        [
            (say("card.number"), grouped_number(card.card_number)),
            *valid,
            (say("card.facility"), ""),
            ("", card.facility_name),
        ],
        [(say("card.code"), ""), ("", readable_code.grouped(card.code))],
    ]
    warnings = [told] if told else []
    if card.is_expired(session.today):
        warnings.append(say("card.expired"))
    if card.is_sample:
        warnings.append(say("common.sample"))
    instead = Vertical(
        Static(say("result.code.unreadable"), classes="careful", markup=False),
        Qr(f"BHXH:{card.code}", graphics=session.graphics),
    )
    picture = Qr(card.payload, graphics=session.graphics)
    return CardSheet(say("card.title"), groups, picture=picture, instead=instead, warnings=warnings)
