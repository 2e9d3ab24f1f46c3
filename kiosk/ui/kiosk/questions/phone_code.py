"""The code that was sent to a phone: asked for on arrival, checked as soon as its six digits stand."""

from collections.abc import Iterable
from typing import Self

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.timer import Timer
from textual.widgets import Input, Static

from kiosk.domain import limits, phones
from kiosk.domain.people import Person
from kiosk.domain.registration.draft import Draft, PhoneOwner
from kiosk.domain.registration.journey import Question
from kiosk.ports.errors import Refused, Unavailable
from kiosk.ports.phone_codes import Challenge
from kiosk.ui.kiosk.questions.step import Step
from kiosk.ui.kiosk.session import Session
from kiosk.ui.widgets.choice import Choice
from kiosk.ui.widgets.heading import Heading
from kiosk.ui.widgets.text_field import TextField

TAKEN = ("phone_already_used", "phone_limit_reached")
"""Why a phone cannot serve, however often its code comes back."""
SETTLE = 0.15
"""Seconds for which six digits must stand before they are checked: a scan's first ones are taken back sooner,
and must not cost one of three tries."""


class CodeStep(Step):
    """Sends, asks, checks. A person who gets no code goes on without one: the officer asks instead."""

    DEFAULT_CSS = """
    CodeStep {
        #sent { color: $ink; height: auto; }
        TextField { margin-top: 1; }
        #sms {
            height: auto; margin-top: 1; padding: 0 2;
            background: $paper; color: $careful; border: round $careful;
            border-title-color: $careful; border-title-style: bold;
        }
    }
    """

    def __init__(self, session: Session, draft: Draft, question: Question, typed: str = "") -> None:
        super().__init__(session, draft, question, typed)
        self._challenge: Challenge | None = None
        self._settling: Timer | None = None
        self._is_checking = False

    def compose_body(self) -> ComposeResult:
        """Lay out what was sent, the field, and the simulator's message where there is one."""
        yield Static(self.say("flow.code.sending"), id="sent", markup=False)
        yield TextField(self.typed, digits=True, max_length=limits.PHONE_CODE + 2)
        sms = Static("", id="sms", markup=False)
        sms.border_title = self.say("flow.code.simulated")
        sms.display = False
        yield sms

    def compose_actions(self) -> Iterable[Choice]:
        """Another code, or on without one."""
        yield Choice(self.say("flow.code.again"), id="again")
        yield Choice(f"{self.say('flow.code.without')} →", id="without")

    def on_mount(self) -> None:
        """Stand in the field and have the code sent."""
        self.query_one(TextField).focus()
        if self._challenge is None:
            self._send()
        else:
            self._show_sent(self._challenge)

    def anew(self) -> Self:
        """The code that was sent is still the one."""
        view = super().anew()
        view._challenge = self._challenge
        return view

    def unfinished(self) -> str:
        """Return the digits typed so far."""
        return self.query_one(TextField).value

    async def send(self) -> Challenge:
        """Have a code sent to the draft's phone."""
        return await self.session.services.phone_codes.send_for_registration(self.draft)

    def words_sent(self) -> str:
        """Say where the code went."""
        return self.say("flow.code.sent", phone=phones.masked(self.draft.phone or ""))

    def proved(self, proof: str) -> Draft:
        """Return the draft with the phone proved."""
        return self.draft.with_phone_proof(proof)

    @work(group="code-send", exclusive=True, exit_on_error=False)
    async def _send(self) -> None:
        try:
            self._challenge = await self.send()
        except Refused as error:
            self._cannot(self.say(f"refused.{error.code}"))
        except Unavailable:
            self._cannot(self.say("flow.code.unavailable"))
        else:
            self._show_sent(self._challenge)

    def _show_sent(self, challenge: Challenge) -> None:
        self.query_one("#sent", Static).update(self.words_sent())
        sms = self.query_one("#sms", Static)
        sms.update(challenge.simulated_sms or "")
        sms.display = bool(challenge.simulated_sms)

    def _cannot(self, words: str) -> None:
        self.query_one("#sent", Static).update("")
        self.notice(words)

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        if self._settling is not None:
            self._settling.stop()
        if len(_digits(event.value)) == limits.PHONE_CODE:
            self._settling = self.set_timer(SETTLE, self._whole)

    def _whole(self) -> None:
        if self._settling is not None:
            self._settling.stop()
        digits = _digits(self.query_one(TextField).value)
        if len(digits) == limits.PHONE_CODE and self._challenge is not None and not self._is_checking:
            self._check(self._challenge, digits)

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self._whole()

    @work(group="code-check", exclusive=True, exit_on_error=False)
    async def _check(self, challenge: Challenge, digits: str) -> None:
        self._is_checking = True  # one try at a time: a second would find the code used
        self.notice(self.say("flow.code.checking"), good=True)
        try:
            proof = await self.session.services.phone_codes.answer(challenge, digits)
        except Refused as error:
            field = self.query_one(TextField)
            field.value = ""
            if error.code in TAKEN:
                await self._offer_another_phone()
            self.notice(self.say(f"refused.{error.code}", tries=error.tries_left or 0))
        except Unavailable:
            self.notice(self.say("flow.code.unavailable"))
        else:
            self.answer(self.proved(proof))
        finally:
            self._is_checking = False

    async def _offer_another_phone(self) -> None:
        """No code helps this phone: another one, or none."""
        self.query_one(Heading).title = self.say("flow.code.title_taken")
        self.query_one("#sent", Static).update("")
        self.query_one("#sms").display = False
        self.query_one(TextField).display = False
        actions = self.query_one(".actions", Horizontal)
        await actions.query("#again, #without, .gap").remove()
        other = Choice(f"{self.say('flow.code.other_phone')} →", id="other", digit=1, main=True)
        await actions.mount(Choice(self.say("flow.code.no_phone"), id="none", digit=2), other)
        other.focus()

    @on(Choice.Pressed, "#other")
    def _other(self, event: Choice.Pressed) -> None:
        event.stop()
        self.post_message(self.Fix(Question.PHONE))

    @on(Choice.Pressed, "#none")
    def _none(self, event: Choice.Pressed) -> None:
        event.stop()
        self.answer(self.draft.with_phone(None, PhoneOwner.NONE))

    @on(Choice.Pressed, "#again")
    def _again(self, event: Choice.Pressed) -> None:
        event.stop()
        self.notice("")
        self.query_one("#sent", Static).update(self.say("flow.code.sending"))
        self.query_one(TextField).focus()
        self._send()

    @on(Choice.Pressed, "#without")
    def _without(self, event: Choice.Pressed) -> None:
        event.stop()
        self.answer(self.draft.without_phone_proof())


def _digits(text: str) -> str:
    return "".join(character for character in text if character.isdigit())


class RecordCodeStep(CodeStep):
    """The code for seeing one's own record: it goes to the phone that the register holds."""

    @property
    def is_other(self) -> bool:
        """No: the person at the kiosk holds that phone."""
        return False

    async def send(self) -> Challenge:
        """Have a code sent to the phone on record, if there is one."""
        person = self.draft.participant
        assert person is not None  # the card was asked for first
        return await self.send_to_record(person)

    async def send_to_record(self, person: Person) -> Challenge:
        """Have it sent for what this record is."""
        raise NotImplementedError

    def words_sent(self) -> str:
        """Say it the same way for known and unknown people."""
        return self.say("flow.code.sent_card")


class CardCodeStep(RecordCodeStep):
    """For the card."""

    async def send_to_record(self, person: Person) -> Challenge:
        """Have a code sent that opens the card."""
        return await self.session.services.phone_codes.send_for_card(person)


class ContributionsCodeStep(RecordCodeStep):
    """For the contributions."""

    async def send_to_record(self, person: Person) -> Challenge:
        """Have a code sent that opens the contributions."""
        return await self.session.services.phone_codes.send_for_contributions(person)


class RightsCodeStep(RecordCodeStep):
    """For what is kept of a person."""

    async def send_to_record(self, person: Person) -> Challenge:
        """Have a code sent that opens it."""
        return await self.session.services.phone_codes.send_for_rights(person)
