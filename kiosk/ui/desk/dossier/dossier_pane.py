"""One dossier, and the three keys that decide it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from textual import events, on, work
from textual.app import ComposeResult
from textual.containers import Container, Horizontal, Vertical, VerticalScroll
from textual.message import Message

from kiosk.domain.registration.eligibility import Status
from kiosk.domain.registration.supplement import AskedPart
from kiosk.ports.dossiers import Dossier
from kiosk.ports.errors import Refused, Unavailable
from kiosk.ports.officer import Correction, Decision
from kiosk.ui.desk.dossier.dossier_sheet import DossierSheet
from kiosk.ui.desk.dossier.duplicate_list import BESIDE, DuplicateList
from kiosk.ui.desk.dossier.phone_change import AccountPhoneChange
from kiosk.ui.desk.messages import Noted, Signal, Troubled
from kiosk.ui.desk.session import DeskSession
from kiosk.ui.widgets.choice import Choice

READING = 0.6
"""Seconds for which a dossier has to stand before a key decides it: a key held down must decide one."""
OPEN = (Status.RECEIVED, Status.PENDING_REVIEW, Status.NEEDS_MORE)
"""States in which an officer may decide."""
CORRECTED_WHILE = (Status.PENDING_REVIEW, Status.NEEDS_MORE)
"""States in which an officer may correct."""
_RENEW = 60.0
"""Seconds after which it is said again that it lies open here."""
_KEYS: dict[Decision, str] = {"refuse": "F7", "ask_more": "F6", "approve": "F5"}


class DossierPane(Vertical):
    """Opens dossiers, claims them, and has them decided."""

    @dataclass
    class Asked(Message):
        """The officer means to decide what stands here."""

        dossier: Dossier
        decision: Decision

    @dataclass
    class Decided(Message):
        """It is decided; `may_undo` says for a moment."""

        dossier: Dossier
        decision: Decision
        may_undo: bool

    def __init__(self, session: DeskSession) -> None:
        super().__init__(id="dossier")
        self._session = session
        self._clock = session.services.clock
        self._shown_at = 0.0
        self._is_deciding = False
        self.code = ""
        """The receipt code that is open, "" when none is."""

    def compose(self) -> ComposeResult:
        """Lay out the sheet above the decisions, the one that is most often right at the right."""
        with Container(id="beside"):
            with VerticalScroll(id="sheet", can_focus=True):
                yield DossierSheet(self._session)
            yield DuplicateList(self._session)
        with Horizontal(classes="actions"):
            for decision in _KEYS:
                yield Choice(self._label(decision), id=decision, main=decision == "approve")

    def on_mount(self) -> None:
        """Stand empty, and keep the claim alive from then on."""
        self._show(None)
        self.set_interval(_RENEW, self._claim)

    def on_resize(self, event: events.Resize) -> None:
        """Put the duplicates beside the dossier where there is room, else below it."""
        self.set_class(event.size.width >= BESIDE, "-beside")

    @property
    def dossier(self) -> Dossier | None:
        """What stands there."""
        return self.query_one(DossierSheet).dossier

    # Opening and leaving.

    def open(self, code: str) -> None:
        """Open the registration with this receipt code, in place of the one before.

        Each look is written down at the backend, so what already stands there is not asked for again.
        """
        if code == self.code:
            if self.dossier is None:
                self.reload()
            return
        self.close()
        self.code = code
        self._load(code)

    def close(self) -> None:
        """Leave it; other officers see that it is open no more."""
        if self.code:
            self._release(self.code)
        self.code = ""
        self._show(None)

    def reload(self) -> None:
        """Read again what stands there: another officer has decided it."""
        if self.code and not self._is_deciding:
            self._load(self.code)

    @work(group="dossier", exclusive=True, exit_on_error=False)
    async def _load(self, code: str) -> None:
        casework = self._session.casework
        try:
            dossier = await casework.dossier(code)
            if code == self.code:
                self._show(dossier)
                self._claim()
        except (Refused, Unavailable) as error:
            self.post_message(Troubled(error))

    @work(group="release", exit_on_error=False)
    async def _release(self, code: str) -> None:
        try:
            await self._session.casework.release(code)
        except (Refused, Unavailable):
            return  # the claim runs out by itself

    @work(group="claim", exclusive=True, exit_on_error=False)
    async def _claim(self) -> None:
        """Say that it lies open here, and see who else has it open."""
        dossier = self.dossier
        if dossier is None or not self.may_decide:
            return
        try:
            other = await self._session.casework.claim(dossier.receipt_code)
        except (Refused, Unavailable) as error:
            self.post_message(Troubled(error))
        else:
            if dossier is self.dossier and other != dossier.other_claimant:
                self._show(replace(dossier, claimed_by=other, claimed_by_me=False))

    # Deciding.

    def ask(self, decision: Decision) -> None:
        """Ask for a decision on what stands here; too soon after it came is no decision."""
        dossier = self.dossier
        if dossier is None or not self.may_decide or self._is_deciding:
            return
        if self._clock() - self._shown_at >= READING:
            self.post_message(self.Asked(dossier, decision))

    @property
    def to_correct(self) -> Dossier | None:
        """What stands here and may be corrected."""
        dossier = self.dossier
        is_open = dossier is not None and dossier.status in CORRECTED_WHILE
        return dossier if self._session.decides and is_open and not self._is_deciding else None

    @property
    def may_decide(self) -> bool:
        """May this officer decide what stands here?"""
        return self._session.decides and self.dossier is not None and self.dossier.status in OPEN

    def decide(
        self,
        dossier: Dossier,
        decision: Decision,
        reason: str = "",
        note: str = "",
        asked: Sequence[AskedPart] = (),
    ) -> None:
        """Decide; what was typed is kept until it is done."""
        if not self._is_deciding:
            self._is_deciding = True
            self._session.notes[dossier.receipt_code, decision] = note
            self._decide(dossier, decision, reason, note, asked)

    @work(group="decide", exit_on_error=False)
    async def _decide(
        self, dossier: Dossier, decision: Decision, reason: str, note: str, asked: Sequence[AskedPart]
    ) -> None:
        code = dossier.receipt_code
        try:
            may_undo = await self._session.casework.decide(code, decision, reason, note, asked)
        except Refused as error:
            await self._too_late(dossier, decision, error)
        except Unavailable:
            self.post_message(Signal(is_online=False))
            self.post_message(Noted(self._session.say(f"desk.unsent.{decision}"), "-careful"))
        else:
            self._done(dossier, decision, may_undo=may_undo)
        finally:
            self._is_deciding = False

    @work(group="decide", exit_on_error=False)
    async def correct(self, dossier: Dossier, correction: Correction) -> None:
        """Save a correction and read the dossier again; what was typed is kept until it is saved."""
        code, say = dossier.receipt_code, self._session.say
        try:
            await self._session.casework.correct(code, correction)
        except Refused as error:
            self.post_message(Troubled(error))
        except Unavailable:
            self.post_message(Noted(say("desk.correct.unsent"), "-careful"))
            return
        else:
            self._session.corrections.pop(code, None)
            self.post_message(Noted(say("desk.correct.done", name=dossier.declared.full_name), "-good"))
        self.reload()

    @work(group="decide", exit_on_error=False)
    async def change_phone(self, dossier: Dossier, new: AccountPhoneChange) -> None:
        """Give the account another phone, and read the dossier again."""
        code, say = dossier.receipt_code, self._session.say
        try:
            await self._session.casework.change_phone(code, new.phone, new.owner)
        except (Refused, Unavailable) as error:
            self.post_message(Troubled(error))
            return
        self.post_message(Noted(say("desk.phone_change.done", name=dossier.declared.full_name), "-good"))
        self.reload()

    def _done(self, dossier: Dossier, decision: Decision, *, may_undo: bool) -> None:
        self._session.notes.pop((dossier.receipt_code, decision), None)
        self.post_message(self.Decided(dossier, decision, may_undo))

    async def _too_late(self, dossier: Dossier, decision: Decision, error: Refused) -> None:
        """Say what became of it meanwhile; if it is what this officer wanted, an answer had been lost."""
        if error.code != "decision_impossible":
            self.post_message(Troubled(error))
            return
        try:
            now = await self._session.casework.dossier(dossier.receipt_code)
        except (Refused, Unavailable):
            self.post_message(Troubled(error))
            return
        last = now.history[-1] if now.history else None
        officer = self._session.officer
        if last is not None and officer is not None and last.by == officer.full_name:
            self._done(now, decision, may_undo=True)
            return
        if dossier.receipt_code == self.code:
            self._show(now)
        status = self._session.say(f"desk.status.{now.status}").lower()
        who = last.by if last and last.by else self._session.say("desk.machine")
        at = self._session.clock(last.at) if last else ""
        self.post_message(
            Noted(self._session.say("desk.too_late", who=who, status=status, at=at), "-careful")
        )

    @on(Choice.Pressed)
    def _pressed(self, event: Choice.Pressed) -> None:
        event.stop()
        self.ask(event.choice.id)  # type: ignore[arg-type]  # the ids are the decisions

    # What stands there.

    def relabel(self) -> None:
        """Show everything in the language of now."""
        for decision in _KEYS:
            self.query_one(f"#{decision}", Choice).label = self._label(decision)
        self.query_one(DossierSheet).refresh(layout=True)
        self.call_later(self.query_one(DuplicateList).relabel)

    def _label(self, decision: Decision) -> str:
        return f"{_KEYS[decision]}  {self._session.say(f'desk.decide.{decision}')}"

    def _show(self, dossier: Dossier | None) -> None:
        sheet = self.query_one(DossierSheet)
        if dossier is not None and (
            sheet.dossier is None or sheet.dossier.receipt_code != dossier.receipt_code
        ):
            self._shown_at = self._clock()
            self.query_one("#sheet").scroll_home(animate=False)
        if dossier != sheet.dossier or dossier is None:
            sheet.show(dossier)
            self.call_later(self.query_one(DuplicateList).show, dossier.duplicates if dossier else ())
        self.query_one(".actions").display = self.may_decide
