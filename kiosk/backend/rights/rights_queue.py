"""The rights requests that wait at the officers' desk, the nearest deadline first."""

import sqlalchemy as sa

from kiosk.backend.access.sessions import OfficerCaller
from kiosk.backend.clock import Clock
from kiosk.backend.rights.request_store import WAITS, RequestStore
from kiosk.backend.storage.schema import kiosks, registrations, rights_requests
from kiosk.backend.storage.store import Row, Store
from kiosk.backend.storage.vault import Vault
from kiosk.domain.dates import PartialDate
from kiosk.domain.registration.rights import Right
from kiosk.ports.kept_data import RightsTask, WaitingRights
from kiosk.resources.holidays import working_days

_MOST_SHOWN = 100
_q = rights_requests.c
_r = registrations.c


class RightsQueue:
    """Shows what waits."""

    def __init__(self, store: Store, vault: Vault, now: Clock) -> None:
        self._store = store
        self._requests = RequestStore(vault, working_days())
        self._now = now

    async def waiting(self, officer: OfficerCaller) -> WaitingRights:
        """Return what waits for an officer of this office, the nearest deadline first."""
        mine = (WAITS, officer.theirs(_q.office_code))

        def work(connection: sa.Connection) -> WaitingRights:
            total = connection.scalar(sa.select(sa.func.count()).select_from(rights_requests).where(*mine))
            with_kiosk = rights_requests.outerjoin(kiosks, kiosks.c.id == _q.kiosk_id)
            query = sa.select(rights_requests, kiosks.c.name.label("kiosk_name")).select_from(with_kiosk)
            ordered = query.where(*mine).order_by(_q.due_on, _q.id).limit(_MOST_SHOWN)
            rows = connection.execute(ordered).all()
            return WaitingRights(tasks=tuple(self._task(connection, row) for row in rows), total=total or 0)

        return await self._store.read(work)

    def _task(self, connection: sa.Connection, row: Row) -> RightsTask:
        content = self._requests.content(row)
        assert content is not None  # what waits was not erased: erasing ends it
        newest = sa.select(_r.receipt_code).where(_r.person == row.person).order_by(_r.id.desc()).limit(1)
        return RightsTask(
            code=row.code,
            right=Right(row.kind),
            about=row.about,
            is_proved=row.is_proved,
            full_name=content.full_name,
            birth=PartialDate.from_iso(content.birth),
            citizen_id=content.citizen_id,
            receipt_code=connection.scalar(newest),
            kiosk_name=row.kiosk_name or "",
            asked_at=row.asked_at,
            due_on=row.due_on,
            days_left=self._requests.days_left(row, self._now()),
        )
