"""The officers' queue: those who wait before a kiosk first, then the oldest; and the search through it."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from kiosk.backend.access.sessions import Officer
from kiosk.backend.casework import search
from kiosk.backend.casework.search import Sought
from kiosk.backend.clock import Clock
from kiosk.backend.declined import Declined
from kiosk.backend.registrations import encrypted_form
from kiosk.backend.storage.schema import kiosks, officers, registrations
from kiosk.backend.storage.store import Row, Store
from kiosk.backend.storage.vault import Vault
from kiosk.contract.dossiers import QueueAnswer, QueueEntry
from kiosk.domain.registration.eligibility import OPEN, Status

WAITS_HERE = timedelta(seconds=15)
"""How long after its kiosk last asked somebody is taken to stand there still."""
CLAIM_HOLDS = timedelta(minutes=5)
MOST_COUNTED = 20_000
_MOST_FOUND = 500

r = registrations.c
COLUMNS = (
    r.id,
    r.receipt_code,
    r.office_code,
    r.kiosk_id,
    r.person,
    r.phone,
    r.phone_owner,
    r.status,
    r.reasons,
    r.salt,
    r.sealed,
    r.note,
    r.captured_at,
    r.received_at,
    r.updated_at,
    r.watched_at,
    r.claimed_by,
    r.claimed_at,
    kiosks.c.name.label("kiosk_name"),
    officers.c.full_name.label("claimed_by_name"),
)
WITH_NAMES = registrations.outerjoin(kiosks, kiosks.c.id == r.kiosk_id).outerjoin(
    officers, officers.c.id == r.claimed_by
)
_LITERAL = {status: sa.literal(str(status), literal_execute=True) for status in Status}
WAITING = r.status.in_([_LITERAL[status] for status in OPEN])
"""Word for word the condition of the index of those who wait, else SQLite does not use it."""


@dataclass(frozen=True)
class Asked:
    """Which part of the queue somebody would like to see."""

    status: Status | None = None
    """None: those who wait for an officer; with a search, everybody."""
    search: str = ""
    office: str = ""
    offset: int = 0
    limit: int = 100
    version: str = ""


class Queue:
    """Shows who waits."""

    def __init__(self, store: Store, vault: Vault, now: Clock) -> None:
        self._store = store
        self._vault = vault
        self._now = now

    async def page(self, officer: Officer, asked: Asked) -> QueueAnswer | None:
        """Return a window of the queue; None when it is as `asked.version` has it."""
        conditions = _conditions(officer, asked)
        find = self._found if asked.search else self._window
        answer = await self._store.read(lambda connection: find(connection, asked, conditions))
        return None if answer.version == asked.version else answer

    def _window(
        self, connection: sa.Connection, asked: Asked, conditions: Sequence[sa.ColumnElement[bool]]
    ) -> QueueAnswer:
        counted = sa.select(r.id).where(*conditions).limit(MOST_COUNTED).subquery()
        total = connection.scalar(sa.select(sa.func.count()).select_from(counted)) or 0
        is_open = (asked.status or Status.PENDING_REVIEW) in OPEN
        first = self._here(connection, conditions) if is_open else []
        shown = first[asked.offset : asked.offset + asked.limit]
        if len(shown) < asked.limit:
            order = (r.received_at, r.id) if is_open else (r.id.desc(),)
            # the ids alone first: sorting ten thousand whole rows to show the last hundred would take 100 ms
            page = sa.select(r.id).where(*conditions, r.id.not_in([row.id for row in first])).order_by(*order)
            page = page.offset(max(0, asked.offset - len(first))).limit(asked.limit - len(shown))
            rows = sa.select(*COLUMNS).select_from(WITH_NAMES).where(r.id.in_(page)).order_by(*order)
            shown += connection.execute(rows).all()
        return self._answer(asked, total, shown)

    def _here(self, connection: sa.Connection, conditions: Sequence[sa.ColumnElement[bool]]) -> list[Row]:
        """Those who wait before a kiosk now."""
        watched = sa.select(r.id).where(r.watched_at > self._now() - WAITS_HERE)
        ids = connection.scalars(watched).all()  # by themselves: else SQLite goes through all who wait
        if not ids:
            return []
        query = sa.select(*COLUMNS).select_from(WITH_NAMES).where(r.id.in_(ids), *conditions)
        return list(connection.execute(query.order_by(r.received_at, r.id)))

    def _found(
        self, connection: sa.Connection, asked: Asked, conditions: Sequence[sa.ColumnElement[bool]]
    ) -> QueueAnswer:
        query = sa.select(*COLUMNS).select_from(WITH_NAMES).where(r.sealed.is_not(None), *conditions)
        sought = search.understand(asked.search)
        if sought.words:
            rows, _ = search.by_name(
                connection, query, registrations, self._vault, sought, self._who_fits(sought), _MOST_FOUND
            )
        else:
            keys = _by_number(self._vault, sought)
            rows = list(connection.execute(query.where(sa.or_(*keys)).limit(_MOST_FOUND))) if keys else []
        now = self._now()
        rows.sort(key=lambda row: (not is_here(row, now), row.status not in OPEN, row.received_at))
        return self._answer(asked, len(rows), rows[asked.offset : asked.offset + asked.limit])

    def _who_fits(self, sought: Sought) -> Callable[[Row], Row | None]:
        def fits(row: Row) -> Row | None:
            person = encrypted_form.decrypt_raw(self._vault, row)["participant"]
            return row if sought.fits(person["full_name"], person["birth"]) else None

        return fits

    def _answer(self, asked: Asked, total: int, rows: Sequence[Row]) -> QueueAnswer:
        now = self._now()
        entries = [self._entry(row, now) for row in rows]
        answer = QueueAnswer(version="", total=total, offset=asked.offset, entries=entries)
        version = hashlib.sha256(answer.model_dump_json().encode()).hexdigest()[:16]
        return answer.model_copy(update={"version": version})

    def _entry(self, row: Row, now: datetime) -> QueueEntry:
        sent = encrypted_form.decrypt_raw(self._vault, row)
        return QueueEntry(
            receipt_code=row.receipt_code,
            full_name=sent["participant"]["full_name"],
            birth=sent["participant"]["birth"],
            relation=sent["helper"] and sent["helper"]["relation"],
            status=row.status,
            reasons=row.reasons,
            received_at=row.received_at,
            waits_here=is_here(row, now),
            kiosk_name=row.kiosk_name or "",
            claimed_by=claimant(row, now),
        )


def is_here(row: Row, now: datetime) -> bool:
    """Does somebody stand before a kiosk and wait for it?"""
    return row.status in OPEN and row.watched_at is not None and row.watched_at > now - WAITS_HERE


def claimant(row: Row, now: datetime) -> str | None:
    """The name of whoever has it open; a claim that was not renewed has lapsed."""
    holds = row.claimed_at is not None and row.claimed_at > now - CLAIM_HOLDS
    return row.claimed_by_name if holds else None


def _conditions(officer: Officer, asked: Asked) -> list[sa.ColumnElement[bool]]:
    conditions = []
    if asked.office and not officer.may_see(asked.office):
        raise Declined("not_permitted")
    if asked.office or not officer.sees_all:
        conditions.append(r.office_code == (asked.office or officer.office_code))
    if asked.status is None and asked.search:
        return conditions
    status = asked.status or Status.PENDING_REVIEW
    if status in OPEN:
        conditions.append(WAITING)
    return [*conditions, r.status == _LITERAL[status]]


def _by_number(vault: Vault, sought: Sought) -> list[sa.ColumnElement[bool]]:
    keys = []
    if sought.receipt_code:
        keys.append(r.receipt_code == sought.receipt_code)
    if sought.citizen_id:
        keys.append(r.person == vault.person(sought.citizen_id))
    if sought.phone:
        keys.append(r.phone == vault.phone(sought.phone))
    return keys
