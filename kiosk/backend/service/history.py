"""What became of a registration: the events it leaves, and the reasons that whoever asks may be told."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from kiosk.backend import ids
from kiosk.backend.schema import events
from kiosk.domain.eligibility import ALREADY_REGISTERED, PUBLIC_REASONS, Status


def record(
    connection: sa.Connection,
    row_id: UUID,
    status: Status,
    now: datetime,
    *,
    actor: str,
    note: bytes | None = None,
) -> None:
    """Add to a registration's history what it has become; `note` is sealed (`dossier.seal_note`)."""
    connection.execute(sa.insert(events), event(row_id, status, now, actor=actor, note=note))


def event(
    row_id: UUID, status: Status, now: datetime, *, actor: str, note: bytes | None = None
) -> dict[str, Any]:
    """The row that `record` writes, for whoever writes many."""
    return {
        "id": ids.new_id(now),
        "registration_id": row_id,
        "at": now,
        "status": status,
        "actor": actor,
        "note": note,
    }


def shown(reasons: Iterable[str]) -> list[str]:
    """The reasons that tell a stranger nothing about what the register knows."""
    return [reason for reason in reasons if reason in PUBLIC_REASONS or reason == ALREADY_REGISTERED]
