"""Backups: one file of SQLite's, whichever database it was taken from.

So a ward's backup can be restored into a city's PostgreSQL. It is taken from one consistent view while the
service runs, row by row: what was erased does not linger in it as it would in a copy of the pages.
"""

import sqlite3
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote

import sqlalchemy as sa

from kiosk.backend.audit import verification
from kiosk.backend.insurer import register_entry
from kiosk.backend.registrations import encrypted_form
from kiosk.backend.storage import database
from kiosk.backend.storage.schema import REVISION, metadata, participants, registrations
from kiosk.backend.storage.store import Store
from kiosk.backend.storage.vault import Unreadable, Vault

_CHUNK = 2_000
Counts = dict[str, int]
"""Rows by table."""


class CannotRestore(Exception):  # noqa: N818 - "raise CannotRestore" is the sentence
    """It cannot be restored: `why` is not_a_backup, other_version, not_empty, broken_chain or other_key."""

    def __init__(self, why: str, **values: Any) -> None:
        super().__init__(why)
        self.why = why
        self.values = values


def back_up(store: Store, target: Path) -> Counts:
    """Copy everything into a new file. Raises `FileExistsError`; what fails midway leaves no file behind."""
    if target.exists():
        raise FileExistsError(None, "exists", str(target))
    draft = target.with_name(f".{target.name}.part")
    draft.unlink(missing_ok=True)
    draft.touch(mode=0o600)
    try:
        copy = Store.on_sqlite(draft)
        try:
            copy.migrate()
            counts = store.read_now(lambda found: copy.write_now(partial(_pour, found)))
        finally:
            copy.close()
        draft.rename(target)
    finally:
        for left in (draft, Path(f"{draft}-wal"), Path(f"{draft}-shm")):
            left.unlink(missing_ok=True)
    return counts


def restore(source: Path, store: Store, vault: Vault) -> Counts:
    """Fill an empty database, all or nothing. Raises `CannotRestore`, or `OSError` for no such file."""
    source.open("rb").close()
    engine = sa.create_engine("sqlite://", creator=lambda: _read_only(source), hide_parameters=True)
    try:
        with engine.connect() as backup:
            _check_version(backup)
            _check_key(backup, vault)
            store.migrate()
            return store.write_now(lambda into: _fill(backup, into))
    finally:
        engine.dispose()


def _fill(source: sa.Connection, into: sa.Connection) -> Counts:
    """Restore inside one transaction, which a broken chain undoes."""
    for table in metadata.sorted_tables:
        if into.execute(sa.select(sa.literal(1)).select_from(table).limit(1)).first():
            raise CannotRestore("not_empty", table=table.name)
    counts = _pour(source, into)
    broken = verification.check(into).broken
    if broken is not None:
        raise CannotRestore("broken_chain", place=broken.place)
    return counts


def _pour(source: sa.Connection, into: sa.Connection) -> Counts:
    """Copy every row of every table, in bounded memory."""
    database.unhurried(source)
    database.unhurried(into)
    counts: Counts = {}
    for table in metadata.sorted_tables:
        counts[table.name] = 0
        for rows in _chunks(source, table):
            into.execute(sa.insert(table), rows)
            counts[table.name] += len(rows)
    return counts


def _chunks(connection: sa.Connection, table: sa.Table) -> Iterator[list[dict[str, Any]]]:
    with connection.execute(sa.select(table).execution_options(yield_per=_CHUNK)) as streamed:
        for rows in streamed.partitions():
            yield [dict(row._mapping) for row in rows]


def _read_only(path: Path) -> sqlite3.Connection:
    """Open a backup where it lies, perhaps on a medium that cannot be written."""
    return sqlite3.connect(f"file:{quote(str(path.absolute()))}?mode=ro&immutable=1", uri=True)


def _check_version(connection: sa.Connection) -> None:
    try:
        is_whole = connection.scalar(sa.text("PRAGMA quick_check(1)")) == "ok"
        found = connection.scalar(sa.text("SELECT version_num FROM alembic_version"))
    except sa.exc.DatabaseError as error:
        raise CannotRestore("not_a_backup") from error
    if not is_whole:
        raise CannotRestore("not_a_backup")
    if found != REVISION:
        raise CannotRestore("other_version", found=found, expected=REVISION)


def _check_key(connection: sa.Connection, vault: Vault) -> None:
    """See that what personal data there is opens with this key, by one row of each kind."""
    person = connection.execute(sa.select(participants).limit(1)).first()
    kept = sa.select(registrations).where(registrations.c.salt.is_not(None)).limit(1)
    registration = connection.execute(kept).first()
    try:
        if person is not None:
            register_entry.from_row(vault, person)
        if registration is not None:
            encrypted_form.decrypt(vault, registration)
    except Unreadable as error:
        raise CannotRestore("other_key") from error
