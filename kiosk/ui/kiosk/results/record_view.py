"""A record that opens against a code on the phone, or against the word of an officer who sees the person.

The desk may give that word from where it is, or an officer here at the kiosk; this view waits for either.
"""

import asyncio
from contextlib import suppress
from typing import ClassVar, Literal

from textual import on, work

from kiosk.domain.people import Person
from kiosk.domain.registration.draft import Draft
from kiosk.ports.errors import Refused, Unavailable
from kiosk.ports.presences import AuthorizationRequest, CallOutcome, Presence
from kiosk.ui.kiosk.results.result_view import Draw, PrintableView, Result
from kiosk.ui.kiosk.session import Session
from kiosk.ui.toolkit.messages import Left, OfficerAsked
from kiosk.ui.widgets.choice import Choice
from kiosk.ui.widgets.outcome import Outcome


class RecordView(PrintableView):
    """Fetches a record and shows it; the base of each record's own view.

    Whether the person is registered is not told before a second factor stands: until then all is the same.
    """

    what: ClassVar[Literal["card", "contributions"]]
    asking: ClassVar[str]
    """The key of the words while it is fetched."""
    not_found: ClassVar[str]
    """The key of the headline when it cannot be shown."""

    def __init__(self, session: Session, draft: Draft) -> None:
        super().__init__(session)
        self.draft = draft
        self._call_id = ""
        self._is_open = False

    async def fetch(self, person: Person, *, proof: str, call_id: str) -> Draw:
        """Return what draws the record, against a phone's proof or an officer's call. May be refused."""
        raise NotImplementedError

    @property
    def person(self) -> Person:
        """Whose record it is."""
        assert self.draft.participant is not None  # the card was asked for first
        return self.draft.participant

    @property
    def request(self) -> AuthorizationRequest | None:
        """What an officer could allow here; nothing more once the record is shown."""
        return None if self._is_open else AuthorizationRequest(self.person, self.what)

    async def on_mount(self) -> None:
        """Without a proof there is nothing to ask with: an officer has to compare face and card."""
        if self.draft.phone_proof is None:
            await self.show(self._no_code)
        else:
            self._fetch()

    @work(group="record", exclusive=True, exit_on_error=False)
    async def _fetch(self) -> None:
        await self.show(lambda: (Outcome(self.say(self.asking)), []))
        try:
            proof = self.draft.phone_proof or ""
            draw = await self.fetch(self.person, proof=proof, call_id=self._call_id)
        except Refused as error:
            code = error.code
            await self.show(lambda: self._not_opened(f"refused.{code}"))
        except Unavailable:
            await self.show(lambda: self._not_opened("card.unavailable", again=True))
        else:
            self._is_open = True
            await self.show(draw)

    # The officer is asked to open it.

    def ask_officer(self) -> None:
        """Ring, and wait here; the officer who is here already is asked at once."""
        if self._is_open or self.keeps_awake:
            return
        if self.session.officer is not None:
            self.post_message(OfficerAsked(self.request))
        else:
            self._ask_officer()

    def admitted(self, presence: Presence) -> None:
        """An officer has opened it, here at the kiosk."""
        self._opened(presence.call_id)

    def _opened(self, call_id: str) -> None:
        self._call_id = call_id
        self._fetch()  # ends the waiting, which is a worker of the same group

    @work(group="record", exclusive=True, exit_on_error=False)
    async def _ask_officer(self) -> None:
        await self.show(lambda: (Outcome(self.say("call.calling")), []))
        desk = self.session.services.desk
        try:
            call_id = await desk.ring(self.what, request=self.request)
        except (Refused, Unavailable):
            await self.show(lambda: self._unheard("call.ask.not_called"))
            return
        self.keeps_awake = True
        try:
            outcome = await self._outcome(call_id)
        finally:
            self.keeps_awake = False
        match outcome:
            case "authorised":
                self._opened(call_id)
            case "declined":
                await self.show(self._declined)
            case _:
                await self.show(lambda: self._unheard("call.ask.nobody"))

    async def _outcome(self, call_id: str) -> CallOutcome:
        """Wait for the desk's word; "waiting" when the time is up, or the backend does not answer."""
        await self.show(lambda: self._waiting("call.ask.waiting"))
        with suppress(TimeoutError, Refused, Unavailable):
            async with asyncio.timeout(self.session.services.timing.watch):
                async for outcome in self.session.services.desk.answers(call_id):
                    if outcome in ("authorised", "declined"):
                        return outcome
                    if outcome == "coming":
                        await self.show(lambda: self._waiting("call.ask.coming"))
        return "waiting"

    # The results, each drawn anew when the language changes.

    def _no_code(self) -> Result:
        lines = [self.say("call.ask.no_code"), self.say("call.ask.no_code_todo")]
        return Outcome(self.say(self.not_found), lines=lines), [
            self._done(2),
            self._ask_choice("call.ask.key"),
        ]

    def _not_opened(self, why: str, *, again: bool = False) -> Result:
        outcome = Outcome(self.say(self.not_found), mood="-careful", lines=[self.say(why)])
        ask = self._ask_choice("call.ask.key", is_main=not again)
        retry = Choice(self.say("card.again"), id="again", digit=1, main=True)
        return outcome, [ask, self._done(2), retry] if again else [self._done(2), ask]

    def _waiting(self, headline: str) -> Result:
        lines = [self.say("call.ask.compare"), self.say("call.ask.stay")]
        here = Choice(self.say("call.officer.key"), id="officer", digit=3)
        leave = Choice(self.say("call.ask.leave"), id="done", digit=2)
        return Outcome(self.say(headline), mood="-good", lines=lines), [here, leave]

    def _unheard(self, headline: str) -> Result:
        outcome = Outcome(self.say(headline), mood="-careful", lines=[self.say("call.ask.unheard_todo")])
        return outcome, [self._done(2), self._ask_choice("call.ask.again")]

    def _declined(self) -> Result:
        outcome = Outcome(
            self.say("call.ask.declined"), mood="-careful", lines=[self.say("call.ask.declined_todo")]
        )
        return outcome, [Choice(self.say("common.done"), id="done", digit=1, main=True)]

    def _ask_choice(self, key: str, *, is_main: bool = True) -> Choice:
        return Choice(self.say(key), id="ask", digit=1 if is_main else 3, main=is_main)

    def _done(self, digit: int) -> Choice:
        return Choice(self.say("common.done"), id="done", digit=digit)

    @on(Choice.Pressed, "#ask")
    def _asked(self, event: Choice.Pressed) -> None:
        event.stop()
        self.ask_officer()

    @on(Choice.Pressed, "#officer")
    def _officer_here(self, event: Choice.Pressed) -> None:
        event.stop()
        self.post_message(OfficerAsked(self.request))

    @on(Choice.Pressed, "#again")
    def _again(self, event: Choice.Pressed) -> None:
        event.stop()
        self._fetch()

    @on(Choice.Pressed, "#done")
    def _leave(self, event: Choice.Pressed) -> None:
        event.stop()
        self.post_message(Left())
