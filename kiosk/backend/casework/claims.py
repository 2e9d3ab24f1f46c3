"""Which officer has a dossier open. It keeps no other from deciding; the second is told of the first."""

import sqlalchemy as sa

from kiosk.backend.access.sessions import OfficerCaller
from kiosk.backend.casework.dossiers import find
from kiosk.backend.casework.queue import CLAIM_HOLDS, claimant
from kiosk.backend.clock import Clock
from kiosk.backend.storage.idempotency import Answer, Request, once
from kiosk.backend.storage.schema import registrations
from kiosk.backend.storage.store import Store
from kiosk.contract.dossiers import DOSSIERS, ClaimAnswer
from kiosk.contract.sessions import EmptyBody

_r = registrations.c


class Claims:
    """Takes and lets go of dossiers."""

    def __init__(self, store: Store, now: Clock) -> None:
        self._store = store
        self._now = now

    async def claim(self, officer: OfficerCaller, key: str, receipt_code: str) -> Answer:
        """Take it, or keep it for longer; the answer says who has it, who may be another."""
        now = self._now()

        def work(connection: sa.Connection) -> Answer:
            row = find(connection, officer, receipt_code)
            is_free = sa.or_(
                _r.claimed_by.is_(None), _r.claimed_by == officer.id, _r.claimed_at <= now - CLAIM_HOLDS
            )
            mine = sa.update(registrations).where(_r.id == row.id, is_free)
            if connection.execute(mine.values(claimed_by=officer.id, claimed_at=now)).rowcount:
                return Answer.of(ClaimAnswer(claimed_by=officer.full_name, claimed_by_me=True))
            other = claimant(find(connection, officer, receipt_code), now)
            return Answer.of(ClaimAnswer(claimed_by=other, claimed_by_me=False))

        request = Request(key, f"{DOSSIERS}/{receipt_code}/claim", EmptyBody())
        return await once(self._store, request, now, work)

    async def release(self, officer: OfficerCaller, key: str, receipt_code: str) -> Answer:
        """Let go of it; another's claim stays."""
        now = self._now()

        def work(connection: sa.Connection) -> Answer:
            row = find(connection, officer, receipt_code)
            mine = sa.and_(_r.id == row.id, _r.claimed_by == officer.id)
            connection.execute(sa.update(registrations).where(mine).values(claimed_by=None, claimed_at=None))
            other = claimant(row, now) if row.claimed_by != officer.id else None
            return Answer.of(ClaimAnswer(claimed_by=other, claimed_by_me=False))

        request = Request(key, f"{DOSSIERS}/{receipt_code}/release", EmptyBody())
        return await once(self._store, request, now, work)
