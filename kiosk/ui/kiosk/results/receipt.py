"""The view after "send": the card, or the receipt and what happens next; *saved here* is never *received*."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from math import ceil

from textual import on, work
from textual.message import Message

from kiosk.domain import names
from kiosk.domain.card import Card
from kiosk.domain.registration.draft import Draft, Path, PhoneOwner
from kiosk.domain.registration.eligibility import Status
from kiosk.domain.registration.supplement import AskedFor
from kiosk.ports.errors import Refused, Unavailable
from kiosk.ports.phone_codes import KeptProof
from kiosk.ports.presences import AuthorizationRequest, Presence
from kiosk.ports.registrations import Accepted, Queued, Receipt, RegistrationStatus
from kiosk.ui.kiosk.paper.slips import received_slip, saved_slip
from kiosk.ui.kiosk.registration_status import (
    ALREADY,
    WAITING,
    asked_for,
    asked_outcome,
    outcome_with_code,
    status_outcome,
    supplement_key,
)
from kiosk.ui.kiosk.results.result_view import PrintableView, Result
from kiosk.ui.kiosk.session import Session
from kiosk.ui.toolkit.messages import CallAsked, Left, SupplementBegun
from kiosk.ui.widgets.choice import Choice
from kiosk.ui.widgets.outcome import Outcome

WIDE = 110
"""Columns from which the whole sentence of "another one" has room beside the other actions."""
AT_ONCE = 0.15
"""Seconds within which an answer comes as if at once."""


class ReceiptView(PrintableView):
    """Sends what was stored, shows what came back, and waits for the officer if the person wants to.

    A helper may go on with the next person from each result.
    """

    @dataclass
    class Another(Message):
        """The same helper goes on with another person; `kept` is the proof of their phone, if there is."""

        draft: Draft
        kept: KeptProof | None

    def __init__(self, session: Session, draft: Draft) -> None:
        super().__init__(session)
        self.draft = draft
        self._agreed = draft.consents
        self._accepted: Accepted | None = None
        self._registration: RegistrationStatus | None = None
        self._is_answered = False

    def on_mount(self) -> None:
        """Send it; say so only when the answer does not come at once, so that nothing flickers."""
        self._send()
        self._patience = self.set_timer(AT_ONCE, self._still_sending)

    async def _still_sending(self) -> None:
        if not self._is_answered:  # the timer's event may have been on its way when the answer came
            await self.show(self._sending)

    @work(group="send", exclusive=True, exit_on_error=False)
    async def _send(self) -> None:
        receipt: Receipt
        try:
            receipt = await self.session.services.registrar.submit(self.draft)
        except (OSError, Refused, Unavailable):  # it was stored before this view stood, so it is safe
            receipt = Queued(self.draft.receipt_code, "broken")
        self._is_answered = True
        self._patience.stop()
        match receipt:
            case Accepted():
                self._accepted = receipt
                await self._show_accepted(receipt)
            case Queued():
                await self.show(lambda: self._queued(receipt))
                self.print_alone(
                    "saved", lambda: saved_slip(self.session, receipt, self._agreed, initials=self._initials)
                )

    async def _show_accepted(self, receipt: Accepted) -> None:
        card = receipt.card
        if ALREADY in receipt.reasons:
            self._note_with_card = "result.already.no_need"
        if card is not None:
            await self.show(lambda: self.card_result(card))
            return
        registration = RegistrationStatus(
            receipt.receipt_code,
            receipt.status,
            receipt.reasons,
            self.session.services.now(),
            initials=self._initials,
            paper_receipt=receipt.paper_receipt,
        )
        self._registration = registration
        await self.show(lambda: self._received(registration))
        if registration.status in WAITING:
            self.print_alone("received", lambda: received_slip(self.session, registration, self._agreed))

    @property
    def _initials(self) -> str:
        """Whose it is, as a slip says it."""
        person = self.draft.participant
        return names.initials(person.full_name) if person else ""

    # The results, each drawn anew when the language changes.

    def _sending(self) -> Result:
        say = self.say
        return Outcome(say("result.sending"), lines=[say("result.sending_hint")]), []

    def _received(self, registration: RegistrationStatus) -> Result:
        actions = [self._done()]
        if self._asked is not None:
            done = Choice(self.say("common.done"), id="done", digit=2)
            return asked_outcome(self.session, registration), [done, supplement_key(self.session)]
        if registration.status in WAITING:
            wait = Choice(self.say("result.pending_review.wait"), id="wait", digit=1, main=True)
            actions = [self._call_choice(), self._leave_choice(), wait]
        another = self._another(is_roomy=len(actions) == 1 or self.session.services.printer is None)
        shown = [*self.receipt_key(registration), *another, *actions]
        return status_outcome(self.session, registration), shown

    def card_result(self, card: Card) -> Result:
        """Return the card and its actions, also the one that goes on with another person."""
        sheet, actions = super().card_result(card)
        return sheet, [*actions[:-1], *self._another(is_roomy=True), actions[-1]]

    def _another(self, *, is_roomy: bool = False) -> list[Choice]:
        """Return the choice that goes on with the next person; none for who registered themselves.

        In a whole sentence where it stands beside few others and the screen `is_roomy`.
        """
        if self.draft.path is not Path.RELATIVE:
            return []
        key = "result.another" if is_roomy and self.app.size.width >= WIDE else "result.another_short"
        return [Choice(self.say(key), id="another", digit=5)]

    @property
    def _asked(self) -> AskedFor | None:
        """What an officer asks for while the person stands here, who has the signed receipt."""
        registration, receipt = self._registration, self._accepted
        return asked_for(registration, receipt.signed) if registration and receipt else None

    @on(Choice.Pressed, "#supplement")
    def _supplement(self, event: Choice.Pressed) -> None:
        event.stop()
        if self._asked is not None:
            self.post_message(SupplementBegun(self._asked, self.draft.path is Path.RELATIVE))

    def _print_receipt(self) -> list[Choice]:
        return self.receipt_key(self._registration) if self._registration is not None else []

    def _call_choice(self) -> Choice:
        call = Choice(self.say("common.key.call"), id="call", digit=4)
        call.set_class(self.draft.path is Path.RELATIVE, "-spare")  # F4 stands below, where there is no room
        return call

    def _leave_choice(self) -> Choice:
        return Choice(self.say("result.pending_review.leave"), id="done", digit=2)

    def _queued(self, receipt: Queued) -> Result:
        say = self.say
        kept = receipt.why == "kept_for_officer"
        outcome = self._with_code(
            say("result.queued.title"),
            "-careful",
            receipt.receipt_code,
            [say("result.queued.kept" if kept else "result.queued.todo")],
        )
        again = [] if kept else [Choice(say("result.queued.try_again"), id="again", digit=2)]
        return outcome, [
            *self.print_key(
                lambda: saved_slip(
                    self.session, receipt, self._agreed, initials=self._initials, with_words=True
                )
            ),
            *again,
            *self._another(is_roomy=kept),
            self._done(),
        ]

    def _waiting(self) -> Result:
        outcome = self._with_code(
            self.say("result.pending_review.title"),
            "-good",
            self.draft.receipt_code,
            [self._minutes(self._seconds_left), self.say("result.pending_review.waiting_todo")],
        )
        return outcome, [
            *self._print_receipt(),
            *self._another(),
            self._call_choice(),
            self._leave_choice(),
        ]

    def _waited(self) -> Result:
        say = self.say
        lines = [say("result.pending_review.waited"), say("result.pending_review.waited_todo")]
        outcome = self._with_code(say("result.pending_review.title"), "-good", self.draft.receipt_code, lines)
        wait = Choice(say("result.pending_review.wait"), id="wait", digit=2)
        return outcome, [
            *self._print_receipt(),
            *self._another(),
            self._call_choice(),
            wait,
            self._done(),
        ]

    def _done(self) -> Choice:
        return Choice(self.say("common.done"), id="done", digit=1, main=True)

    def _with_code(self, headline: str, mood: str, code: str, lines: Sequence[str]) -> Outcome:
        return outcome_with_code(self.session, headline, mood, code, lines)

    # Waiting for the officer.

    _seconds_left = 0.0

    def _minutes(self, seconds: float) -> str:
        return self.say("result.pending_review.waiting", minutes=max(1, ceil(seconds / 60)))

    @work(group="watch", exclusive=True, exit_on_error=False)
    async def _watch(self, receipt: Accepted) -> None:
        self._seconds_left = self.session.services.timing.watch
        self.keeps_awake = True
        await self.show(self._waiting)
        clock = self.set_interval(1, self._count_down)
        try:
            registration = await self._decision(receipt.receipt_code)
        finally:
            clock.stop()
            self.keeps_awake = False
        if registration is None:
            await self.show(self._waited)
        else:
            await self._decided(receipt, registration)

    async def _decision(self, receipt_code: str) -> RegistrationStatus | None:
        """Wait for the officer; None when the time is up, or the backend does not answer."""
        with suppress(TimeoutError, Refused, Unavailable):
            async with asyncio.timeout(self.session.services.timing.watch):
                async for registration in self.session.services.registrar.changes(receipt_code):
                    if registration.status not in WAITING:
                        return registration
        return None

    def _count_down(self) -> None:
        self._seconds_left -= 1
        for outcome in self.query(Outcome):
            outcome.say([self._minutes(self._seconds_left)])

    def officer_call(self) -> CallAsked:
        """What an officer is told; while the registration waits for one, they may approve it here."""
        registration, person = self._registration, self.draft.participant
        code = self.draft.receipt_code
        is_waiting = registration is not None and registration.status in WAITING and person is not None
        return CallAsked(
            self.topic,
            code,
            AuthorizationRequest(person, "approval", code) if person and is_waiting else None,
        )

    def admitted(self, presence: Presence) -> None:
        """An officer has approved it, here at the kiosk."""
        self._approved()

    @work(group="watch", exclusive=True, exit_on_error=False)
    async def _approved(self) -> None:
        receipt = self._accepted
        assert receipt is not None  # only what was received is approved
        now = self.session.services.now()
        await self._decided(receipt, RegistrationStatus(receipt.receipt_code, Status.APPROVED, (), now))

    async def _decided(self, receipt: Accepted, registration: RegistrationStatus) -> None:
        if registration.status is Status.NEEDS_MORE:  # the slip with which it can be answered, not a copy
            registration = replace(registration, paper_receipt=receipt.paper_receipt)
        self._registration = registration
        person = self.draft.participant
        if registration.status is Status.APPROVED and person is not None:
            try:
                card = await self.session.services.cards.with_receipt(person, receipt)
            except (Refused, Unavailable):
                pass  # approved all the same: the words below say where to ask for the card
            else:
                await self.show(lambda: self.card_result(card))
                return
        await self.show(lambda: self._received(registration))

    @on(Choice.Pressed, "#done")
    def _leave(self, event: Choice.Pressed) -> None:
        event.stop()
        self.post_message(Left())

    @on(Choice.Pressed, "#another")
    def _go_on(self, event: Choice.Pressed) -> None:
        event.stop()
        self.post_message(self.Another(self.draft, self._kept_proof()))

    def _kept_proof(self) -> KeptProof | None:
        draft, receipt = self.draft, self._accepted
        is_helpers = draft.phone_owner is PhoneOwner.HELPER
        if receipt is None or not is_helpers or draft.phone is None or draft.phone_proof is None:
            return None
        return KeptProof(draft.phone, draft.phone_proof, receipt.signed)

    @on(Choice.Pressed, "#call")
    def _call(self, event: Choice.Pressed) -> None:
        event.stop()
        self.post_message(self.officer_call())

    @on(Choice.Pressed, "#wait")
    def _wait(self, event: Choice.Pressed) -> None:
        event.stop()
        if self._accepted is not None:
            self._watch(self._accepted)

    @on(Choice.Pressed, "#again")
    async def _again(self, event: Choice.Pressed) -> None:
        event.stop()
        await self.show(self._sending)
        self._send()
