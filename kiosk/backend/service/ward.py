"""The ward as its kiosks see it: how far the campaign is, and the bell on the officer's desk."""

import sqlalchemy as sa

from kiosk.backend import audit, ids
from kiosk.backend.auth import Kiosk
from kiosk.backend.clock import Clock
from kiosk.backend.idempotency import Answer, Request, once
from kiosk.backend.schema import desk_calls, registrations
from kiosk.backend.store import Store
from kiosk.contract import DESK_CALLS, DeskCall, DeskCalled, StatisticsAnswer
from kiosk.domain.eligibility import Status


class Ward:
    """Counts the campaign and takes calls."""

    def __init__(self, store: Store, goal: int, now: Clock) -> None:
        self._store = store
        self._goal = goal
        self._now = now

    async def statistics(self) -> StatisticsAnswer:
        """How many people have an account, out of how many are meant to."""
        approved = sa.select(sa.func.count()).where(registrations.c.status == Status.APPROVED)
        count = await self._store.read(lambda connection: connection.scalar(approved))
        return StatisticsAnswer(registered=count or 0, goal=self._goal)

    async def call(self, kiosk: Kiosk, key: str, body: DeskCall) -> Answer:
        """Ring the officer's desk for somebody at `kiosk`."""
        now = self._now()

        def work(connection: sa.Connection) -> Answer:
            connection.execute(
                sa.insert(desk_calls),
                {
                    "id": ids.new_id(now),
                    "kiosk_id": kiosk.id,
                    "at": now,
                    "place": body.where,
                    "receipt_code": body.receipt_code,
                },
            )
            audit.add(connection, now, actor=kiosk.actor, action="desk_called")
            return Answer.of(DeskCalled(called_at=now), 201)

        return await once(self._store, Request(key, DESK_CALLS, body), now, work)
