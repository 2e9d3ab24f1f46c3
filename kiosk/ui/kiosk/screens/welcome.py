"""The welcome screen: four errands, and a scanner that is always listening."""

from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.containers import Grid, Horizontal, Vertical
from textual.widgets import Static

from kiosk.ports.campaign import Campaign
from kiosk.ui.kiosk.frame import KioskScreen
from kiosk.ui.toolkit.messages import Begun, Left
from kiosk.ui.widgets.choice import Choice
from kiosk.ui.widgets.gauge import Gauge

if TYPE_CHECKING:
    from kiosk.domain.scans.scan import Scan

ERRANDS = ("self", "relative", "card", "lookup")


class WelcomeScreen(KioskScreen):
    """Stands between two people; the first touch or scan begins an errand."""

    campaign: Campaign | None = None

    def compose_body(self) -> ComposeResult:
        """Lay out the title, the errands, the scanner's line and how far the ward is."""
        with Vertical(classes="page"):
            yield Static(self.say("welcome.title"), id="title", markup=False)
            if self.session.services.trouble:
                yield from self._compose_trouble()
                return
            with Grid(id="errands"):
                for digit, errand in enumerate(ERRANDS, 1):
                    yield Choice(
                        self.say(f"welcome.{errand}.title"),
                        id=errand,
                        digit=digit,
                        hint=self.say(f"welcome.{errand}.hint"),
                        main=digit <= 2,
                        left=True,
                    )
            scan = "common.training.hint" if self.session.services.is_practice else "welcome.scan"
            yield Static(f"▣  {self.say(scan)}", id="scan", markup=False)
            yield Static("", id="wrong", classes="careful", markup=False)
            with Horizontal(id="campaign"):
                yield Static("", id="registered", markup=False)
                yield Gauge()

    def _compose_trouble(self) -> ComposeResult:
        yield Static(self.say("common.trouble.title"), classes="careful", id="trouble", markup=False)
        yield Static(self.say(f"common.trouble.{self.session.services.trouble}"), markup=False)
        officer = self.session.say_if(f"common.trouble.officer_{self.session.services.trouble}")
        yield Static(officer, classes="hint", markup=False)

    def on_mount(self) -> None:
        """Stand on the first errand."""
        if self.query("#self"):
            self.query_one("#self").focus()
        self.show_campaign(self.campaign)

    async def relabel(self) -> None:
        """Show everything again in the language that was just chosen."""
        await super().relabel()
        self.show_campaign(self.campaign)
        if self.query("#self"):
            self.query_one("#self").focus()

    def show_campaign(self, campaign: Campaign | None) -> None:
        """Show how far the ward is; nothing while the backend has not said it."""
        self.campaign = campaign
        is_known = campaign is not None and campaign.goal > 0
        for row in self.query("#campaign"):
            row.display = is_known
        if campaign is None or not is_known:
            return
        registered = f"{campaign.registered:,}".replace(",", ".")
        for line in self.query("#registered").results(Static):  # none while the screen is laid out again
            line.update(self.say("welcome.campaign", registered=registered))
        for gauge in self.query(Gauge):
            gauge.share = campaign.registered / campaign.goal

    def take_scan(self, scan: "Scan") -> None:
        """Begin the errand that the scan stands for; say so when it stands for none."""
        if self.session.services.trouble:
            return  # what there is to say stands on the screen
        from kiosk.domain.scans.scan import CitizenCard, InsuranceCard, PickUpSlip, ReceiptSlip, Unknown

        match scan:
            case CitizenCard():
                self.post_message(Begun("self", scan))
            case InsuranceCard():
                self.post_message(Begun("card", scan))
            case ReceiptSlip():
                self.post_message(Begun("status", scan))
            case PickUpSlip():
                self.post_message(Begun("pick_up", scan))
            case Unknown():
                for line in self.query("#wrong").results(Static):
                    line.update(self.session.say_unknown(scan))

    async def action_back(self) -> None:
        """There is nothing before the welcome; from practice it leads back to the real ward."""
        if self.session.services.is_practice:
            self.post_message(Left())

    @on(Choice.Pressed)
    def _chosen(self, event: Choice.Pressed) -> None:
        event.stop()
        self.post_message(Begun(event.choice.id))  # type: ignore[arg-type]  # the ids are ERRANDS
