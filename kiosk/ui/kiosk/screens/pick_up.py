"""The pick-up of a form that was kept: its code, the proof that it is theirs, and on with the questions."""

from contextlib import suppress
from dataclasses import dataclass, replace

from textual import on, work
from textual.message import Message
from textual.widgets import Input

from kiosk.domain.registration.draft import Draft
from kiosk.domain.registration.journey import Question, after
from kiosk.domain.scans.scan import CitizenCard, PickUpSlip, Scan
from kiosk.ports.errors import Refused, Unavailable
from kiosk.ui.kiosk.questions.step import Step
from kiosk.ui.kiosk.results.result_view import Result, ResultView
from kiosk.ui.kiosk.screens.registration import RegistrationScreen
from kiosk.ui.kiosk.session import Session
from kiosk.ui.toolkit.messages import CallAsked, Left
from kiosk.ui.widgets.choice import Choice
from kiosk.ui.widgets.code_field import CodeField
from kiosk.ui.widgets.outcome import Outcome

TRIES = 3
DIGITS = 4


class PickUpView(ResultView):
    """Holds the form back until its person has shown a card of it, or typed a number's last digits."""

    topic = "pick_up"

    @dataclass
    class Opened(Message):
        """It is theirs."""

        draft: Draft

    def __init__(self, session: Session, code: str) -> None:
        super().__init__(session)
        self._code = code
        self._form: Draft | None = None
        self._typed = ""
        self._notice = ""
        self._tries_left = TRIES

    def on_mount(self) -> None:
        """Fetch it."""
        self._fetch()

    @work(group="pick-up", exclusive=True, exit_on_error=False)
    async def _fetch(self) -> None:
        await self.show(lambda: (Outcome(self.say("pick_up.opening")), []))
        try:
            form = await self.session.services.pick_ups.open(self._code)
        except Refused as error:
            why = f"refused.{error.code}"
            await self.show(lambda: self._failed(why))
        except Unavailable:
            await self.show(lambda: self._failed("pick_up.unavailable", again=True))
        else:
            self._form = replace(form, day=self.session.today)
            await self.show(self._asking)

    def _asking(self) -> Result:
        say = self.say
        title, hint = say("pick_up.whose"), say("pick_up.whose_hint")
        field = CodeField(title, hint, self._typed, self._notice, digits=True, limit=DIGITS)
        actions = [
            Choice(f"← {say('common.back')}", id="out"),
            Choice(f"{say('common.next')} →", id="next", main=True),
        ]
        return field, actions

    def _failed(self, why: str, *, again: bool = False) -> Result:
        say = self.say
        actions = [Choice(say("common.key.call"), id="call", digit=2)]
        if again:
            actions.append(Choice(say("pick_up.try_again"), id="again", digit=3))
        outcome = Outcome(say("pick_up.not_opened"), mood="-careful", lines=[say(why)])
        return outcome, [*actions, Choice(say("common.done"), id="out", digit=1, main=True)]

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        self._typed = event.value

    @on(Input.Submitted)
    @on(Choice.Pressed, "#next")
    async def _given(self, event: Input.Submitted | Choice.Pressed) -> None:
        event.stop()
        form = self._form
        person = form.participant if form else None
        if len(self._typed) != DIGITS:
            await self._say(self.say("pick_up.four_digits"))
        elif form and person and person.citizen_id.endswith(self._typed):
            self.post_message(self.Opened(form))
        else:
            await self._wrong()

    async def _wrong(self) -> None:
        self._tries_left -= 1
        self._typed = ""
        if self._tries_left > 0:
            await self._say(self.say("pick_up.wrong", left=self._tries_left))
            return
        self._form = None
        await self.show(lambda: self._failed("pick_up.too_often"))

    async def _say(self, notice: str) -> None:
        self._notice = notice
        await self.show(self._asking)

    def take_scan(self, scan: Scan) -> None:
        """The card of the person, or of who helps them, proves more than digits do."""
        form = self._form
        if form is None:
            return
        theirs = [person.citizen_id for person in (form.participant, form.helper) if person]
        if isinstance(scan, CitizenCard) and scan.citizen_id in theirs:
            self.post_message(self.Opened(form))
            return
        for field in self.query(CodeField):
            field.say(self.say("pick_up.another_card"))

    @on(Choice.Pressed, "#again")
    def _again(self, event: Choice.Pressed) -> None:
        event.stop()
        self._fetch()

    @on(Choice.Pressed, "#call")
    def _call(self, event: Choice.Pressed) -> None:
        event.stop()
        self.post_message(CallAsked(self.topic))

    @on(Choice.Pressed, "#out")
    def _out(self, event: Choice.Pressed) -> None:
        event.stop()
        self.post_message(Left())


class PickUpScreen(RegistrationScreen):
    """A registration that was begun another day. It is kept until it is sent, or erased here."""

    def __init__(self, session: Session, draft: Draft, slip: PickUpSlip) -> None:
        super().__init__(session, draft)
        self.kept_code = slip.code

    def first_view(self) -> ResultView:
        """Fetch the form, and ask whether it is theirs."""
        return PickUpView(self.session, self.kept_code)

    @on(PickUpView.Opened)
    async def _opened(self, event: PickUpView.Opened) -> None:
        event.stop()
        self.draft = event.draft
        await self.ask(after(None, self.draft))

    @on(Step.Answered)
    def _confirmed(self, event: Step.Answered) -> None:
        """Erase what has become a registration, safe in the outbox; else it runs out by itself."""
        if event.step is self.view and event.step.question is Question.REVIEW:
            self.app.run_worker(self._erase(), group="erase", exit_on_error=False)

    async def _erase(self) -> None:
        with suppress(Refused, Unavailable):
            await self.session.services.pick_ups.erase(self.kept_code)

    async def action_back(self) -> None:
        """Esc: the question before; from the proof, out."""
        if isinstance(self.view, PickUpView):
            self.post_message(Left())
        else:
            await super().action_back()
