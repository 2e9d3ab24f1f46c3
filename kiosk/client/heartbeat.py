"""Tells the office once a minute how this kiosk is: what waits in its outbox, and what was declined."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime

from kiosk import __version__
from kiosk.client.api import Api
from kiosk.client.outbox import Outbox, OutboxRow
from kiosk.contract.kiosks import KIOSK_REPORTS, KioskReport, KioskReportAnswer, UndeliveredBody
from kiosk.domain import limits
from kiosk.ports.errors import Refused, Unavailable

EVERY = 60.0
SOON = 10.0
"""Seconds until a report that did not arrive is sent again."""


async def send(api: Api, outbox: Outbox) -> float:
    """Send one report; return in how many seconds the next one is due."""
    rows = await asyncio.to_thread(outbox.rows)
    try:
        await api.order(KIOSK_REPORTS, of(rows), KioskReportAnswer)
    except (Refused, Unavailable):
        return SOON
    return EVERY


def of(rows: Sequence[OutboxRow]) -> KioskReport:
    """What the outbox's rows, oldest first, come to."""
    waiting = [row for row in rows if row.state == "waiting"]
    kept = [row for row in rows if row.state == "kept"]
    return KioskReport(
        version=__version__,
        waiting=len(waiting),
        oldest_waiting=_moment(waiting[0]) if waiting else None,
        kept=[
            UndeliveredBody(
                receipt_code=row.receipt_code, refusal=row.refusal or "unexpected", since=_moment(row)
            )
            for row in kept[: limits.UNDELIVERED]
        ],
    )


def _moment(row: OutboxRow) -> datetime:
    return datetime.fromtimestamp(row.created_at, UTC)
