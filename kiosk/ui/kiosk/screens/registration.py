"""A registration from its first question to its receipt."""

from typing import ClassVar

from textual import on

from kiosk.domain import readable_code
from kiosk.domain.registration.draft import Draft
from kiosk.domain.registration.journey import CHAPTERS, Question, after, before, is_answered, questions
from kiosk.domain.scans.scan import CitizenCard, Scan
from kiosk.ui.kiosk.questions.commune import with_guess
from kiosk.ui.kiosk.questions.interruption import FixStep, LeaveFormStep, LeaveStep
from kiosk.ui.kiosk.questions.step import Step
from kiosk.ui.kiosk.results.pick_up_code import PickUpCodeView
from kiosk.ui.kiosk.results.receipt import ReceiptView
from kiosk.ui.kiosk.results.result_view import ResultView
from kiosk.ui.kiosk.screens.flow import FlowScreen
from kiosk.ui.kiosk.screens.registration_steps import STEPS
from kiosk.ui.kiosk.session import Session
from kiosk.ui.toolkit.messages import CallAsked

_ASKED_ONCE = (Question.CODE, Question.COMMUNE)
"""Not asked again with the rest of a line: a code that came back, and what has a line of its own."""


class RegistrationScreen(FlowScreen):
    """Asks the journey's questions one by one; going back keeps every answer."""

    leave_step: ClassVar[type[LeaveStep]] = LeaveFormStep
    steps: ClassVar[dict[Question, type[Step]]] = STEPS

    def __init__(self, session: Session, draft: Draft, scan: Scan | None = None) -> None:
        draft = draft.with_person(scan.to_person()) if isinstance(scan, CitizenCard) else draft
        super().__init__(session, with_guess(session, draft))
        self._usual_commune = ""
        """Where the person before lived, if the same helper goes on: guessed for the next one as well."""
        self._fixing: Question | None = None
        """Where to return to when one line is being changed."""

    def first_view(self) -> Step | ResultView:
        """Ask the first question that has no answer."""
        return self._view(after(None, self.draft))

    async def ask(self, question: Question) -> None:
        """Show the view of `question`."""
        await self.swap(self._view(question))

    def _view(self, question: Question) -> Step:
        return self.steps[question](self.session, self.draft, question)

    def result_view(self) -> ResultView:
        """Return what follows the review."""
        return ReceiptView(self.session, self.draft)

    @on(Step.Answered)
    async def _answered(self, event: Step.Answered) -> None:
        event.stop()
        if event.step is not self.view:
            return
        self.draft = self._with_usual_commune(with_guess(self.session, event.draft))
        if event.question is Question.REVIEW:
            await self.swap(self.result_view())
            return
        await self.ask(self._next(event.question))

    @on(ReceiptView.Another)
    async def _another(self, event: ReceiptView.Another) -> None:
        """The same helper goes on: the next person is asked about as the first one was."""
        event.stop()
        if not isinstance(self.view, ReceiptView):
            return  # the second half of a double tap
        before, services = event.draft, self.session.services
        self.session.kept_proof = event.kept
        self._usual_commune = before.commune or ""
        self.kept_code, self._fixing = "", None
        self.draft = before.for_another(services.new_key(), self.session.today)
        await self.ask(after(None, self.draft))

    def _with_usual_commune(self, draft: Draft) -> Draft:
        if not self._usual_commune or draft.commune is not None or draft.participant is None:
            return draft
        return draft.with_commune(self._usual_commune, is_guessed=True)

    @on(Step.Fix)
    async def _fix(self, event: Step.Fix) -> None:
        event.stop()
        shown = self.view
        if isinstance(shown, FixStep):
            self._fixing = shown.question
            await self.ask(event.question)
        elif isinstance(shown, Step) and event.question is not shown.question:
            await self.ask(event.question)
        else:
            await self.swap(FixStep(self.session, self.draft, event.question))

    @on(LeaveFormStep.Keep)
    async def _keep(self, event: LeaveFormStep.Keep) -> None:
        event.stop()
        code = self.kept_code or readable_code.derived(readable_code.PICK_UP, self.session.services.new_key())
        await self.swap(PickUpCodeView(self.session, self.draft, code))

    @on(PickUpCodeView.GoOn)
    async def _went_on(self, event: PickUpCodeView.GoOn) -> None:
        event.stop()
        await self.go_on()

    @on(Step.Back)
    async def _back(self, event: Step.Back) -> None:
        event.stop()
        await self.action_back()

    async def action_back(self) -> None:
        """Esc: the question before; from the first one, out."""
        view = self.view
        if not isinstance(view, Step):
            return
        if isinstance(view, LeaveStep):
            await self.go_on()
        elif isinstance(view, FixStep):
            await self.ask(view.question)
        elif self._fixing is not None:
            fixing, self._fixing = self._fixing, None
            await self.ask(fixing)
        else:
            previous = self._before(view.question)
            if previous is None:
                await self.leave()
            else:
                await self.ask(previous)

    def officer_call(self) -> CallAsked:
        """The officer is told the receipt where there is one, and may approve what waits."""
        if isinstance(self.view, ReceiptView):
            return self.view.officer_call()
        return super().officer_call()

    def _next(self, question: Question) -> Question:
        """Return what is asked next: of a line of the review that is being changed, all its questions."""
        if self._fixing is Question.DETAILS and question is Question.ADDRESS:
            return Question.COMMUNE  # one line leads to both
        if self._fixing is Question.DETAILS and question is Question.COMMUNE:
            self._fixing = None
            return Question.DETAILS
        if self._fixing is Question.REVIEW:
            order = questions(self.draft)
            chapter = next(chapter for chapter in CHAPTERS if question in chapter)
            for rest in order[order.index(question) + 1 :]:
                if rest in chapter and not (rest in _ASKED_ONCE and is_answered(rest, self.draft)):
                    return rest
        self._fixing = None
        return after(question, self.draft)

    def _before(self, question: Question) -> Question | None:
        if question not in questions(self.draft):
            return Question.DETAILS
        previous = before(question, self.draft)
        if previous is Question.CODE and is_answered(previous, self.draft):
            return Question.PHONE  # a code that has come back is not sent again
        return previous
