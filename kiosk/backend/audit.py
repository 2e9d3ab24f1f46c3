"""Who did what: an append-only list, and a chain of hashes over it that shows whether a line was touched.

A writer only adds its line. The chain is forged afterwards, by one process at a time, so that it is no lock
on the way of a registration.
"""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from kiosk.backend import ids
from kiosk.backend.clock import Clock, utc_now
from kiosk.backend.schema import audit, audit_links
from kiosk.backend.store import Row, Store

GENESIS = "0" * 64
"""What the first link follows."""
_LONGEST_TRANSACTION = timedelta(hours=1)
_BATCH = 1000


def add(connection: sa.Connection, now: datetime, *, actor: str, action: str, subject: str = "") -> None:
    """Write down who did what to `subject`: a receipt's or a card's code, never a person's data."""
    connection.execute(sa.insert(audit), line(now, actor=actor, action=action, subject=subject))


def line(now: datetime, *, actor: str, action: str, subject: str = "") -> dict[str, Any]:
    """The row that `add` writes, for whoever writes many."""
    return {"id": ids.new_id(now), "at": now, "actor": actor, "action": action, "subject": subject}


def seal(connection: sa.Connection, now: Clock = utc_now) -> int:
    """Link the lines that the chain does not hold yet, a batch at most; return how many there were."""
    last = _last_link(connection)
    place, newest = (last.place, last.digest) if last else (0, GENESIS)
    links = []
    for entry in connection.execute(_unsealed(last, now()).limit(_BATCH)).all():
        place, newest = place + 1, link_digest(newest, entry)
        links.append({"place": place, "entry_id": entry.id, "digest": newest})
    if links:
        connection.execute(sa.insert(audit_links), links)
    return len(links)


async def a_second() -> None:
    """Wait as long as a line may go unsealed."""
    await asyncio.sleep(1)


async def keep_sealed(
    store: Store, pause: Callable[[], Awaitable[None]] = a_second, now: Clock = utc_now
) -> None:
    """Seal for as long as the backend runs. Looks first, so that an idle backend writes nothing."""
    while True:
        sealed = 0
        if await store.read(lambda connection: _has_unsealed(connection, now())):
            sealed = await store.write(lambda connection: seal(connection, now))
        if sealed < _BATCH:
            await pause()


def _has_unsealed(connection: sa.Connection, now: datetime) -> bool:
    return connection.execute(_unsealed(_last_link(connection), now).limit(1)).first() is not None


def _last_link(connection: sa.Connection) -> Row | None:
    links = sa.select(audit_links, audit.c.at).join(audit, audit.c.id == audit_links.c.entry_id)
    return connection.execute(links.order_by(audit_links.c.place.desc()).limit(1)).first()


def _unsealed(last: Row | None, now: datetime) -> sa.Select[Any]:
    """The lines without a link, oldest first; the sealed past is not searched again.

    `now` matters after a clock that was ahead was put right: what is new is older than the last link then.
    """
    lines = sa.select(audit).outerjoin(audit_links).where(audit_links.c.entry_id.is_(None))
    if last:
        lines = lines.where(audit.c.id >= ids.first_id(min(last.at, now) - _LONGEST_TRANSACTION))
    return lines.order_by(audit.c.id)


def link_digest(previous: str, entry: Row) -> str:
    """The link of a line that follows the link `previous`."""
    line = "\0".join((previous, entry.id.hex, entry.at.isoformat(), entry.actor, entry.action, entry.subject))
    return hashlib.sha256(line.encode()).hexdigest()
