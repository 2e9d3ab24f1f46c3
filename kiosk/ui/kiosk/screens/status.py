"""The look-up of a registration's status, by the code on its slip, typed or scanned."""

from textual import on, work
from textual.widgets import Input

from kiosk.domain import readable_code
from kiosk.domain.registration.draft import Draft
from kiosk.domain.registration.eligibility import Status
from kiosk.domain.registration.supplement import AskedFor, answerable
from kiosk.domain.scans.scan import PickUpSlip, ReceiptSlip, Scan, Unknown
from kiosk.ports.errors import Refused, Unavailable
from kiosk.ports.registrations import RegistrationStatus
from kiosk.ui.kiosk.registration_status import asked_for, asked_outcome, status_outcome, supplement_key
from kiosk.ui.kiosk.results.result_view import PrintableView, Result
from kiosk.ui.kiosk.screens.flow import FlowScreen
from kiosk.ui.kiosk.session import Session
from kiosk.ui.toolkit.messages import Begun, CallAsked, Left, SupplementBegun
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
        return StatusView(self.session, self._slip)

    async def action_back(self) -> None:
        """Esc: out."""
        await self.leave()


class StatusView(PrintableView):
    """The field, then the answer."""

    topic = "status"

    def __init__(self, session: Session, slip: ReceiptSlip | None) -> None:
        super().__init__(session)
        self._slip = slip
        """The slip that was scanned last: with its signed text the person may send what is asked for."""
        self._typed = slip.receipt_code if slip else ""
        self._notice = ""
        self._found_status: RegistrationStatus | None = None

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
        self._found_status = registration
        if registration.status is Status.NEEDS_MORE and answerable(registration.asked):
            return self._asked_for_more(registration)
        done = Choice(self.say("common.done"), id="done", digit=1, main=True)
        if registration.status is Status.APPROVED:
            card = Choice(self.say("status.to_card"), id="to-card", digit=1, main=True)
            done = Choice(self.say("common.done"), id="done", digit=2)
            outcome = status_outcome(self.session, registration, leads_to_card=True)
            return outcome, [*self.receipt_key(registration), done, card]
        return status_outcome(self.session, registration), [*self.receipt_key(registration), done]

    def _asked_for_more(self, registration: RegistrationStatus) -> tuple[Outcome, list[Choice]]:
        """Let who scanned the slip answer; who typed its code has shown nothing that opens a registration."""
        done = Choice(self.say("common.done"), id="done", digit=2)
        if self._asked_here is not None:
            return asked_outcome(self.session, registration), [done, supplement_key(self.session)]
        outcome = asked_outcome(self.session, registration, todo=self.say("result.asked.scan_slip"))
        return outcome, [done, Choice(self.say("common.key.call"), id="call", digit=1, main=True)]

    @property
    def _asked_here(self) -> AskedFor | None:
        found, slip = self._found_status, self._slip
        is_its_own = found is not None and slip is not None and slip.receipt_code == found.receipt_code
        return asked_for(found, slip.signed or "") if is_its_own and found and slip else None

    @on(Choice.Pressed, "#supplement")
    def _supplement(self, event: Choice.Pressed) -> None:
        event.stop()
        asked, found = self._asked_here, self._found_status
        if asked is not None and found is not None:
            self.post_message(SupplementBegun(asked, "by_themselves" in found.reasons))

    @on(Choice.Pressed, "#call")
    def _call(self, event: Choice.Pressed) -> None:
        event.stop()
        found = self._found_status
        self.post_message(CallAsked(self.topic, found.receipt_code if found else None))

    def take_scan(self, scan: Scan) -> None:
        """Look up a slip; say what anything else is."""
        match scan:
            case ReceiptSlip():
                self._slip = scan
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
