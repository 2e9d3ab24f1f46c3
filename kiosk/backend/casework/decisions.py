"""The officer's word on a registration, and its taking back."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from kiosk.backend.access.callers import Kiosk
from kiosk.backend.access.sessions import OfficerCaller, actor
from kiosk.backend.audit import trail
from kiosk.backend.cards.issuing import CardIssuer
from kiosk.backend.cards.revocations import revoke
from kiosk.backend.casework import phone_use
from kiosk.backend.casework.dossiers import find
from kiosk.backend.declined import Declined
from kiosk.backend.insurer.port import Insured, Insurer, InsurerAway
from kiosk.backend.notices.decision_notices import PHONE_PROVED, DecisionNotices
from kiosk.backend.registrations import encrypted_form, history
from kiosk.backend.registrations.history import INSTANT, UNDONE
from kiosk.backend.storage.idempotency import Answer, Request, once
from kiosk.backend.storage.schema import cards, registrations
from kiosk.backend.storage.store import Row, Store
from kiosk.backend.storage.vault import Vault
from kiosk.contract.dossiers import DOSSIERS, DecisionAnswer, DecisionBody
from kiosk.contract.registrations import RegistrationBody
from kiosk.contract.sessions import EmptyBody
from kiosk.domain.registration.eligibility import FOR_THE_DESK, UNDO, Status, may_move

TARGETS = {"approve": Status.APPROVED, "refuse": Status.REFUSED, "ask_more": Status.NEEDS_MORE}

_r = registrations.c


@dataclass(frozen=True)
class _Decision:
    """What an officer decides, and who they are in the events."""

    receipt_code: str
    target: Status
    actor: str
    note: str = ""
    reason: str = ""
    details: encrypted_form.StepDetails = encrypted_form.NO_DETAILS
    """What is asked for."""


class Decisions:
    """Approves, refuses, or asks for more."""

    def __init__(
        self,
        store: Store,
        vault: Vault,
        insurer: Insurer,
        issuer: CardIssuer,
        notices: DecisionNotices,
        now: Callable[[], datetime],
    ) -> None:
        self._store = store
        self._vault = vault
        self._insurer = insurer
        self._issuer = issuer
        self._notices = notices
        self._now = now

    async def decide(self, receipt_code: str, target: Status, *, officer: str, note: str = "") -> None:
        """Bring a registration to `target` from the command line, with words for the person.

        `Declined`: `receipt_unknown`; `decision_impossible` when its state does not allow it;
        `already_registered` when the person has an account already.
        """
        row = await self._store.read(
            lambda connection: _row(connection, receipt_code, is_to_be_written=False)
        )
        insured = await self._ask(row)
        decision = _Decision(receipt_code, target, actor(officer), note)
        await self._store.write(lambda connection: self._move(connection, decision, insured))

    async def at_desk(
        self, officer: OfficerCaller, key: str, receipt_code: str, body: DecisionBody
    ) -> Answer:
        """Do the same at the desk; it may be taken back for ten seconds. Also `not_permitted`."""
        row = await self._store.read(lambda connection: find(connection, officer, receipt_code))
        insured = await self._ask(row)
        target = TARGETS[body.decision]
        asked = tuple(dict.fromkeys(body.asked)) if target is Status.NEEDS_MORE else ()
        details = encrypted_form.StepDetails(asked=asked)
        decision = _Decision(receipt_code, target, officer.actor, body.note, body.reason, details)

        def work(connection: sa.Connection) -> Answer:
            at = self._move(connection, decision, insured)
            return Answer.of(DecisionAnswer(receipt_code=receipt_code, status=target, undo_until=at + UNDO))

        request = Request(key, f"{DOSSIERS}/{receipt_code}/decision", body)
        return await once(self._store, request, self._now(), work)

    async def at_kiosk(
        self, officer: OfficerCaller, kiosk: Kiosk, receipt_code: str
    ) -> Callable[..., object]:
        """Return what approves in the caller's transaction, for an officer before the kiosk that sent it.

        Also `decision_at_desk`, where face and card do not settle it: the register is not shown there.
        """
        row = await self._store.read(lambda connection: find(connection, officer, receipt_code))
        if row.kiosk_id != kiosk.id:
            raise Declined("receipt_unknown")
        insured = await self._ask(row)
        if insured is None or FOR_THE_DESK.intersection(row.reasons):
            raise Declined("decision_at_desk")
        decision = _Decision(receipt_code, Status.APPROVED, officer.actor)
        return lambda connection: self._move(connection, decision, insured)

    async def undo(self, officer: OfficerCaller, key: str, receipt_code: str) -> Answer:
        """Take one's own decision back within ten seconds. `Declined`: `undo_impossible`."""
        now = self._now()

        def work(connection: sa.Connection) -> Answer:
            find(connection, officer, receipt_code)
            before = self._take_back(connection, officer, receipt_code, now)
            trail.add(
                connection, now, actor=officer.actor, action="registration_undone", subject=receipt_code
            )
            return Answer.of(DecisionAnswer(receipt_code=receipt_code, status=before, undo_until=None))

        request = Request(key, f"{DOSSIERS}/{receipt_code}/undo", EmptyBody())
        return await once(self._store, request, now, work)

    async def _ask(self, row: Row) -> Insured | None:
        """The person as the register has them; an officer decides also while it is away."""
        try:
            return await self._insurer.find(self._sent(row).participant.citizen_id)
        except InsurerAway:
            return None

    def _sent(self, row: Row) -> RegistrationBody:
        sent = encrypted_form.decrypt(self._vault, row)
        if sent is None:
            raise Declined("registration_erased")
        return sent

    def _move(self, connection: sa.Connection, decision: _Decision, insured: Insured | None) -> datetime:
        row = _row(connection, decision.receipt_code)
        now = history.next_moment(connection, row.id, self._now())
        steps = _steps(Status(row.status), decision.target)
        values: dict[str, Any] = {"status": decision.target, "updated_at": now, "claimed_by": None}
        values["note"] = encrypted_form.encrypt_note(self._vault, decision.note, row.salt)
        details = encrypted_form.encrypt_details(self._vault, decision.details, row.salt)
        if decision.target is Status.NEEDS_MORE:
            values["asked"] = list(decision.details.asked)
        if decision.target is Status.APPROVED:
            _check_first(connection, row)
            values["phone"] = phone_use.take_up(connection, self._vault, row, self._sent(row), now)
        connection.execute(sa.update(registrations).where(_r.id == row.id).values(**values))
        for place, status in enumerate(steps):
            is_last = status is steps[-1] and place == len(steps) - 1
            history.record(
                connection,
                row.id,
                status,
                now + (place + 1 - len(steps)) * INSTANT,
                actor=decision.actor,
                note=values["note"] if is_last else None,
                reason=decision.reason if is_last else "",
                details=details if is_last else None,
            )
        action = f"registration_{decision.target}"
        trail.add(connection, now, actor=decision.actor, action=action, subject=decision.receipt_code)
        if decision.target is Status.APPROVED and insured is not None:
            self._issuer.issue(connection, insured, now)
        self._notify(connection, row, decision, now)
        return now

    def _notify(self, connection: sa.Connection, row: Row, decision: _Decision, now: datetime) -> None:
        sent = encrypted_form.decrypt(self._vault, row)
        is_proved = PHONE_PROVED not in row.reasons
        self._notices.put(connection, row.receipt_code, sent, decision.target, now, is_proved=is_proved)

    def _take_back(
        self, connection: sa.Connection, officer: OfficerCaller, receipt_code: str, now: datetime
    ) -> Status:
        row = _row(connection, receipt_code)
        now = history.next_moment(connection, row.id, now)
        steps = history.read(connection, self._vault, row.id, row.salt)
        before = history.before_decision(steps, officer.actor, now)
        if before is None:
            raise Declined("undo_impossible", fields=[f"status.{row.status}"])
        self._notices.drop(connection, receipt_code, steps[-1].at)
        values: dict[str, Any] = {"status": before.status, "updated_at": now}
        if before.status is Status.NEEDS_MORE:
            values["asked"] = list(before.details.asked)
        values["note"] = encrypted_form.encrypt_note(self._vault, before.note, row.salt)
        if row.status == Status.APPROVED:
            by = officer.actor
            values["phone"] = phone_use.give_back(connection, row, self._sent(row), now, ended_by=by)
            issued = sa.and_(cards.c.person == row.person, cards.c.issued_at >= steps[-1].at)
            revoke(connection, now, issued, actor=by, reason="undone")
        connection.execute(sa.update(registrations).where(_r.id == row.id).values(**values))
        history.record(
            connection,
            row.id,
            before.status,
            now,
            actor=officer.actor,
            note=values["note"],
            reason=UNDONE,
        )
        return before.status


def _row(connection: sa.Connection, receipt_code: str, *, is_to_be_written: bool = True) -> Row:
    """The row as it is; a writer keeps it for itself until it has decided."""
    query = sa.select(registrations).where(_r.receipt_code == receipt_code)
    row = connection.execute(query.with_for_update() if is_to_be_written else query).first()
    if row is None:
        raise Declined("receipt_unknown")
    return row


def _check_first(connection: sa.Connection, row: Row) -> None:
    """A person has one account. The database holds it too, when two officers approve at the same time."""
    approved = sa.and_(_r.person == row.person, _r.status == Status.APPROVED, _r.id != row.id)
    if connection.scalar(sa.select(_r.id).where(approved)) is not None:
        raise Declined("already_registered")


def _steps(current: Status, target: Status) -> tuple[Status, ...]:
    """The way to `target`: what was asked for and is now there passes through review in the same breath."""
    if may_move(current, target):
        return (target,)
    if may_move(current, Status.PENDING_REVIEW) and may_move(Status.PENDING_REVIEW, target):
        return (Status.PENDING_REVIEW, target)
    raise Declined("decision_impossible", fields=[f"status.{current}"])
