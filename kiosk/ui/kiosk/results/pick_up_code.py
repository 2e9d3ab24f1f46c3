"""The pick-up code of a half-filled form that is kept on request, and until when it is good."""

from dataclasses import dataclass

from textual import on, work
from textual.message import Message

from kiosk.domain import readable_code
from kiosk.domain.registration.draft import Draft
from kiosk.ports.errors import Refused, Unavailable
from kiosk.ports.pick_ups import KeptForm
from kiosk.ui.kiosk.paper.slips import kept_slip, until
from kiosk.ui.kiosk.questions.step import Step
from kiosk.ui.kiosk.registration_status import receipt_text
from kiosk.ui.kiosk.results.result_view import PrintableView, Result
from kiosk.ui.kiosk.session import Session
from kiosk.ui.toolkit.messages import Left
from kiosk.ui.widgets.choice import Choice
from kiosk.ui.widgets.outcome import Outcome
from kiosk.ui.widgets.qr.qr_code import Qr


class PickUpCodeView(PrintableView):
    """Has the form kept under `code`. Where that cannot be it is kept nowhere else, and it is said so."""

    topic = "pick_up"

    @dataclass
    class GoOn(Message):
        """The person goes on with the form after all."""

    def __init__(self, session: Session, draft: Draft, code: str) -> None:
        super().__init__(session)
        self.draft = draft
        self._code = code

    def on_mount(self) -> None:
        """Have it kept."""
        self._keep()

    @work(group="keep", exclusive=True, exit_on_error=False)
    async def _keep(self) -> None:
        await self.show(lambda: (Outcome(self.say("pick_up.keeping")), []))
        try:
            kept = await self.session.services.pick_ups.keep(self.draft, self._code)
        except (Refused, Unavailable):
            await self.show(self._not_kept)
        else:
            await self.show(lambda: self._kept(kept))
            self.print_alone("kept", lambda: kept_slip(self.session, kept))

    def _kept(self, kept: KeptForm) -> Result:
        say = self.say
        outcome = Outcome(
            say("pick_up.kept"),
            mood="-good",
            code=readable_code.grouped(kept.code),
            code_label=say("pick_up.code"),
            lines=[
                until(self.session, kept),
                say("pick_up.come_back"),
                say("pick_up.secret"),
            ],
            picture=Qr(receipt_text(kept.code), graphics=self.session.graphics),
        )
        done = Choice(say("common.done"), id="done", digit=1, main=True)
        return outcome, [*self.print_key(lambda: kept_slip(self.session, kept)), done]

    def _not_kept(self) -> Result:
        say = self.say
        lines = [say("pick_up.not_kept_why"), say("pick_up.not_kept_todo")]
        return Outcome(say("pick_up.not_kept"), mood="-careful", lines=lines), [
            Choice(say("flow.leave.leave"), id="leave", digit=3),
            Choice(say("pick_up.try_again"), id="again", digit=2),
            Choice(f"{say('flow.leave.stay')} →", id="stay", digit=1, main=True),
        ]

    @on(Choice.Pressed, "#again")
    def _again(self, event: Choice.Pressed) -> None:
        event.stop()
        self._keep()

    @on(Choice.Pressed, "#stay")
    def _stay(self, event: Choice.Pressed) -> None:
        event.stop()
        self.post_message(self.GoOn())

    @on(Choice.Pressed, "#leave")
    def _leave(self, event: Choice.Pressed) -> None:
        event.stop()
        self.post_message(Step.Stopped())

    @on(Choice.Pressed, "#done")
    def _done(self, event: Choice.Pressed) -> None:
        event.stop()
        self.post_message(Left())
