"""Checks the audit's chain of hashes, and names its first broken link."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

import sqlalchemy as sa

from kiosk.backend.audit.trail import GENESIS, link_digest
from kiosk.backend.storage.database import unhurried
from kiosk.backend.storage.schema import audit, audit_links

BreakKind = Literal["link_missing", "line_missing", "altered", "out_of_order", "unlinked", "cut_short"]
_SOON = timedelta(minutes=1)
"""A line is linked within a second; one that was not within this time was passed over."""
_NEARBY = 100
_CHUNK = 2_000


@dataclass(frozen=True)
class ChainBreak:
    """Where the chain breaks, and how; a line that was never linked has no place."""

    what: BreakKind
    place: int | None = None
    at: datetime | None = None
    """When that happened of which the line tells, if it is there."""


@dataclass(frozen=True)
class Chain:
    """How far it is whole: so many links, the last of which has this digest."""

    links: int
    head: str
    broken: ChainBreak | None = None


def check(connection: sa.Connection, now: datetime | None = None, head: str = "") -> Chain:
    """Follow the chain from its beginning, in bounded memory.

    With `now`, a line that by then should have been linked and was not breaks it as well.

    The chain itself cannot show that its end was cut off together with the lines there. An operator who
    wrote down a `head` some other day finds that out: it must still be in the chain.
    """
    unhurried(connection)
    links, last, is_known = 0, GENESIS, not head
    for link in _links(connection):
        what = _fault(connection, link, links + 1, last)
        if what is not None:
            return Chain(links, last, ChainBreak(what, links + 1, link.at))
        links, last = links + 1, link.digest
        is_known = is_known or last.startswith(head)
    if not is_known:
        return Chain(links, last, ChainBreak("cut_short", links + 1))
    passed_over = _unlinked(connection, now) if now else None
    return Chain(links, last, None if passed_over is None else ChainBreak("unlinked", at=passed_over.at))


def _links(connection: sa.Connection) -> Iterator[sa.Row[Any]]:
    """Every link in order, each with its line where that is still there."""
    links = (
        sa.select(audit_links.c.place, audit_links.c.digest, audit)
        .outerjoin(audit, audit.c.id == audit_links.c.entry_id)
        .order_by(audit_links.c.place)
    )
    with connection.execute(links.execution_options(yield_per=_CHUNK)) as streamed:
        yield from streamed


def _fault(connection: sa.Connection, link: sa.Row[Any], place: int, previous: str) -> BreakKind | None:
    if link.place != place:
        return "link_missing"
    if link.id is None:
        return "line_missing"
    if link.digest == link_digest(previous, link):
        return None
    lines = sa.select(audit).where(audit.c.id.in_(_nearby(place)))
    is_elsewhere = any(link.digest == link_digest(previous, line) for line in connection.execute(lines))
    return "out_of_order" if is_elsewhere else "altered"


def _nearby(place: int) -> sa.Select[Any]:
    return sa.select(audit_links.c.entry_id).where(
        audit_links.c.place.between(place - _NEARBY, place + _NEARBY)
    )


def _unlinked(connection: sa.Connection, now: datetime) -> sa.Row[Any] | None:
    """The first line that the chain should hold by now and does not."""
    lines = sa.select(audit).outerjoin(audit_links).where(audit_links.c.entry_id.is_(None))
    return connection.execute(lines.where(audit.c.at < now - _SOON).order_by(audit.c.id).limit(1)).first()
