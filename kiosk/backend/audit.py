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
from kiosk.backend.schema import audit, audit_links
from kiosk.backend.store import Store

_GENESIS = "0" * 64
_LONGEST_TRANSACTION = timedelta(hours=1)
_BATCH = 1000


def add(connection: sa.Connection, now: datetime, *, actor: str, action: str, subject: str = "") -> None:
    """Write down who did what to `subject`: a receipt's or a card's code, never a person's data."""
    connection.execute(
        sa.insert(audit),
        {
            "id": ids.new_id(now),
            "at": now,
            "actor": actor,
            "action": action,
            "subject": subject,
        },
    )


def seal(connection: sa.Connection) -> int:
    """Link the lines that the chain does not hold yet, a batch at most; return how many there were."""
    last = _last_link(connection)
    place, digest = (last.place, last.digest) if last else (0, _GENESIS)
    links = []
    for entry in connection.execute(_unsealed(last).limit(_BATCH)).all():
        place, digest = place + 1, _digest(digest, entry)
        links.append({"place": place, "entry_id": entry.id, "digest": digest})
    if links:
        connection.execute(sa.insert(audit_links), links)
    return len(links)


def first_broken(connection: sa.Connection) -> int | None:
    """The place of the first link that does not follow from the one before; None when the chain is whole."""
    digest = _GENESIS
    links = connection.execute(
        sa.select(audit_links.c.place, audit_links.c.digest, audit)
        .outerjoin(audit, audit.c.id == audit_links.c.entry_id)
        .order_by(audit_links.c.place)
    )
    for expected, link in enumerate(links, 1):
        if link.place != expected or link.id is None or link.digest != _digest(digest, link):
            return expected
        digest = link.digest
    return None


async def a_second() -> None:
    """Wait as long as a line may go unsealed."""
    await asyncio.sleep(1)


async def keep_sealed(store: Store, pause: Callable[[], Awaitable[None]] = a_second) -> None:
    """Seal for as long as the backend runs. Looks first, so that an idle backend writes nothing."""
    while True:
        if await store.read(_has_unsealed):
            await store.write(seal)
        await pause()


def _has_unsealed(connection: sa.Connection) -> bool:
    return connection.execute(_unsealed(_last_link(connection)).limit(1)).first() is not None


def _last_link(connection: sa.Connection) -> sa.Row[Any] | None:
    links = sa.select(audit_links, audit.c.at).join(audit, audit.c.id == audit_links.c.entry_id)
    return connection.execute(links.order_by(audit_links.c.place.desc()).limit(1)).first()


def _unsealed(last: sa.Row[Any] | None) -> sa.Select[Any]:
    """The lines without a link, oldest first; the sealed past is not searched again."""
    lines = sa.select(audit).outerjoin(audit_links).where(audit_links.c.entry_id.is_(None))
    if last:
        lines = lines.where(audit.c.id >= ids.first_id(last.at - _LONGEST_TRANSACTION))
    return lines.order_by(audit.c.id)


def _digest(previous: str, entry: sa.Row[Any]) -> str:
    line = "\0".join((previous, entry.id.hex, entry.at.isoformat(), entry.actor, entry.action, entry.subject))
    return hashlib.sha256(line.encode()).hexdigest()
