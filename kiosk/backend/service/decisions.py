"""The officer's word on a registration."""

from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from kiosk.backend import audit
from kiosk.backend.clock import Clock
from kiosk.backend.declined import Declined
from kiosk.backend.insurer import Insured, Insurer
from kiosk.backend.schema import registrations
from kiosk.backend.service.issuing import Issuer
from kiosk.backend.service.registrations import record
from kiosk.backend.store import Store
from kiosk.domain.eligibility import Status, may_move

NOTE_LIMIT = 500
_INSTANT = timedelta(microseconds=1)


class Decisions:
    """Approves, refuses, or asks for more."""

    def __init__(self, store: Store, insurer: Insurer, issuer: Issuer, now: Clock) -> None:
        self._store = store
        self._insurer = insurer
        self._issuer = issuer
        self._now = now

    async def decide(self, receipt_code: str, target: Status, *, officer: str, note: str = "") -> None:
        """Bring a registration to `target`, with the officer's words for the person.

        `Declined`: `receipt_unknown`; `decision_impossible` when its state does not allow it;
        `already_registered` when the person has an account already.
        """
        r = registrations.c
        of_receipt = sa.select(r.citizen_id).where(r.receipt_code == receipt_code)
        citizen_id = await self._store.read(lambda connection: connection.scalar(of_receipt))
        if citizen_id is None:
            raise Declined("receipt_unknown")
        insured = await self._insurer.find(citizen_id)
        try:
            await self._store.write(
                lambda connection: self._move(connection, receipt_code, target, insured, officer, note)
            )
        except IntegrityError as error:
            raise Declined("already_registered") from error

    def _move(
        self,
        connection: sa.Connection,
        receipt_code: str,
        target: Status,
        insured: Insured | None,
        officer: str,
        note: str,
    ) -> None:
        now = self._now()
        r = registrations.c
        row = connection.execute(
            sa.select(r.id, r.status, r.phone, r.dossier)
            .where(r.receipt_code == receipt_code)
            .with_for_update()
        ).one()
        steps = _steps(Status(row.status), target)
        phone = row.dossier["phone"] if target is Status.APPROVED else row.phone
        connection.execute(
            sa.update(registrations)
            .where(r.id == row.id)
            .values(status=target, phone=phone, note=note[:NOTE_LIMIT], updated_at=now)
        )
        for place, status in enumerate(steps):
            words = note[:NOTE_LIMIT] if status is target else ""
            at = now + (place + 1 - len(steps)) * _INSTANT
            record(connection, row.id, status, at, actor=f"officer:{officer}", note=words)
        audit.add(
            connection, now, actor=f"officer:{officer}", action=f"registration_{target}", subject=receipt_code
        )
        if target is Status.APPROVED and insured is not None:
            self._issuer.issue(connection, insured, now)


def _steps(current: Status, target: Status) -> tuple[Status, ...]:
    """The way to `target`: what was asked for and is now there passes through review in the same breath."""
    if may_move(current, target):
        return (target,)
    if may_move(current, Status.PENDING_REVIEW) and may_move(Status.PENDING_REVIEW, target):
        return (Status.PENDING_REVIEW, target)
    raise Declined("decision_impossible")
