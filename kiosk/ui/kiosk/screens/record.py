"""What the register holds of a person, shown to them: who they are, the phone's code, the record."""

from typing import ClassVar

from textual import on

from kiosk.domain.people import IdSource
from kiosk.domain.registration.draft import Draft
from kiosk.domain.registration.journey import Question
from kiosk.domain.scans.scan import CitizenCard, InsuranceCard, Scan
from kiosk.ui.kiosk.questions.card import AnyCardStep
from kiosk.ui.kiosk.questions.interruption import LeaveStep
from kiosk.ui.kiosk.questions.phone_code import RecordCodeStep
from kiosk.ui.kiosk.questions.step import Step
from kiosk.ui.kiosk.questions.typed import BirthStep, NameStep, NumberStep
from kiosk.ui.kiosk.results.record_view import RecordView
from kiosk.ui.kiosk.results.result_view import ResultView
from kiosk.ui.kiosk.screens.flow import FlowScreen
from kiosk.ui.kiosk.session import Session
from kiosk.ui.toolkit.messages import CallAsked

_SCANNED = (Question.CARD, Question.CODE)


class RecordScreen(FlowScreen):
    """The same views as a registration's, in a shorter order."""

    code_step: ClassVar[type[RecordCodeStep]]
    """Asks for the code that opens the record."""

    def __init__(self, session: Session, draft: Draft, scan: Scan | None = None) -> None:
        if isinstance(scan, CitizenCard | InsuranceCard):
            draft = draft.with_person(scan.to_person())
        super().__init__(session, draft)
        self._steps: dict[Question, type[Step]] = {
            Question.CARD: AnyCardStep,
            Question.NUMBER: NumberStep,
            Question.NAME: NameStep,
            Question.BIRTH: BirthStep,
            Question.CODE: self.code_step,
        }

    def record_view(self) -> ResultView:
        """Return the view that fetches the record and shows it."""
        raise NotImplementedError

    def officer_call(self) -> CallAsked:
        """An officer who comes while the record is closed comes to open it."""
        request = self.view.request if isinstance(self.view, RecordView) else None
        return CallAsked(self.topic, request=request)

    def action_call(self) -> None:
        """F4: where an officer's word would open the record, that is what they are asked for."""
        view = self.view
        if self.session.officer is None and isinstance(view, RecordView) and view.request is not None:
            view.ask_officer()
        else:
            super().action_call()

    def first_view(self) -> Step:
        """Ask for the card, or go on with the one that was scanned."""
        return self._view(Question.CARD if self.draft.participant is None else Question.CODE)

    async def ask(self, question: Question) -> None:
        """Show the view of `question`."""
        await self.swap(self._view(question))

    def _view(self, question: Question) -> Step:
        return self._steps[question](self.session, self.draft, question)

    def _order(self) -> tuple[Question, ...]:
        person = self.draft.participant
        is_typed = person is not None and person.source is IdSource.TYPED and person.insurance_id is None
        return tuple(self._steps) if is_typed else _SCANNED

    @on(Step.Answered)
    async def _answered(self, event: Step.Answered) -> None:
        event.stop()
        if event.step is not self.view:
            return
        self.draft = event.draft
        if event.step.question is Question.CODE:
            await self.swap(self.record_view())
            return
        order = self._order()
        await self.ask(order[order.index(event.step.question) + 1])

    @on(Step.Back)
    async def _back(self, event: Step.Back) -> None:
        event.stop()
        await self.action_back()

    async def action_back(self) -> None:
        """Esc: the question before; from the first one, out."""
        view = self.view
        if not isinstance(view, Step):
            return
        order = self._order()
        place = order.index(view.question) if view.question in order else 0
        if isinstance(view, LeaveStep):
            await self.go_on()
        elif place == 0:
            await self.leave()
        else:
            await self.ask(order[place - 1])
