"""How far the campaign is: one count for the kiosks' screens, and the figures of those who lead it."""

from datetime import date, datetime, time, timedelta

import sqlalchemy as sa

from kiosk.backend.casework.queue import WAITING
from kiosk.backend.clock import VIETNAM, Clock, day_in_vietnam
from kiosk.backend.storage import ids
from kiosk.backend.storage.schema import registrations
from kiosk.backend.storage.store import Store
from kiosk.contract.campaign import Day, FiguresAnswer, StatisticsAnswer
from kiosk.domain.registration.eligibility import Status

_DAYS = 14
_r = registrations.c


class CampaignProgress:
    """Counts for the kiosks' screens."""

    def __init__(self, store: Store, goal: int) -> None:
        self._store = store
        self._goal = goal

    async def statistics(self) -> StatisticsAnswer:
        """How many people have an account, out of how many are meant to."""
        approved = sa.select(sa.func.count()).where(registrations.c.status == Status.APPROVED)
        count = await self._store.read(lambda connection: connection.scalar(approved))
        return StatisticsAnswer(registered=count or 0, goal=self._goal)


class CampaignFigures:
    """Counts for those who lead the campaign."""

    def __init__(self, store: Store, goal: int, now: Clock) -> None:
        self._store = store
        self._goal = goal
        self._now = now

    async def of_the_campaign(self) -> FiguresAnswer:
        """Return the figures as they are now; every count is read from an index."""
        today = day_in_vietnam(self._now())
        return await self._store.read(lambda connection: self._count(connection, today))

    def _count(self, connection: sa.Connection, today: date) -> FiguresAnswer:
        days = [today - timedelta(days=age) for age in reversed(range(_DAYS))]
        return FiguresAnswer(
            registered=_number(connection, _r.status == Status.APPROVED),
            goal=self._goal,
            waiting=_number(connection, WAITING),
            oldest_waiting=connection.scalar(sa.select(sa.func.min(_r.received_at)).where(WAITING)),
            days=[Day(day=day, received=_number(connection, _on(day))) for day in days],
        )


def _number(connection: sa.Connection, condition: sa.ColumnElement[bool]) -> int:
    return connection.scalar(sa.select(sa.func.count()).select_from(registrations).where(condition)) or 0


def _on(day: date) -> sa.ColumnElement[bool]:
    """Registrations of one day: their ids sort by time."""
    begin = datetime.combine(day, time.min, VIETNAM)
    return sa.and_(_r.id >= ids.first_id(begin), _r.id < ids.first_id(begin + timedelta(days=1)))
