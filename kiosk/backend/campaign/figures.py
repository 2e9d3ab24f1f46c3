"""How far the campaign is: one count for the kiosks' screens, and the figures of those who lead it."""

from collections import Counter
from datetime import date, datetime, time, timedelta

import sqlalchemy as sa

from kiosk.backend.access.sessions import OfficerCaller
from kiosk.backend.casework.queue import WAITING
from kiosk.backend.clock import VIETNAM, Clock, day_in_vietnam
from kiosk.backend.storage import ids
from kiosk.backend.storage.schema import registrations
from kiosk.backend.storage.store import Store
from kiosk.contract.campaign import Day, FiguresAnswer, OfficeFigures, StatisticsAnswer
from kiosk.domain.registration.eligibility import OPEN, Status

_DAYS = 14
_r = registrations.c


class CampaignProgress:
    """Counts for the kiosks' screens."""

    def __init__(self, store: Store, goal: int) -> None:
        self._store = store
        self._goal = goal

    async def statistics(self, office_code: str) -> StatisticsAnswer:
        """How many people of this office have an account, out of how many are meant to."""
        theirs = sa.and_(_r.office_code == office_code, _r.status == Status.APPROVED)
        approved = sa.select(sa.func.count()).select_from(registrations).where(theirs)
        count = await self._store.read(lambda connection: connection.scalar(approved))
        return StatisticsAnswer(registered=count or 0, goal=self._goal)


class CampaignFigures:
    """Counts for those who lead the campaign."""

    def __init__(self, store: Store, goal: int, now: Clock) -> None:
        self._store = store
        self._goal = goal
        self._now = now

    async def of_the_campaign(self, officer: OfficerCaller) -> FiguresAnswer:
        """Return the figures of the officer's offices as they are now; every count is read from an index."""
        now = self._now()
        return await self._store.read(lambda connection: self._count(connection, officer, now))

    def _count(self, connection: sa.Connection, officer: OfficerCaller, now: datetime) -> FiguresAnswer:
        theirs, today = officer.theirs(_r.office_code), day_in_vietnam(now)
        days = [today - timedelta(days=age) for age in reversed(range(_DAYS))]
        offices = _by_office(connection, theirs)
        return FiguresAnswer(
            registered=sum(office.approved for office in offices),
            goal=self._goal,
            filed=sum(office.filed for office in offices),
            valid=sum(office.valid for office in offices),
            waiting=sum(office.waiting for office in offices),
            oldest_waiting=connection.scalar(sa.select(sa.func.min(_r.received_at)).where(WAITING, theirs)),
            days=[Day(day=day, received=_number(connection, sa.and_(_on(day), theirs))) for day in days],
            offices=offices,
            as_of=now,
        )


def _by_office(connection: sa.Connection, theirs: sa.ColumnElement[bool]) -> list[OfficeFigures]:
    query = sa.select(_r.office_code, _r.status, sa.func.count().label("number")).where(theirs)
    counts: dict[str, Counter[str]] = {}
    for row in connection.execute(query.group_by(_r.office_code, _r.status)):
        counts.setdefault(row.office_code, Counter())[row.status] += row.number
    return [
        OfficeFigures(
            office_code=code,
            filed=of.total(),
            valid=of.total() - of[Status.REFUSED] - of[Status.WITHDRAWN],
            approved=of[Status.APPROVED],
            waiting=sum(of[status] for status in OPEN),
        )
        for code, of in sorted(counts.items())
    ]


def _number(connection: sa.Connection, condition: sa.ColumnElement[bool]) -> int:
    return connection.scalar(sa.select(sa.func.count()).select_from(registrations).where(condition)) or 0


def _on(day: date) -> sa.ColumnElement[bool]:
    """Registrations of one day: their ids sort by time."""
    begin = datetime.combine(day, time.min, VIETNAM)
    return sa.and_(_r.id >= ids.first_id(begin), _r.id < ids.first_id(begin + timedelta(days=1)))
