"""Says where a registration stands, to whoever holds its receipt; without personal data."""

import sqlalchemy as sa

from kiosk.backend.declined import Declined
from kiosk.backend.schema import events, registrations
from kiosk.backend.service.registrations import ALREADY_REGISTERED, shown
from kiosk.backend.store import Store
from kiosk.contract import Happened, StandingAnswer
from kiosk.domain import readable_code
from kiosk.domain.eligibility import Status


class Standings:
    """Reads registrations' standings."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def of(self, receipt_code: str) -> StandingAnswer:
        """Return where it stands and how it came there; `Declined` when nobody knows the code."""
        if not readable_code.is_valid(receipt_code):
            raise Declined("receipt_unknown")
        return await self._store.read(lambda connection: _read(connection, receipt_code))


def _read(connection: sa.Connection, receipt_code: str) -> StandingAnswer:
    r, e = registrations.c, events.c
    columns = (r.id, r.status, r.reasons, r.note, r.received_at, r.updated_at)
    row = connection.execute(sa.select(*columns).where(r.receipt_code == receipt_code)).first()
    if row is None:
        raise Declined("receipt_unknown")
    history = connection.execute(
        sa.select(e.status, e.at).where(e.registration_id == row.id).order_by(e.at, e.id)
    )
    return StandingAnswer(
        receipt_code=receipt_code,
        status=row.status,
        reasons=_reasons(row.status, row.reasons),
        updated_at=row.updated_at,
        note=row.note,
        history=[
            Happened(status=Status.RECEIVED, at=row.received_at),
            *(Happened(status=happened.status, at=happened.at) for happened in history),
        ],
    )


def _reasons(status: str, reasons: list[str]) -> list[str]:
    """Why it still waits, or why it never had to; an officer's decision has the officer's words instead."""
    waits = status in (Status.PENDING_REVIEW, Status.NEEDS_MORE)
    return shown(reasons) if waits or ALREADY_REGISTERED in reasons else []
