"""An approval found wrong later, taken back by a supervisor."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from kiosk.backend.access.sessions import ALL_OFFICES, OfficerCaller
from kiosk.backend.audit import trail
from kiosk.backend.cards.revocations import revoke
from kiosk.backend.casework import phone_use
from kiosk.backend.casework.dossiers import find
from kiosk.backend.clock import Clock
from kiosk.backend.declined import Declined
from kiosk.backend.registrations import encrypted_form, history
from kiosk.backend.storage.idempotency import Answer, Request, once
from kiosk.backend.storage.schema import cards, events, officers, registrations
from kiosk.backend.storage.store import Row, Store
from kiosk.backend.storage.vault import Vault
from kiosk.contract.dossiers import DOSSIERS, DecisionAnswer
from kiosk.contract.rights import TakeBackBody
from kiosk.domain.registration.eligibility import TAKEN_BACK, TAKEN_BACK_REASON, Status

_r = registrations.c


class Approvals:
    """Takes approvals back."""

    def __init__(self, store: Store, vault: Vault, now: Clock) -> None:
        self._store = store
        self._vault = vault
        self._now = now

    async def take_back(
        self, officer: OfficerCaller, key: str, receipt_code: str, body: TakeBackBody
    ) -> Answer:
        """Take an approval back, whoever gave it and whenever: it waits again, and its card is revoked.

        `Declined`: `take_back_impossible`; `take_back_by_another` for who approved, unless there is no other
        supervisor, which the audit then says.
        """
        now = self._now()

        def work(connection: sa.Connection) -> Answer:
            seen = find(connection, officer, receipt_code)
            query = sa.select(registrations).where(_r.id == seen.id)
            row = connection.execute(query.with_for_update()).one()
            if Status(row.status) not in TAKEN_BACK:
                raise Declined("take_back_impossible", fields=[f"status.{row.status}"])
            action = _take_back(connection, self._vault, row, officer, body, now)
            trail.add(connection, now, actor=officer.actor, action=action, subject=receipt_code)
            status = TAKEN_BACK[Status(row.status)]
            return Answer.of(DecisionAnswer(receipt_code=receipt_code, status=status, undo_until=None))

        request = Request(key, f"{DOSSIERS}/{receipt_code}/take-back", body)
        return await once(self._store, request, now, work)


def _take_back(
    connection: sa.Connection,
    vault: Vault,
    row: Row,
    officer: OfficerCaller,
    body: TakeBackBody,
    now: datetime,
) -> str:
    """Let an approved registration wait again, revoke its cards, and return what the audit is to call it.

    Raises `Declined` (`take_back_by_another`).
    """
    is_own = _approver(connection, row) == officer.actor
    if is_own and _has_another_supervisor(connection, officer, row.office_code):
        raise Declined("take_back_by_another")
    sent = encrypted_form.decrypt(vault, row)
    if sent is None:
        raise Declined("registration_erased")
    now = history.next_moment(connection, row.id, now)
    status = TAKEN_BACK[Status(row.status)]
    note = encrypted_form.encrypt_note(vault, body.note, row.salt)
    values: dict[str, Any] = {
        "status": status,
        "updated_at": now,
        "claimed_by": None,
        "note": note,
        "reasons": [*(reason for reason in row.reasons if reason != TAKEN_BACK_REASON), TAKEN_BACK_REASON],
        "phone": phone_use.give_back(connection, row, sent, now, ended_by=officer.actor),
    }
    connection.execute(sa.update(registrations).where(_r.id == row.id).values(values))
    reason = f"{TAKEN_BACK_REASON}_{body.reason}"
    history.record(connection, row.id, status, now, actor=officer.actor, note=note, reason=reason)
    revoke(connection, now, cards.c.person == row.person, actor=officer.actor, reason="taken_back")
    return "approval_taken_back_by_approver" if is_own else "approval_taken_back"


def _approver(connection: sa.Connection, row: Row) -> str | None:
    """Who approved it last: an officer, or the machine."""
    e = events.c
    approved = sa.select(e.actor).where(e.registration_id == row.id, e.status == Status.APPROVED)
    actor: str | None = connection.scalar(approved.order_by(e.at.desc(), e.id.desc()).limit(1))
    return actor


def _has_another_supervisor(connection: sa.Connection, officer: OfficerCaller, office_code: str) -> bool:
    """Is there another one who may see this office's registrations?"""
    o = officers.c
    others = sa.select(o.office_code, o.further_offices).where(
        o.role == "supervisor", o.id != officer.id, o.disabled_at.is_(None)
    )
    return any(
        {office_code, ALL_OFFICES} & {row.office_code, *row.further_offices.split()}
        for row in connection.execute(others)
    )
