"""An approval found wrong later, taken back by a supervisor."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from kiosk.backend.access.sessions import OfficerCaller
from kiosk.backend.cards.revocations import revoke
from kiosk.backend.casework.comparison import is_phone_proved
from kiosk.backend.declined import Declined
from kiosk.backend.registrations import encrypted_form, history
from kiosk.backend.storage.schema import cards, events, officers, registrations
from kiosk.backend.storage.store import Row
from kiosk.backend.storage.vault import Vault
from kiosk.contract.rights import TakeBackBody
from kiosk.domain.registration.eligibility import TAKEN_BACK, TAKEN_BACK_REASON, Status

_r = registrations.c


def take_back(
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
    if is_own and _has_another_supervisor(connection, officer):
        raise Declined("take_back_by_another")
    sent = encrypted_form.decrypt(vault, row)
    if sent is None:
        raise Declined("registration_erased")
    now = history.next_moment(connection, row.id, now)
    status = TAKEN_BACK[Status(row.status)]
    is_kept = sent.phone is not None and is_phone_proved(sent, row.reasons)
    note = encrypted_form.encrypt_note(vault, body.note, row.salt)
    values: dict[str, Any] = {
        "status": status,
        "updated_at": now,
        "claimed_by": None,
        "note": note,
        "reasons": [*(reason for reason in row.reasons if reason != TAKEN_BACK_REASON), TAKEN_BACK_REASON],
        "phone": row.phone if is_kept else None,
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


def _has_another_supervisor(connection: sa.Connection, officer: OfficerCaller) -> bool:
    o = officers.c
    others = sa.select(o.id).where(
        o.role == "supervisor",
        o.id != officer.id,
        o.disabled_at.is_(None),
        o.office_code == officer.office_code,
    )
    return connection.scalar(others.limit(1)) is not None
