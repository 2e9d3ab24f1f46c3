"""The menu of look-ups: a registration, one's own contributions, an employer, one's own data."""

from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widgets import Static

from kiosk.ui.kiosk.frame import KioskScreen
from kiosk.ui.toolkit.messages import Begun, Errand
from kiosk.ui.widgets.choice import Choice

if TYPE_CHECKING:
    from kiosk.domain.scans.scan import Scan

LOOKUPS: tuple[Errand, ...] = ("status", "contributions", "employer")


class LookupScreen(KioskScreen):
    """Stays below the errand that is chosen, so that the way back leads here."""

    topic = "lookup"

    def compose_body(self) -> ComposeResult:
        """Lay out the question and its choices."""
        with Vertical(classes="page"):
            yield Static(self.say("lookup.title"), classes="title", markup=False)
            with Vertical(classes="body"), Vertical(classes="choices"):
                for digit, errand in enumerate(LOOKUPS, 1):
                    title, hint = (self.say(f"lookup.{errand}.{part}") for part in ("choice", "choice_hint"))
                    yield Choice(title, id=errand, digit=digit, hint=hint, left=True)
            yield Static("", id="wrong", classes="careful", markup=False)
            with Horizontal(classes="actions"):
                yield Choice(f"← {self.say('common.back')}", id="back")
                yield Choice(self.say("lookup.rights.choice"), id="rights", digit=len(LOOKUPS) + 1)

    def on_mount(self) -> None:
        """Stand on the first choice."""
        self.query(Choice).first().focus()

    async def relabel(self) -> None:
        """Show everything again in the language that was just chosen."""
        await super().relabel()
        self.query(Choice).first().focus()

    def take_scan(self, scan: "Scan") -> None:
        """A slip is looked up, a card asks for its owner's contributions; of anything else it is said."""
        from kiosk.domain.scans.scan import CitizenCard, InsuranceCard, PickUpSlip, ReceiptSlip, Unknown

        match scan:
            case CitizenCard() | InsuranceCard():
                self.post_message(Begun("contributions", scan))
            case ReceiptSlip():
                self.post_message(Begun("status", scan))
            case PickUpSlip():
                self.post_message(Begun("pick_up", scan))
            case Unknown():
                self.query_one("#wrong", Static).update(self.session.say_unknown(scan))

    @on(Choice.Pressed, "#rights, .choices Choice")
    def _chosen(self, event: Choice.Pressed) -> None:
        event.stop()
        self.post_message(Begun(event.choice.id))  # type: ignore[arg-type]  # the ids are errands

    @on(Choice.Pressed, "#back")
    async def _back(self, event: Choice.Pressed) -> None:
        event.stop()
        await self.action_back()
