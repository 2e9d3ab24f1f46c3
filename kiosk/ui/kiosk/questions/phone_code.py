"""The code that was sent to a phone: asked for on arrival, checked as soon as its six digits stand."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal, Self

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.message import Message
from textual.timer import Timer
from textual.widgets import Input, Static

from kiosk.domain import limits, phones
from kiosk.domain.people import Person
from kiosk.domain.registration.draft import Draft, PhoneOwner
from kiosk.domain.registration.journey import Question
from kiosk.ports.errors import Refused, Unavailable
from kiosk.ports.phone_codes import Challenge, KeptProof, MaskedPhone
from kiosk.ui.kiosk.questions.step import Step
from kiosk.ui.kiosk.session import Session
from kiosk.ui.toolkit.messages import SentItself
from kiosk.ui.widgets.choice import Choice
from kiosk.ui.widgets.heading import Heading
from kiosk.ui.widgets.text_field import TextField

TAKEN = ("phone_already_used", "phone_limit_reached")
"""Why a phone cannot serve, however often its code comes back."""
SPENT = ("code_expired", "code_used", "code_too_many_tries")
"""After these the same code is worth nothing more."""
SETTLE = 0.15
"""Seconds for which six digits must stand before they are checked: a scan's first ones are taken back sooner,
and must not cost one of three tries."""


_State = Literal["sending", "sent", "not_sent", "earlier"]
"""What has become of the code; `earlier`: no further one could be sent, but the one before was."""


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

    unavailable: ClassVar[str] = "flow.code.unavailable"
    """The key of the words when the backend did not answer."""
    go_on: ClassVar[str] = "flow.code.go_on"
    """The key of the main action when no code was sent."""

    def __init__(self, session: Session, draft: Draft, question: Question, typed: str = "") -> None:
        super().__init__(session, draft, question, typed)
        self._challenge: Challenge | None = None
        self._state: _State = "sending"
        self._sender = ""
        self._settling: Timer | None = None
        self._is_checking = False
        self._went_by_itself = False

    @property
    def title(self) -> str:
        """What is true now: a code is asked for once it was sent."""
        return super().title if self._state == "sent" else self.say(f"flow.code.title_{self._state}")

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
        kept, draft = self.session.kept_proof, self.draft
        if self._challenge is not None:
            self._show_sent(self._challenge)
        elif kept is not None and (draft.phone, draft.phone_owner) == (kept.phone, PhoneOwner.HELPER):
            self._prove_again(kept)
        else:
            self._send()

    def anew(self) -> Self:
        """The code that was sent is still the one."""
        view = super().anew()
        view._challenge, view._sender = self._challenge, self._sender
        view._state = "sent" if self._challenge else "sending"
        return view

    def unfinished(self) -> str:
        """Return the digits typed so far."""
        return self.query_one(TextField).value

    async def send(self) -> Challenge | None:
        """Have a code sent to the draft's phone; None: something else is asked first."""
        return await self.session.services.phone_codes.send_for_registration(self.draft)

    def words_sent(self) -> str:
        """Say where the code went."""
        return self.say("flow.code.sent", phone=phones.masked(self.draft.phone or ""))

    def proved(self, proof: str) -> Draft:
        """Return the draft with the phone proved."""
        return self.draft.with_phone_proof(proof)

    @work(group="code-again", exclusive=True, exit_on_error=False)
    async def _prove_again(self, kept: KeptProof) -> None:
        """The helper proved this phone a moment ago for another person; once that ended a code is sent."""
        self.query_one("#sent", Static).update(self.say("flow.code.known"))
        try:
            proof = await self.session.services.phone_codes.prove_again(self.draft, kept)
        except Refused as error:
            if error.code not in TAKEN:
                self._send()
                return
            await self._offer_another_phone()
            self.notice(self.say(f"refused.{error.code}"))
        except Unavailable:
            self._send()
        else:
            self.answer(self.proved(proof))

    @work(group="code-send", exclusive=True, exit_on_error=False)
    async def _send(self) -> None:
        try:
            availability = await self.session.services.phone_codes.availability()
            if not availability.is_available:
                self.cannot_send()
                return
            self._sender = availability.sender
            self._challenge = await self.send() or self._challenge
        except Refused as error:
            self._cannot(self.say(f"refused.{error.code}"))
        except Unavailable:
            self._cannot(self.say(self.unavailable))
        else:
            if self._challenge is not None:
                self._show_sent(self._challenge)

    def cannot_send(self) -> None:
        """No message can be sent now: say so."""
        self._cannot(self.say("refused.sms_unavailable"))

    def _stand(self, state: _State) -> None:
        """Show what goes with this state; where nothing was sent, the main action is to go on."""
        self._state = state
        self.query_one(Heading).title = self.title
        field, on = self.query_one(TextField), self.query_one("#without", Choice)
        field.display = state != "not_sent"
        on.label = self.say(self.go_on if state == "not_sent" else "flow.code.without") + " →"
        on.set_class(state == "not_sent", "-main")
        for gap in self.query(".gap"):
            gap.display = state != "not_sent"  # a main action takes its room
        (field if field.display else on).focus()

    def _show_sent(self, challenge: Challenge) -> None:
        self._stand("sent")
        sender = self.say("flow.code.from", sender=self._sender) if self._sender else ""
        self.query_one("#sent", Static).update(f"{self.words_sent()}\n{sender}".rstrip())
        sms = self.query_one("#sms", Static)
        sms.update(challenge.simulated_sms or "")
        sms.display = bool(challenge.simulated_sms)

    def _cannot(self, words: str) -> None:
        """Say why none was sent; one that was sent before may still be typed."""
        self._stand("not_sent" if self._challenge is None else "earlier")
        self.query_one("#sent", Static).update("")
        self.query_one("#sms").display = False
        self.notice(words)

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        if self._settling is not None:
            self._settling.stop()
        if len(_digits(event.value)) == limits.PHONE_CODE:
            self._settling = self.set_timer(SETTLE, self._full)

    def _full(self) -> None:
        self._went_by_itself = True
        self._whole()

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
            if error.code in SPENT:
                self._challenge = None
            if error.code in TAKEN:
                await self._offer_another_phone()
            self.notice(self.say(f"refused.{error.code}", tries=error.tries_left or 0))
        except Unavailable:
            self.notice(self.say("flow.code.unavailable"))
        else:
            if self._went_by_itself:
                self.post_message(SentItself())
            self.answer(self.proved(proof))
        finally:
            self._is_checking = self._went_by_itself = False

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
        self._stand("sending")
        self.query_one("#sent", Static).update(self.say("flow.code.sending"))
        self._send()

    @on(Choice.Pressed, "#without")
    def _without(self, event: Choice.Pressed) -> None:
        event.stop()
        self.answer(self.draft.without_phone_proof())


def _digits(text: str) -> str:
    return "".join(character for character in text if character.isdigit())


class RecordCodeStep(CodeStep):
    """The code for seeing one's own record: it goes to a phone that the register or the account holds."""

    unavailable = "flow.code.unavailable_record"
    go_on = "call.ask.key"

    @dataclass
    class ToChoose(Message):
        """The code could go to several phones: one has to be chosen."""

        step: Step
        phones: Sequence[MaskedPhone]

    def __init__(
        self,
        session: Session,
        draft: Draft,
        question: Question,
        typed: str = "",
        phone: MaskedPhone | None = None,
    ) -> None:
        super().__init__(session, draft, question, typed)
        self.phone = phone
        """Where the code goes; None: not known yet."""

    @property
    def is_other(self) -> bool:
        """No: the person at the kiosk holds that phone."""
        return False

    @property
    def title(self) -> str:
        """For people known and unknown the same: that a code was sent is not said."""
        return self.say("flow.code.title_record") if self._state == "sent" else super().title

    def anew(self) -> Self:
        """The code still goes to the same phone."""
        view = super().anew()
        view.phone = self.phone
        return view

    def cannot_send(self) -> None:
        """No message can be sent now: an officer is offered at once."""
        self.answer(self.draft.without_phone_proof())

    async def send(self) -> Challenge | None:
        """Have a code sent to the phone on record; of several, one is chosen first."""
        person = self.draft.participant
        assert person is not None  # the card was asked for first
        if self.phone is None:
            phones = await self.session.services.phone_codes.choices(person)
            if len(phones) > 1:
                self.post_message(self.ToChoose(self, phones))
                return None
            self.phone = phones[0]
        return await self.send_to_record(person, self.phone.id)

    async def send_to_record(self, person: Person, choice: str) -> Challenge:
        """Have it sent for what this record is."""
        raise NotImplementedError

    def words_sent(self) -> str:
        """Say it the same way for known and unknown people."""
        return self.say("flow.code.sent_card", phone=self.phone.masked if self.phone else "")


class CardCodeStep(RecordCodeStep):
    """For the card."""

    async def send_to_record(self, person: Person, choice: str) -> Challenge:
        """Have a code sent that opens the card."""
        return await self.session.services.phone_codes.send_for_card(person, choice)


class ContributionsCodeStep(RecordCodeStep):
    """For the contributions."""

    async def send_to_record(self, person: Person, choice: str) -> Challenge:
        """Have a code sent that opens the contributions."""
        return await self.session.services.phone_codes.send_for_contributions(person, choice)


class RightsCodeStep(RecordCodeStep):
    """For what is kept of a person."""

    async def send_to_record(self, person: Person, choice: str) -> Challenge:
        """Have a code sent that opens it."""
        return await self.session.services.phone_codes.send_for_rights(person, choice)
