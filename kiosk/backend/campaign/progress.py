"""The ward as its kiosks see it: how far the campaign is."""

import sqlalchemy as sa

from kiosk.backend.storage.schema import registrations
from kiosk.backend.storage.store import Store
from kiosk.contract.campaign import StatisticsAnswer
from kiosk.domain.registration.eligibility import Status


class Ward:
    """Counts the campaign."""

    def __init__(self, store: Store, goal: int) -> None:
        self._store = store
        self._goal = goal

    async def statistics(self) -> StatisticsAnswer:
        """How many people have an account, out of how many are meant to."""
        approved = sa.select(sa.func.count()).where(registrations.c.status == Status.APPROVED)
        count = await self._store.read(lambda connection: connection.scalar(approved))
        return StatisticsAnswer(registered=count or 0, goal=self._goal)
