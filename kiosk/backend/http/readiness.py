"""Readiness and gauges: can this backend take registrations now, and what waits in queue and outboxes."""

import asyncio
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from kiosk.backend.declined import Declined
from kiosk.backend.messages.sending_report import SendingReport
from kiosk.backend.storage.schema import REVISION, kiosk_reports, kiosks, registrations
from kiosk.backend.storage.store import Store
from kiosk.contract.keys import KeysAnswer
from kiosk.contract.service import ReadyAnswer

_PATIENCE = 2.0
_SILENT_AFTER = timedelta(minutes=5)
"""A kiosk reports each minute."""
_WAITS = ("pending_review", "needs_more")

Figure = tuple[str, str, float]
"""Name, help, value."""


async def check(store: Store, keys: KeysAnswer) -> ReadyAnswer:
    """Return that every part is there. Raises `Declined` (`not_ready`) naming those that are not."""
    revision = await _revision(store)
    answer = ReadyAnswer(
        database=revision is not None,
        migrations=revision == REVISION,
        keys={key.use for key in keys.keys} == {"sign", "seal"},
    )
    missing = [f"{part}.missing" for part, is_there in answer.model_dump().items() if not is_there]
    if missing:
        raise Declined("not_ready", fields=missing, retry_after=int(_PATIENCE))
    return answer


async def figures(store: Store, now: datetime, messages: SendingReport) -> list[Figure]:
    """Return what the database knows of queue, outboxes and messages; [] while it does not answer."""
    try:
        async with asyncio.timeout(_PATIENCE):
            waiting = await store.read(lambda connection: _figures(connection, now))
            return [*waiting, *await messages.figures()]
    except (TimeoutError, DBAPIError):
        return []


async def _revision(store: Store) -> str | None:
    """Return the schema's revision, "" where there is none, None when the database does not answer."""
    try:
        return await asyncio.wait_for(store.read(revision), _PATIENCE)
    except (TimeoutError, DBAPIError):
        return None


def revision(connection: sa.Connection) -> str:
    """Return the schema's revision, "" where there is none."""
    if not sa.inspect(connection).has_table("alembic_version"):
        return ""
    return connection.scalar(sa.text("SELECT version_num FROM alembic_version")) or ""


def _figures(connection: sa.Connection, now: datetime) -> list[Figure]:
    queue = connection.scalar(sa.select(sa.func.count()).where(registrations.c.status.in_(_WAITS)))
    enrolled = sa.select(sa.func.count()).where(kiosks.c.revoked_at.is_(None), kiosks.c.kind == "kiosk")
    reports = connection.execute(sa.select(kiosk_reports.c.at, kiosk_reports.c.report)).all()
    oldest = max((_age(row.report, now) for row in reports), default=0.0)
    return [
        ("kiosk_queue", "Registrations that wait for an officer.", queue or 0),
        ("kiosk_enrolled", "Kiosks that may ask.", connection.scalar(enrolled) or 0),
        (
            "kiosk_silent",
            "Kiosks that have reported once, but not for five minutes.",
            sum(now - row.at > _SILENT_AFTER for row in reports),
        ),
        (
            "kiosk_outbox_waiting",
            "Registrations that wait in kiosks' outboxes, as last reported.",
            sum(row.report["waiting"] for row in reports),
        ),
        ("kiosk_outbox_oldest_seconds", "How long the oldest of them has waited.", oldest),
        (
            "kiosk_outbox_kept",
            "Registrations that were declined and are kept at kiosks.",
            sum(len(row.report["kept"]) for row in reports),
        ),
    ]


def _age(report: dict[str, Any], now: datetime) -> float:
    oldest = report.get("oldest_waiting")
    return max(0.0, (now - datetime.fromisoformat(oldest)).total_seconds()) if oldest else 0.0
