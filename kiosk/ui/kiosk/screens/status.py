"""The look-up of a registration's status, by the code on its slip, typed or scanned."""

from textual import on, work
from textual.widgets import Input

from kiosk.domain import readable_code
from kiosk.domain.registration.draft import Draft
from kiosk.domain.registration.eligibility import Status
from kiosk.domain.scans.scan import PickUpSlip, ReceiptSlip, Scan, Unknown
from kiosk.ports.errors import Refused, Unavailable
from kiosk.ports.registrations import RegistrationStatus
from kiosk.ui.kiosk.registration_status import status_outcome
from kiosk.ui.kiosk.results.result_view import PrintableView, Result
from kiosk.ui.kiosk.screens.flow import FlowScreen
from kiosk.ui.kiosk.session import Session
from kiosk.ui.toolkit.messages import Begun, Left
from kiosk.ui.widgets.choice import Choice
from kiosk.ui.widgets.code_field import CodeField
from kiosk.ui.widgets.outcome import Outcome


class StatusScreen(FlowScreen):
    """One code in, one status out."""

    def __init__(self, session: Session, draft: Draft, scan: Scan | None = None) -> None:
        super().__init__(session, draft)
        self._slip = scan if isinstance(scan, ReceiptSlip) else None

    def first_view(self) -> "StatusView":
        """Ask for the code, or look up the one that was scanned."""
        return StatusView(self.session, self._slip.receipt_code if self._slip else "")

    async def action_back(self) -> None:
        """Esc: out."""
        await self.leave()


class StatusView(PrintableView):
    """The field, then the answer."""

    topic = "status"

    def __init__(self, session: Session, code: str) -> None:
        super().__init__(session)
        self._typed = code
        self._notice = ""

    async def on_mount(self) -> None:
        """Look up at once what was scanned."""
        await self.show(self._asking)
        if self._typed:
            self._look(self._typed)

    def _asking(self) -> Result:
        actions = [
            Choice(f"← {self.say('common.back')}", id="back"),
            Choice(f"{self.say('status.look')} →", id="look", main=True),
        ]
        field = CodeField(self.say("status.title"), self.say("status.hint"), self._typed, self._notice)
        return field, actions

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        self._typed = event.value

    @on(Input.Submitted)
    @on(Choice.Pressed, "#look")
    async def _asked(self, event: Input.Submitted | Choice.Pressed) -> None:
        event.stop()
        code = readable_code.normalise(self._typed)
        if readable_code.is_valid(code):
            self._look(code)
        elif readable_code.is_valid(code, readable_code.PICK_UP):
            self._pick_up(PickUpSlip(code))
        else:
            await self._say(self.say("status.wrong"))

    async def _say(self, notice: str) -> None:
        self._notice = notice
        await self.show(self._asking)

    @work(group="status", exclusive=True, exit_on_error=False)
    async def _look(self, code: str) -> None:
        self._tell(self.say("status.asking"))
        try:
            registration = await self.session.services.registrar.registration_status(code)
        except Refused as error:
            await self._say(self.say(f"refused.{error.code}"))
        except Unavailable:
            await self._say(self.say("status.unavailable"))
        else:
            await self.show(lambda: self._found(registration))

    def _found(self, registration: RegistrationStatus) -> tuple[Outcome, list[Choice]]:
        done = Choice(self.say("common.done"), id="done", digit=1, main=True)
        if registration.status is Status.APPROVED:
            card = Choice(self.say("status.to_card"), id="to-card", digit=1, main=True)
            done = Choice(self.say("common.done"), id="done", digit=2)
            outcome = status_outcome(self.session, registration, leads_to_card=True)
            return outcome, [*self.receipt_key(registration), done, card]
        return status_outcome(self.session, registration), [*self.receipt_key(registration), done]

    def take_scan(self, scan: Scan) -> None:
        """Look up a slip; say what anything else is."""
        match scan:
            case ReceiptSlip():
                self._look(scan.receipt_code)
            case PickUpSlip():
                self._pick_up(scan)
            case Unknown(problem) if problem.key != "code.not_a_card":
                self._tell(self.session.say_problem(problem))
            case _:
                self._tell(self.say("status.not_slip"))

    def _pick_up(self, slip: PickUpSlip) -> None:
        """It is a kept form's code: go on as if its slip had been scanned at the welcome screen."""
        self.screen.dismiss()
        self.app.post_message(Begun("pick_up", slip))

    def _tell(self, words: str) -> None:
        for field in self.query(CodeField):
            field.say(words)

    @on(Choice.Pressed, "#to-card")
    def _to_card(self, event: Choice.Pressed) -> None:
        """On to the card: the person's own ID card, then a code or an officer, as for everybody."""
        event.stop()
        self.screen.dismiss()
        self.app.post_message(Begun("card"))

    @on(Choice.Pressed, "#done")
    def _done(self, event: Choice.Pressed) -> None:
        event.stop()
        self.post_message(Left())

    @on(Choice.Pressed, "#back")
    def _back(self, event: Choice.Pressed) -> None:
        event.stop()
        self.screen.dismiss()
