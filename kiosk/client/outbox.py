"""Registrations on this machine's disk until the backend has signed for them (DESIGN §6).

Screen and agent each hold one open. A row is sealed, so the file says nothing about anybody.
"""

import contextlib
import errno
import fcntl
import logging
import os
import sqlite3
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from kiosk.client.seal import Sealed, SignedReceipt

_SCHEMA = (
    """
    CREATE TABLE outbox (
        idempotency_key TEXT PRIMARY KEY,
        receipt_code TEXT NOT NULL,
        kid TEXT NOT NULL,
        sealed BLOB NOT NULL,
        created_at REAL NOT NULL,
        not_before REAL NOT NULL,
        attempts INTEGER NOT NULL DEFAULT 0,
        state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'kept')),
        refusal TEXT
    )
    """,
)
"""One step for each version of the file; `user_version` says how many were taken."""

_PUT = """
    INSERT INTO outbox (idempotency_key, receipt_code, kid, sealed, created_at, not_before)
    VALUES (?, ?, ?, ?, ?, ?)
    ON CONFLICT (idempotency_key) DO UPDATE SET kid = excluded.kid, sealed = excluded.sealed,
        not_before = excluded.not_before, state = 'waiting', refusal = NULL
"""
_READ = """
    SELECT idempotency_key, receipt_code, kid, sealed, created_at, not_before, attempts, state, refusal
    FROM outbox
"""
_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_ERRNO = {
    sqlite3.SQLITE_FULL: errno.ENOSPC,
    sqlite3.SQLITE_READONLY: errno.EROFS,
    sqlite3.SQLITE_CANTOPEN: errno.EACCES,
    sqlite3.SQLITE_BUSY: errno.EBUSY,
}
_PATIENCE = 5.0
"""Seconds to wait while the other process writes."""
_TRIES, _BREATH = 100, 0.01

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Row:
    """One registration that waits, or that the backend declined and an officer has to look at."""

    idempotency_key: str
    receipt_code: str
    sealed: Sealed
    created_at: float
    """Seconds since 1970, like `not_before`."""
    not_before: float
    attempts: int
    state: Literal["waiting", "kept"]
    refusal: str | None
    """The backend's code, where it declined."""


class Outbox:
    """The rows, durable before `put` returns. Every method raises `OSError` when the disk refuses."""

    def __init__(self, path: Path, now: Callable[[], datetime]) -> None:
        self._path = path
        self._now = now
        self._database: sqlite3.Connection | None = None
        self._inode = 0

    def put(self, idempotency_key: str, receipt_code: str, sealed: Sealed, *, rest: float = 0) -> None:
        """Write a registration and fsync it; the drain leaves it alone for `rest` seconds.

        The same key again replaces what waits: the same registration, corrected before it was received.
        """
        now = self._now().timestamp()
        while True:
            self._write(_PUT, (idempotency_key, receipt_code, sealed.kid, sealed.sealed, now, now + rest))
            if self._is_current():  # else another process has set this file aside under our hands
                return

    def release(self, receipt: SignedReceipt) -> None:
        """Let go of a registration: the backend signed for it, and that was checked."""
        self._write("DELETE FROM outbox WHERE idempotency_key = ?", (receipt.idempotency_key,))

    def keep(self, idempotency_key: str, refusal: str) -> None:
        """Keep a registration that the backend declined with the code `refusal`, for the officer."""
        statement = "UPDATE outbox SET state = 'kept', refusal = ? WHERE idempotency_key = ?"
        self._write(statement, (refusal, idempotency_key))

    def postpone(self, times: Mapping[str, float]) -> None:
        """Try these keys again, each not before its time."""
        statement = "UPDATE outbox SET not_before = ?, attempts = attempts + 1 WHERE idempotency_key = ?"
        self._write(statement, *((time, key) for key, time in times.items()))

    def due(self, limit: int) -> Sequence[Row]:
        """Return up to `limit` rows whose time has come, the longest due first."""
        condition = "WHERE state = 'waiting' AND not_before <= ? ORDER BY not_before LIMIT ?"
        return self._read(_READ + condition, (self._now().timestamp(), limit))

    def rows(self) -> Sequence[Row]:
        """Return everything that is here, oldest first."""
        return self._read(_READ + "ORDER BY created_at", ())

    def close(self) -> None:
        """Close the file; the next call opens it again."""
        if self._database is not None:
            self._database.close()
            self._database = None

    def _read(self, statement: str, values: Sequence[object]) -> Sequence[Row]:
        found = self._try(lambda database: database.execute(statement, values).fetchall())
        return [Row(key, code, Sealed(kid, sealed), *rest) for key, code, kid, sealed, *rest in found]

    def _write(self, statement: str, *rows: Sequence[object]) -> None:
        """Run one transaction, fsynced when this returns."""

        def write(database: sqlite3.Connection) -> None:
            database.execute("BEGIN IMMEDIATE")
            with database:  # commits, or rolls back
                database.executemany(statement, rows)

        self._try(write)

    def _try(self, work: Callable[[sqlite3.Connection], Any]) -> Any:
        """Do `work`; when the file turns out to be damaged, set it aside and do it in a fresh one."""
        with _as_os_error():
            try:
                return work(self._opened())
            except sqlite3.DatabaseError as error:
                if _code(error) not in _DAMAGED:
                    raise
            self._set_aside()
            return work(self._opened())

    def _opened(self) -> sqlite3.Connection:
        if self._database is not None and self._is_current():
            return self._database
        self.close()
        self._inode = self._inode_now()
        self._database = _connected(self._path)
        return self._database

    def _inode_now(self) -> int:
        """Which file stands under our name; an empty one is made where there is none."""
        while True:
            try:
                return self._path.stat().st_ino
            except FileNotFoundError:
                self._path.touch(0o600)

    def _is_current(self) -> bool:
        """Is the open file still the one that stands under our name?"""
        return self._inode_now() == self._inode

    def _set_aside(self) -> None:
        """Rename a damaged file, never delete it: whoever mends it finds the rows there."""
        damaged = self._inode
        self.close()
        with os.fdopen(os.open(self._path, os.O_RDONLY | os.O_CREAT, 0o600)) as file:
            fcntl.flock(file, fcntl.LOCK_EX)  # the other process may be doing the same
            if os.fstat(file.fileno()).st_ino != damaged or not self._is_current():
                return
            aside = f"{self._path.name}.damaged-{self._now():%Y%m%dT%H%M%S}-{damaged}"
            for suffix in ("-wal", "-shm", ""):
                part = self._path.with_name(self._path.name + suffix)
                with contextlib.suppress(FileNotFoundError):
                    part.rename(self._path.with_name(aside + suffix))
        _log.error("outbox_set_aside", extra={"file": aside})


def _connected(path: Path) -> sqlite3.Connection:
    """Open the file, each write fsynced, its tables as this version has them."""
    database = sqlite3.connect(
        path,
        timeout=_PATIENCE,
        isolation_level=None,
        check_same_thread=False,  # the agent works in threads, one call at a time
    )
    try:
        database.execute("PRAGMA synchronous = FULL")
        _migrate(database)
        _write_ahead(database)
    except BaseException:
        database.close()
        raise
    return database


def _write_ahead(database: sqlite3.Connection) -> None:
    """Choose the write-ahead log. SQLite does not wait here while the other process chooses it too."""
    for _ in range(_TRIES):
        try:
            database.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if _code(error) != sqlite3.SQLITE_BUSY:
                raise
            time.sleep(_BREATH)
        else:
            return
    raise OSError(errno.EBUSY, "outbox: another process holds it")


def _migrate(database: sqlite3.Connection) -> None:
    (version,) = database.execute("PRAGMA user_version").fetchone()
    if version == len(_SCHEMA):
        return
    if version > len(_SCHEMA):
        raise OSError(errno.EPROTONOSUPPORT, "the outbox was written by a newer version of this program")
    database.execute("BEGIN IMMEDIATE")
    with database:
        (version,) = database.execute("PRAGMA user_version").fetchone()  # the other process may be faster
        for step in _SCHEMA[version:]:
            database.execute(step)
        database.execute(f"PRAGMA user_version = {len(_SCHEMA)}")


@contextlib.contextmanager
def _as_os_error() -> Iterator[None]:
    """Whatever SQLite says is the disk's refusal: full, read-only, damaged beyond a fresh start."""
    try:
        yield
    except sqlite3.Error as error:
        raise OSError(_ERRNO.get(_code(error), errno.EIO), f"outbox: {error}") from error


def _code(error: sqlite3.Error) -> int:
    """SQLite's primary result code, without the detail in its upper bits."""
    return getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
