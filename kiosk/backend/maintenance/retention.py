"""Erases what is no longer needed: personal data of what was decided long ago, and what only served a moment.

The trail stays: that there was a registration, what became of it and who decided. Clearing a row's salt makes
its dossier and every note about it unreadable for good.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

import sqlalchemy as sa

from kiosk.backend.audit import trail
from kiosk.backend.clock import day_in_vietnam
from kiosk.backend.storage.database import unhurried
from kiosk.backend.storage.schema import (
    account_phones,
    answers,
    cards,
    desk_calls,
    phone_codes,
    pick_ups,
    registrations,
    sessions,
    sign_in_failures,
)
from kiosk.backend.storage.store import Store
from kiosk.domain.registration.eligibility import Status

_BATCH = 2_000
"""Rows in one transaction, so that registrations meanwhile do not wait."""
_ANSWERS = timedelta(days=30)
_CALLS = timedelta(days=30)
_CODES = timedelta(days=1)
_SESSIONS = timedelta(days=30)
_FAILURES = timedelta(days=1)
_DECIDED = (Status.APPROVED, Status.REFUSED, Status.WITHDRAWN)
_ERASED = dict.fromkeys(("salt", "sealed", "note", "by_name", "by_tail", "by_given", "phone"))
"""Not `person`: that the person has an account must stay known."""


@dataclass(frozen=True)
class _PurgeRule:
    """One rule of what is purged: which rows, and what is done to them."""

    name: str
    table: sa.Table
    due: sa.ColumnElement[bool]
    change: sa.Update | sa.Delete


def rules(now: datetime, before: datetime) -> Iterator[_PurgeRule]:
    """Yield what is due at `now`; of registrations and cards, what was over `before` then."""
    r, calls, s = registrations.c, desk_calls.c, sessions.c
    over = sa.and_(r.status.in_(_DECIDED), r.updated_at < before, r.salt.is_not(None))
    yield _PurgeRule("registrations", registrations, over, sa.update(registrations).values(_ERASED))
    yield _PurgeRule("cards", cards, cards.c.expires_at < before, sa.delete(cards))
    yield _PurgeRule("answers", answers, answers.c.at < now - _ANSWERS, sa.delete(answers))
    yield _PurgeRule(
        "phone_codes", phone_codes, phone_codes.c.expires_at < now - _CODES, sa.delete(phone_codes)
    )
    phone_ended = account_phones.c.ended_at < before
    yield _PurgeRule("account_phones", account_phones, phone_ended, sa.delete(account_phones))
    told = sa.and_(calls.at < now - _CALLS, calls.sealed.is_not(None))
    yield _PurgeRule("desk_calls", desk_calls, told, sa.update(desk_calls).values(sealed=None))
    ended = sa.or_(s.ended_at.is_not(None), s.seen_at < now - _SESSIONS)
    yield _PurgeRule("sessions", sessions, ended, sa.delete(sessions))
    yield _PurgeRule("pick_ups", pick_ups, pick_ups.c.expires_at <= now, sa.delete(pick_ups))
    in_vain = sign_in_failures.c.at < now - _FAILURES
    yield _PurgeRule("sign_in_failures", sign_in_failures, in_vain, sa.delete(sign_in_failures))


def due(connection: sa.Connection, now: datetime, before: datetime) -> dict[str, int]:
    """How many rows of each rule a purge would erase."""
    unhurried(connection)
    return {
        rule.name: connection.scalar(sa.select(sa.func.count()).select_from(rule.table).where(rule.due)) or 0
        for rule in rules(now, before)
    }


def purge(store: Store, now: datetime, before: datetime, *, actor: str) -> dict[str, int]:
    """Erase what is due, a batch at a time, and write down how much; return the same counts.

    That it began is written first: a purge that is cut short leaves a line as well.
    """
    note = partial(trail.add, now=now, actor=actor)
    store.write_now(partial(note, action="purge_began", subject=f"{day_in_vietnam(before)}"))
    counts: dict[str, int] = {}
    for rule in rules(now, before):
        counts[rule.name] = 0
        while erased := store.write_now(partial(_erase, rule)):
            counts[rule.name] += erased
        store.write_now(partial(note, action=f"purged_{rule.name}", subject=str(counts[rule.name])))
    return counts


def _erase(rule: _PurgeRule, connection: sa.Connection) -> int:
    unhurried(connection)
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA secure_delete = ON")  # what is erased is not left in a free page
    (key,) = rule.table.primary_key.columns
    some = sa.select(key).where(rule.due).limit(_BATCH)
    return connection.execute(rule.change.where(key.in_(some))).rowcount
