"""The audit trail: an append-only list, and a chain of hashes over it that shows whether a line was altered.

A writer only adds its line. Its link is made afterwards (`linker`), so that the chain is no lock on the way
of a registration.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from kiosk.backend.storage import database, ids
from kiosk.backend.storage.schema import audit, audit_links
from kiosk.backend.storage.store import Row

GENESIS = "0" * 64
"""What the first link follows."""
BATCH = 1000
"""Links that are made in one transaction at most."""
_CHAIN = b"audit_links"
"""Names the lock under which one process at a time links; two would only undo each other's work."""


@dataclass(frozen=True)
class TimeRange:
    """A part of the list, by when its lines were written; without an end on a side that is None."""

    begin: datetime | None = None
    end: datetime | None = None

    def holds(self, entry_id: sa.ColumnElement[Any]) -> sa.ColumnElement[bool]:
        """Was the line with this id written in it? Ids begin with their moment, so that an index tells."""
        after = entry_id >= ids.first_id(self.begin) if self.begin else sa.true()
        return sa.and_(after, entry_id < ids.first_id(self.end) if self.end else sa.true())


ALL_TIME = TimeRange()


def add(connection: sa.Connection, now: datetime, *, actor: str, action: str, subject: str = "") -> None:
    """Write down who did what to `subject`: a receipt's or a card's code, never a person's data."""
    connection.execute(sa.insert(audit), line(now, actor=actor, action=action, subject=subject))


def line(now: datetime, *, actor: str, action: str, subject: str = "") -> dict[str, Any]:
    """The row that `add` writes, for a caller that writes many."""
    return {"id": ids.new_id(now), "at": now, "actor": actor, "action": action, "subject": subject}


def link(connection: sa.Connection, within: TimeRange = ALL_TIME, limit: int = BATCH) -> int:
    """Link the lines `within` that the chain does not hold yet, oldest first; return how many there were."""
    database.take_turns(connection, [_CHAIN])
    last = last_link(connection)
    place, newest = (last.place, last.digest) if last else (0, GENESIS)
    links = []
    for entry in connection.execute(_unlinked(within).order_by(audit.c.id).limit(limit)).all():
        place, newest = place + 1, link_digest(newest, entry)
        links.append({"place": place, "entry_id": entry.id, "digest": newest})
    if links:
        connection.execute(sa.insert(audit_links), links)
    return len(links)


def is_linked(connection: sa.Connection, within: TimeRange) -> bool:
    """Does the chain hold every line in `within`?"""
    return connection.execute(_unlinked(within).limit(1)).first() is None


def last_link(connection: sa.Connection) -> Row | None:
    """The chain's end: its place and digest, and when its line was written (`at`)."""
    links = sa.select(audit_links, audit.c.at).join(audit, audit.c.id == audit_links.c.entry_id)
    return connection.execute(links.order_by(audit_links.c.place.desc()).limit(1)).first()


def _unlinked(within: TimeRange) -> sa.Select[Any]:
    """The lines without a link; the range is said of the links too, so that no others are looked at."""
    link = sa.and_(audit_links.c.entry_id == audit.c.id, within.holds(audit_links.c.entry_id))
    lines = sa.select(audit).outerjoin(audit_links, link)
    return lines.where(audit_links.c.entry_id.is_(None), within.holds(audit.c.id))


def link_digest(previous: str, entry: Row) -> str:
    """The link of a line that follows the link `previous`."""
    line = "\0".join((previous, entry.id.hex, entry.at.isoformat(), entry.actor, entry.action, entry.subject))
    return hashlib.sha256(line.encode()).hexdigest()
