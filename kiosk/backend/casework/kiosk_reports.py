"""How the kiosks are: what each says of itself, and what the office should look after."""

from datetime import datetime, timedelta

import sqlalchemy as sa

from kiosk.backend.access.callers import Kiosk
from kiosk.backend.access.sessions import OfficerCaller
from kiosk.backend.clock import Clock
from kiosk.backend.storage.idempotency import Answer, Request, once
from kiosk.backend.storage.schema import kiosk_reports, kiosks
from kiosk.backend.storage.store import Row, Store
from kiosk.contract.kiosks import (
    KIOSK_REPORTS,
    KioskReport,
    KioskReportAnswer,
    UndeliveredAnswer,
)
from kiosk.ports.kiosks import KioskStatus, UndeliveredRegistration

SILENT_AFTER = timedelta(minutes=5)
"""A kiosk reports once a minute."""

_k, _p = kiosks.c, kiosk_reports.c


class Reports:
    """Takes the kiosks' reports and shows them to officers."""

    def __init__(self, store: Store, now: Clock) -> None:
        self._store = store
        self._now = now

    async def keep(self, kiosk: Kiosk, key: str, body: KioskReport) -> Answer:
        """Keep a kiosk's newest report."""
        now = self._now()

        def work(connection: sa.Connection) -> Answer:
            values = {"at": now, "report": body.model_dump(mode="json")}
            mine = sa.update(kiosk_reports).where(_p.kiosk_id == kiosk.id)
            if not connection.execute(mine.values(**values)).rowcount:
                connection.execute(sa.insert(kiosk_reports), {"kiosk_id": kiosk.id, **values})
            return Answer.of(KioskReportAnswer(at=now))

        return await once(self._store, Request(key, KIOSK_REPORTS, body), now, work)

    async def undelivered(self, officer: OfficerCaller) -> UndeliveredAnswer:
        """Return every kiosk of the office with something undelivered, and every one that is silent."""
        now = self._now()
        query = (
            sa.select(_k.name, _p.at, _p.report)
            .select_from(kiosks.outerjoin(kiosk_reports, _p.kiosk_id == _k.id))
            .where(_k.kind == Kiosk.kind, _k.revoked_at.is_(None))
            .order_by(_k.name)
        )
        theirs = query.where(officer.theirs(_k.office_code))
        rows = await self._store.read(lambda connection: connection.execute(theirs).all())
        statuses = (_status(row, now) for row in rows)
        return UndeliveredAnswer(
            kiosks=tuple(each for each in statuses if each.is_silent or each.waiting or each.kept)
        )


def _status(row: Row, now: datetime) -> KioskStatus:
    report = KioskReport.model_validate(row.report) if row.report else None
    return KioskStatus(
        kiosk_name=row.name,
        at=row.at,
        is_silent=row.at is None or row.at < now - SILENT_AFTER,
        waiting=report.waiting if report else 0,
        oldest_waiting=report.oldest_waiting if report else None,
        kept=tuple(UndeliveredRegistration(**kept.model_dump()) for kept in report.kept) if report else (),
    )
