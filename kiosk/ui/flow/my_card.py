"""See my card again: a card or its number, the code on the phone, the QR."""

from textual import on, work

from kiosk.domain.journey import Question
from kiosk.domain.people import IdSource
from kiosk.domain.registration import Draft
from kiosk.domain.scan import CitizenCard, InsuranceCard, Scan
from kiosk.ports import Refused, Unavailable
from kiosk.ui.flow.card import AnyCardStep
from kiosk.ui.flow.code import CardCodeStep
from kiosk.ui.flow.host import Host
from kiosk.ui.flow.leave import LeaveStep
from kiosk.ui.flow.printing import PrintingStage
from kiosk.ui.flow.step import Step
from kiosk.ui.flow.type import BirthStep, NameStep, NumberStep
from kiosk.ui.messages import CallAsked, Left
from kiosk.ui.session import Session
from kiosk.ui.widgets.choice import Choice
from kiosk.ui.widgets.outcome import Outcome

_STEPS: dict[Question, type[Step]] = {
    Question.CARD: AnyCardStep,
    Question.NUMBER: NumberStep,
    Question.NAME: NameStep,
    Question.BIRTH: BirthStep,
    Question.CODE: CardCodeStep,
}
_SCANNED = (Question.CARD, Question.CODE)


class MyCardScreen(Host):
    """The same views as a registration's, in a shorter order."""

    def __init__(self, session: Session, draft: Draft, scan: Scan | None = None) -> None:
        if isinstance(scan, CitizenCard | InsuranceCard):
            draft = draft.with_person(scan.to_person())
        super().__init__(session, draft)

    def first_view(self) -> Step:
        """Ask for the card, or go on with the one that was scanned."""
        return self._view(Question.CARD if self.draft.participant is None else Question.CODE)

    async def ask(self, question: Question) -> None:
        """Show the view of `question`."""
        await self.swap(self._view(question))

    def _view(self, question: Question) -> Step:
        return _STEPS[question](self.session, self.draft, question)

    def _order(self) -> tuple[Question, ...]:
        person = self.draft.participant
        is_typed = person is not None and person.source is IdSource.TYPED and person.insurance_id is None
        return tuple(_STEPS) if is_typed else _SCANNED

    @on(Step.Answered)
    async def _answered(self, event: Step.Answered) -> None:
        event.stop()
        if event.step is not self.view:
            return
        self.draft = event.draft
        if event.step.question is Question.CODE:
            await self.swap(CardView(self.session, self.draft))
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
            await self.ask(view.question)
        elif place == 0:
            await self.leave()
        else:
            await self.ask(order[place - 1])


class CardView(PrintingStage):
    """Fetches the card against the phone's proof and shows it."""

    def __init__(self, session: Session, draft: Draft) -> None:
        super().__init__(session)
        self.draft = draft

    async def on_mount(self) -> None:
        """Without a proof there is nothing to ask with: an officer has to compare face and card."""
        if self.draft.phone_proof is None:
            await self.show(lambda: self._not_found("refused.card_not_available"))
        else:
            self._ask(self.draft.phone_proof)

    @work(group="card", exclusive=True, exit_on_error=False)
    async def _ask(self, proof: str) -> None:
        person = self.draft.participant
        assert person is not None  # the card was asked for first
        await self.show(lambda: (Outcome(self.say("card.asking")), []))
        try:
            card = await self.session.services.cards.with_phone(person, proof)
        except Refused as error:
            code = error.code
            await self.show(lambda: self._not_found(f"refused.{code}"))
        except Unavailable:
            await self.show(lambda: self._not_found("card.unavailable", again=True))
        else:
            await self.show(lambda: self.card_scene(card))

    def _not_found(self, why: str, *, again: bool = False) -> tuple[Outcome, list[Choice]]:
        outcome = Outcome(self.say("card.not_found"), mood="-careful", lines=[self.say(why)])
        actions = [Choice(self.say("common.key.call"), id="call", digit=2)]
        if again:
            actions.append(Choice(self.say("card.again"), id="again", digit=3))
        return outcome, [*actions, Choice(self.say("common.done"), id="done", digit=1, main=True)]

    @on(Choice.Pressed, "#again")
    def _again(self, event: Choice.Pressed) -> None:
        event.stop()
        if self.draft.phone_proof is not None:
            self._ask(self.draft.phone_proof)

    @on(Choice.Pressed, "#done")
    def _done(self, event: Choice.Pressed) -> None:
        event.stop()
        self.post_message(Left())

    @on(Choice.Pressed, "#call")
    def _call(self, event: Choice.Pressed) -> None:
        event.stop()
        self.post_message(CallAsked("card"))
