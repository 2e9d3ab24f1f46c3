"""What an officer asked for, answered by who holds the slip: the questions, their review, what came of it."""

from typing import ClassVar

from textual import on

from kiosk.domain.registration.draft import Draft
from kiosk.domain.registration.journey import Question
from kiosk.ports.registrations import RegistrationStatus
from kiosk.ui.kiosk.paper.slips import received_slip
from kiosk.ui.kiosk.questions.interruption import LeaveStep
from kiosk.ui.kiosk.questions.step import Step
from kiosk.ui.kiosk.questions.supplement import (
    AskedCardStep,
    AskedCodeStep,
    AskedHelperCardStep,
    SupplementReviewStep,
)
from kiosk.ui.kiosk.registration_status import status_outcome
from kiosk.ui.kiosk.results.result_view import PrintableView, Result, ResultView
from kiosk.ui.kiosk.screens.registration import RegistrationScreen
from kiosk.ui.kiosk.screens.registration_steps import STEPS
from kiosk.ui.kiosk.session import Session
from kiosk.ui.toolkit.messages import Left
from kiosk.ui.widgets.choice import Choice


class SupplementScreen(RegistrationScreen):
    """Asks what `draft.asked` names. Nothing else of the registration is known here, or shown."""

    leave_step: ClassVar[type[LeaveStep]] = LeaveStep
    steps: ClassVar[dict[Question, type[Step]]] = {
        **STEPS,
        Question.CARD: AskedCardStep,
        Question.HELPER_CARD: AskedHelperCardStep,
        Question.CODE: AskedCodeStep,
        Question.REVIEW: SupplementReviewStep,
    }

    def result_view(self) -> ResultView:
        """Show what it has become."""
        view = self.view
        sent = view.sent if isinstance(view, SupplementReviewStep) else None
        assert sent is not None  # the review answers once it was sent
        return SupplementSentView(self.session, self.draft, sent)


class SupplementSentView(PrintableView):
    """It was sent: the registration waits for the officer again."""

    def __init__(self, session: Session, draft: Draft, registration: RegistrationStatus) -> None:
        super().__init__(session)
        self.draft = draft
        self._registration = registration

    async def on_mount(self) -> None:
        """Show it, and print the slip that now holds."""
        await self.show(self._result)
        self.print_alone("supplemented", lambda: received_slip(self.session, self._registration))

    def _result(self) -> Result:
        done = Choice(self.say("common.done"), id="done", digit=1, main=True)
        outcome = status_outcome(self.session, self._registration)
        return outcome, [*self.receipt_key(self._registration), done]

    @on(Choice.Pressed, "#done")
    def _done(self, event: Choice.Pressed) -> None:
        event.stop()
        self.post_message(Left())
