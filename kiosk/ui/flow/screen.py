"""A registration from its first question to its receipt."""

from textual import on

from kiosk.domain.journey import CHAPTERS, Question, after, before, is_answered, questions
from kiosk.domain.registration import Draft
from kiosk.domain.scan import CitizenCard, Scan
from kiosk.ui.flow.card import CardStep, HelperCardStep
from kiosk.ui.flow.choose import PhoneOwnerStep, RelationStep, SexStep
from kiosk.ui.flow.code import CodeStep
from kiosk.ui.flow.consent import ConsentStep
from kiosk.ui.flow.details import DetailsStep
from kiosk.ui.flow.fix import FixStep
from kiosk.ui.flow.host import Host
from kiosk.ui.flow.leave import LeaveStep
from kiosk.ui.flow.receipt import ReceiptView
from kiosk.ui.flow.review import ReviewStep
from kiosk.ui.flow.step import Step
from kiosk.ui.flow.type import AddressStep, BirthStep, NameStep, NumberStep, PhoneStep
from kiosk.ui.messages import CallAsked
from kiosk.ui.session import Session

STEPS: dict[Question, type[Step]] = {
    Question.RELATION: RelationStep,
    Question.CARD: CardStep,
    Question.NUMBER: NumberStep,
    Question.NAME: NameStep,
    Question.BIRTH: BirthStep,
    Question.SEX: SexStep,
    Question.ADDRESS: AddressStep,
    Question.DETAILS: DetailsStep,
    Question.HELPER_CARD: HelperCardStep,
    Question.HELPER_NUMBER: NumberStep,
    Question.HELPER_NAME: NameStep,
    Question.HELPER_BIRTH: BirthStep,
    Question.PHONE_OWNER: PhoneOwnerStep,
    Question.PHONE: PhoneStep,
    Question.CODE: CodeStep,
    Question.CONSENT: ConsentStep,
    Question.DECLARATION: ConsentStep,
    Question.NOTICES: ConsentStep,
    Question.REVIEW: ReviewStep,
}


class FlowScreen(Host):
    """Asks the journey's questions one by one; going back keeps every answer."""

    def __init__(self, session: Session, draft: Draft, scan: Scan | None = None) -> None:
        super().__init__(
            session, draft.with_person(scan.to_person()) if isinstance(scan, CitizenCard) else draft
        )
        self._fixing: Question | None = None
        """Where to return to when one line is being changed."""

    def first_view(self) -> Step:
        """Ask the first question that has no answer."""
        return self._view(after(None, self.draft))

    async def ask(self, question: Question) -> None:
        """Show the view of `question`."""
        await self.swap(self._view(question))

    def _view(self, question: Question) -> Step:
        return STEPS[question](self.session, self.draft, question)

    @on(Step.Answered)
    async def _answered(self, event: Step.Answered) -> None:
        event.stop()
        if event.step is not self.view:
            return
        self.draft = event.draft
        if event.step.question is Question.REVIEW:
            await self.swap(ReceiptView(self.session, self.draft))
            return
        await self.ask(self._next(event.step.question))

    @on(Step.Fix)
    async def _fix(self, event: Step.Fix) -> None:
        event.stop()
        standing = self.view
        if isinstance(standing, FixStep):
            self._fixing = standing.question
            await self.ask(event.question)
        else:
            await self.swap(FixStep(self.session, self.draft, event.question))

    @on(Step.Back)
    async def _back(self, event: Step.Back) -> None:
        event.stop()
        await self.action_back()

    async def action_back(self) -> None:
        """Esc: the question before; from the first one, out."""
        view = self.view
        if not isinstance(view, Step):
            return
        if isinstance(view, FixStep | LeaveStep):
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

    def action_call(self) -> None:
        """F4: the officer, who is told the receipt where there is one."""
        is_sent = isinstance(self.view, ReceiptView)
        self.post_message(CallAsked(self.topic, self.draft.receipt_code if is_sent else None))

    def _next(self, question: Question) -> Question:
        """Return what is asked next: of a line of the review that is being changed, all its questions."""
        if self._fixing is Question.REVIEW:
            order = questions(self.draft)
            chapter = next(chapter for chapter in CHAPTERS if question in chapter)
            for rest in order[order.index(question) + 1 :]:
                if rest in chapter and not (rest is Question.CODE and is_answered(rest, self.draft)):
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
