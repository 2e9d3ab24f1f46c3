"""What became of a registration: the events it leaves, what may be told of them, and what may be undone."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from kiosk.backend.registrations import encrypted_form
from kiosk.backend.registrations.encrypted_form import NO_DETAILS, StepDetails
from kiosk.backend.storage import ids
from kiosk.backend.storage.schema import events
from kiosk.backend.storage.vault import Vault
from kiosk.domain.registration.eligibility import (
    ALREADY_REGISTERED,
    PHONE_CHANGED,
    PUBLIC_REASONS,
    UNDO,
    Status,
    may_undo,
)

UNDONE = "undone"
"""The reason of a step that takes a decision back."""
CORRECTED = "corrected"
"""The reason of a step that changed the form and not the status: an officer corrected it."""
SUPPLEMENTED = "supplemented"
"""The reason of a step in which the person sent what an officer had asked for."""
_ASIDE = (CORRECTED, PHONE_CHANGED)
"""Steps that leave the status as it is: they are no decision, and are not told to the slip's holder."""
INSTANT = timedelta(microseconds=1)
"""Between two steps of one decision: what was asked for and came passes through review in the same breath."""


@dataclass(frozen=True)
class StatusChange:
    """One change of status."""

    status: Status
    at: datetime
    actor: str
    reason: str
    note: str
    details: StepDetails = NO_DETAILS

    @property
    def is_aside(self) -> bool:
        """Did it leave the status as it was?"""
        return self.reason.partition(".")[0] in _ASIDE


def record(
    connection: sa.Connection,
    row_id: UUID,
    status: Status,
    at: datetime,
    *,
    actor: str,
    note: bytes | None = None,
    reason: str = "",
    details: bytes | None = None,
) -> None:
    """Add to a registration's history what it has become; `note` and `details` come from `encrypted_form`."""
    row = event(row_id, status, at, actor=actor, note=note, reason=reason)
    connection.execute(sa.insert(events), {**row, "details": details})


def event(
    row_id: UUID, status: Status, at: datetime, *, actor: str, note: bytes | None = None, reason: str = ""
) -> dict[str, Any]:
    """The row that `record` writes, for a caller that writes many."""
    return {
        "id": ids.new_id(at),
        "registration_id": row_id,
        "at": at,
        "status": status,
        "actor": actor,
        "reason": reason,
        "note": note,
    }


def read(
    connection: sa.Connection, vault: Vault, registration_id: UUID, salt: bytes | None
) -> list[StatusChange]:
    """Return a registration's steps, oldest first."""
    e = events.c
    rows = connection.execute(
        sa.select(e.status, e.at, e.actor, e.reason, e.note, e.details)
        .where(e.registration_id == registration_id)
        .order_by(e.at, e.id)
    )
    return [
        StatusChange(
            Status(row.status),
            row.at,
            row.actor,
            row.reason,
            encrypted_form.decrypt_note(vault, row.note, salt),
            encrypted_form.decrypt_details(vault, row.details, salt),
        )
        for row in rows
    ]


def next_moment(connection: sa.Connection, registration_id: UUID, now: datetime) -> datetime:
    """Return `now`, or just after what happened last: a clock may jump back, a history may not."""
    e = events.c
    last = connection.scalar(sa.select(sa.func.max(e.at)).where(e.registration_id == registration_id))
    return now if last is None else max(now, last + 2 * INSTANT)


def before_decision(steps: Sequence[StatusChange], actor: str, now: datetime) -> StatusChange | None:
    """Return the step to which `actor` may go back; None when they may not, or not any more."""
    if not steps or steps[-1].actor != actor or steps[-1].reason == UNDONE or steps[-1].is_aside:
        return None
    decided, earlier = steps[-1], [step for step in steps[:-1] if not step.is_aside]
    if earlier and earlier[-1].actor == actor and decided.at - earlier[-1].at == INSTANT:
        earlier.pop()
    if not earlier or not may_undo(decided.status, earlier[-1].status, now - decided.at):
        return None
    return earlier[-1]


def undo_until(steps: Sequence[StatusChange], actor: str, now: datetime) -> datetime | None:
    """Until when `actor` may take the last step back; None when they may not."""
    return steps[-1].at + UNDO if before_decision(steps, actor, now) else None


def is_told() -> sa.ColumnElement[bool]:
    """The condition of the steps that the slip's holder is told: those that changed the status."""
    return sa.and_(*(events.c.reason.not_like(f"{reason}%") for reason in _ASIDE))


def public_reasons(reasons: Iterable[str]) -> list[str]:
    """The reasons that tell a stranger nothing about what the register knows."""
    return [reason for reason in reasons if reason in PUBLIC_REASONS or reason == ALREADY_REGISTERED]
