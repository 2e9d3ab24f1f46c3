"""The officers' queue: who waits before a kiosk, who sent what was asked for, the oldest; and its search."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import sqlalchemy as sa

from kiosk.backend.access.sessions import OfficerCaller
from kiosk.backend.casework import search
from kiosk.backend.casework.search import Sought
from kiosk.backend.clock import Clock
from kiosk.backend.declined import Declined
from kiosk.backend.registrations import encrypted_form
from kiosk.backend.storage.schema import kiosks, officers, registrations
from kiosk.backend.storage.store import Row, Store
from kiosk.backend.storage.vault import Vault
from kiosk.contract.json import to_json
from kiosk.domain.dates import PartialDate
from kiosk.domain.people import Relation
from kiosk.domain.registration.eligibility import OPEN, Status
from kiosk.ports.dossiers import QueueEntry, QueuePage

WAITS_HERE = timedelta(seconds=15)
"""How long after its kiosk last asked the person is taken to stand there still."""
CLAIM_HOLDS = timedelta(minutes=5)
MOST_COUNTED = 20_000
_MOST_FOUND = 500
_MOST_FIRST = 100
"""Of those who sent what was asked for; more than that wait in the order in which they came."""

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
    r.asked,
    r.supplemented_at,
    kiosks.c.name.label("kiosk_name"),
    officers.c.full_name.label("claimed_by_name"),
)
WITH_NAMES = registrations.outerjoin(kiosks, kiosks.c.id == r.kiosk_id).outerjoin(
    officers, officers.c.id == r.claimed_by
)
_LITERAL = {status: sa.literal(str(status), literal_execute=True) for status in Status}
WAITING = r.status.in_([_LITERAL[status] for status in OPEN])
"""Word for word the condition of the index of those who wait, else SQLite does not use it."""

_SUPPLEMENTED = sa.and_(r.status == _LITERAL[Status.PENDING_REVIEW], r.supplemented_at.is_not(None))
"""As its index has it, likewise."""


@dataclass(frozen=True)
class QueueWindow:
    """Which part of the queue an officer asks for."""

    status: Status | None = None
    """None: those who wait for an officer; with a search, all."""
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

    async def page(self, officer: OfficerCaller, window: QueueWindow) -> QueuePage | None:
        """Return a window of the queue; None when it is as `window.version` has it."""
        conditions = _conditions(officer, window)
        find = self._found if window.search else self._waiting
        answer = await self._store.read(lambda connection: find(connection, window, conditions))
        return None if answer.version == window.version else answer

    def _waiting(
        self, connection: sa.Connection, window: QueueWindow, conditions: Sequence[sa.ColumnElement[bool]]
    ) -> QueuePage:
        is_open = (window.status or Status.PENDING_REVIEW) in OPEN
        if not is_open:  # what was decided may have been erased, and has nothing to show
            conditions = (*conditions, r.sealed.is_not(None))
        counted = sa.select(r.id).where(*conditions).limit(MOST_COUNTED).subquery()
        total = connection.scalar(sa.select(sa.func.count()).select_from(counted)) or 0
        first = self._here(connection, conditions) if is_open else []
        shown = first[window.offset : window.offset + window.limit]
        if len(shown) < window.limit:
            order = (r.received_at, r.id) if is_open else (r.id.desc(),)
            # the ids alone first: sorting ten thousand whole rows to show the last hundred would take 100 ms
            page = sa.select(r.id).where(*conditions, r.id.not_in([row.id for row in first])).order_by(*order)
            page = page.offset(max(0, window.offset - len(first))).limit(window.limit - len(shown))
            rows = sa.select(*COLUMNS).select_from(WITH_NAMES).where(r.id.in_(page)).order_by(*order)
            shown += connection.execute(rows).all()
        return self._answer(window, total, shown)

    def _here(self, connection: sa.Connection, conditions: Sequence[sa.ColumnElement[bool]]) -> list[Row]:
        """Those who wait before a kiosk now, then those who sent what an officer had asked for."""
        now = self._now()
        watched = sa.select(r.id).where(r.watched_at > now - WAITS_HERE)
        came = sa.select(r.id).where(_SUPPLEMENTED).order_by(r.supplemented_at).limit(_MOST_FIRST)
        # by themselves: else SQLite goes through all who wait
        ids = [*connection.scalars(watched), *connection.scalars(came)]
        if not ids:
            return []
        query = sa.select(*COLUMNS).select_from(WITH_NAMES).where(r.id.in_(ids), *conditions)
        rows = list(connection.execute(query))
        return sorted(rows, key=lambda row: (not is_here(row, now), row.received_at, row.id))

    def _found(
        self, connection: sa.Connection, window: QueueWindow, conditions: Sequence[sa.ColumnElement[bool]]
    ) -> QueuePage:
        query = sa.select(*COLUMNS).select_from(WITH_NAMES).where(r.sealed.is_not(None), *conditions)
        sought = search.understand(window.search)
        if sought.words:
            rows, _ = search.by_name(
                connection, query, registrations, self._vault, sought, self._who_fits(sought), _MOST_FOUND
            )
        else:
            keys = _by_number(self._vault, sought)
            rows = list(connection.execute(query.where(sa.or_(*keys)).limit(_MOST_FOUND))) if keys else []
        now = self._now()
        rows.sort(
            key=lambda row: (
                not is_here(row, now),
                not is_supplemented(row),
                row.status not in OPEN,
                row.received_at,
            )
        )
        return self._answer(window, len(rows), rows[window.offset : window.offset + window.limit])

    def _who_fits(self, sought: Sought) -> Callable[[Row], Row | None]:
        def fits(row: Row) -> Row | None:
            person = encrypted_form.decrypt_raw(self._vault, row)["participant"]
            return row if sought.fits(person["full_name"], person["birth"]) else None

        return fits

    def _answer(self, window: QueueWindow, total: int, rows: Sequence[Row]) -> QueuePage:
        now = self._now()
        entries = tuple(self._entry(row, now) for row in rows)
        page = QueuePage(version="", total=total, offset=window.offset, entries=entries)
        return replace(page, version=hashlib.sha256(to_json(page)).hexdigest()[:16])

    def _entry(self, row: Row, now: datetime) -> QueueEntry:
        sent = encrypted_form.decrypt_raw(self._vault, row)
        return QueueEntry(
            receipt_code=row.receipt_code,
            full_name=sent["participant"]["full_name"],
            birth=PartialDate.from_iso(sent["participant"]["birth"]),
            relation=Relation(sent["helper"]["relation"]) if sent["helper"] else None,
            status=Status(row.status),
            reasons=tuple(row.reasons),
            received_at=row.received_at,
            waits_here=is_here(row, now),
            kiosk_name=row.kiosk_name or "",
            claimed_by=claimant(row, now),
            is_supplemented=is_supplemented(row),
            office_code=row.office_code,
        )


def is_here(row: Row, now: datetime) -> bool:
    """Does its person stand before a kiosk and wait for it?"""
    return row.status in OPEN and row.watched_at is not None and row.watched_at > now - WAITS_HERE


def is_supplemented(row: Row) -> bool:
    """Has what an officer had asked for come, and not been looked at since?"""
    return row.status == Status.PENDING_REVIEW and row.supplemented_at is not None


def claimant(row: Row, now: datetime) -> str | None:
    """The name of the officer who has it open; a claim that was not renewed has lapsed."""
    holds = row.claimed_at is not None and row.claimed_at > now - CLAIM_HOLDS
    return row.claimed_by_name if holds else None


def _conditions(officer: OfficerCaller, window: QueueWindow) -> list[sa.ColumnElement[bool]]:
    conditions = []
    if window.office and not officer.may_see(window.office):
        raise Declined("not_permitted")
    if window.office:
        conditions.append(r.office_code == window.office)
    elif not officer.sees_all:
        conditions.append(officer.theirs(r.office_code))
    if window.status is None and window.search:
        return conditions
    status = window.status or Status.PENDING_REVIEW
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
