"""The status of a registration, for the holder of its receipt: no more of the person than a slip shows."""

from datetime import timedelta

import sqlalchemy as sa

from kiosk.backend.clock import Clock
from kiosk.backend.declined import Declined
from kiosk.backend.keys import receipt
from kiosk.backend.keys.signing import Signer
from kiosk.backend.registrations import encrypted_form
from kiosk.backend.registrations.history import is_told, public_reasons
from kiosk.backend.storage.schema import events, registrations
from kiosk.backend.storage.store import Row, Store
from kiosk.backend.storage.vault import Vault
from kiosk.contract.registrations import RegistrationStatusAnswer, StatusHistoryEntry
from kiosk.domain import names, readable_code
from kiosk.domain.registration.eligibility import ALREADY_REGISTERED, Status
from kiosk.domain.registration.supplement import AskedPart

_NOTED_EVERY = timedelta(seconds=5)
"""A kiosk asks each second or two; more often than this the row is not touched for it."""
_WAITING = (Status.PENDING_REVIEW, Status.NEEDS_MORE)


class RegistrationStatusService:
    """Reads the status and history of registrations."""

    def __init__(self, store: Store, vault: Vault, signer: Signer, now: Clock) -> None:
        self._store = store
        self._vault = vault
        self._signer = signer
        self._now = now

    async def of(self, receipt_code: str, *, is_watched: bool = False) -> RegistrationStatusAnswer:
        """Return the status and how it came about; `Declined` when no registration has the code.

        `is_watched`: the citizen waits before the kiosk for it, and officers shall see that.
        """
        if not readable_code.is_valid(receipt_code):
            raise Declined("receipt_unknown")
        row, history = await self._store.read(lambda connection: _read(connection, receipt_code))
        if is_watched and row.status in _WAITING:
            await self._note_watched(row)
        return RegistrationStatusAnswer(
            receipt_code=receipt_code,
            status=row.status,
            reasons=_reasons(row.status, row.reasons),
            updated_at=row.updated_at,
            note=encrypted_form.decrypt_note(self._vault, row.note, row.salt),
            initials=self._initials(row),
            paper_receipt=receipt.for_copy(self._signer, receipt_code, row.status, row.updated_at),
            history=[StatusHistoryEntry(status=Status.RECEIVED, at=row.received_at), *history],
            asked=asked_now(row),
        )

    def _initials(self, row: Row) -> str:
        """Whose it is, as far as a slip says it; "" when it was erased."""
        if row.sealed is None or row.salt is None:
            return ""
        sent = encrypted_form.decrypt_raw(self._vault, row)
        return names.initials(sent["participant"]["full_name"])

    async def _note_watched(self, row: Row) -> None:
        now = self._now()
        if row.watched_at is None or now - row.watched_at >= _NOTED_EVERY:
            of_row = sa.update(registrations).where(registrations.c.id == row.id)
            await self._store.write(lambda connection: connection.execute(of_row.values(watched_at=now)))


def _read(connection: sa.Connection, receipt_code: str) -> tuple[Row, list[StatusHistoryEntry]]:
    r, e = registrations.c, events.c
    columns = (
        *(r.id, r.status, r.reasons, r.note, r.salt, r.sealed, r.received_at, r.updated_at, r.watched_at),
        r.asked,
    )
    row = connection.execute(sa.select(*columns).where(r.receipt_code == receipt_code)).first()
    if row is None:
        raise Declined("receipt_unknown")
    history = connection.execute(
        sa.select(e.status, e.at).where(e.registration_id == row.id, is_told()).order_by(e.at, e.id)
    )
    return row, [StatusHistoryEntry(status=happened.status, at=happened.at) for happened in history]


def asked_now(row: Row) -> list[AskedPart]:
    """What an officer waits for; nothing once it has come, or was decided."""
    is_waited_for = row.status == Status.NEEDS_MORE and row.asked
    return [AskedPart(part) for part in row.asked] if is_waited_for else []


def _reasons(status: str, reasons: list[str]) -> list[str]:
    """Why it still waits, or why it never had to; an officer's decision has the officer's words instead."""
    return public_reasons(reasons) if status in _WAITING or ALREADY_REGISTERED in reasons else []
