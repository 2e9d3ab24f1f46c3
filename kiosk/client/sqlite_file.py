"""One SQLite file that two processes hold open: synced, migrated, and set aside when it is damaged."""

import contextlib
import errno
import fcntl
import logging
import os
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import TypeVar

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

Result = TypeVar("Result")


class SqliteFile:
    """The file under a name. Every method raises `OSError` when the disk refuses."""

    def __init__(self, path: Path, schema: Sequence[str], now: Callable[[], datetime]) -> None:
        self._path = path
        self._schema = schema
        """One step for each version of the file; `user_version` says how many were taken."""
        self._now = now
        self._database: sqlite3.Connection | None = None
        self._inode = 0

    def close(self) -> None:
        """Close the file; the next call opens it again."""
        if self._database is not None:
            self._database.close()
            self._database = None

    def run(self, work: Callable[[sqlite3.Connection], Result]) -> Result:
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
        if self._database is not None and self.is_current():
            return self._database
        self.close()
        self._inode = self._inode_now()
        self._database = _connected(self._path, self._schema)
        return self._database

    def _inode_now(self) -> int:
        """Which file stands under our name; an empty one is made where there is none."""
        while True:
            try:
                return self._path.stat().st_ino
            except FileNotFoundError:
                self._path.touch(0o600)

    def is_current(self) -> bool:
        """Is the open file still the one that stands under our name?"""
        return self._inode_now() == self._inode

    def _set_aside(self) -> None:
        """Rename a damaged file, never delete it: the operator finds the rows there."""
        damaged = self._inode
        self.close()
        with os.fdopen(os.open(self._path, os.O_RDONLY | os.O_CREAT, 0o600)) as file:
            fcntl.flock(file, fcntl.LOCK_EX)  # the other process may be doing the same
            if os.fstat(file.fileno()).st_ino != damaged or not self.is_current():
                return
            aside = f"{self._path.name}.damaged-{self._now():%Y%m%dT%H%M%S}-{damaged}"
            for suffix in ("-wal", "-shm", ""):
                part = self._path.with_name(self._path.name + suffix)
                with contextlib.suppress(FileNotFoundError):
                    part.rename(self._path.with_name(aside + suffix))
        _log.error("file_set_aside", extra={"file": aside})


def _connected(path: Path, schema: Sequence[str]) -> sqlite3.Connection:
    """Open the file, each write fsynced, its tables as this version has them."""
    database = sqlite3.connect(
        path,
        timeout=_PATIENCE,
        isolation_level=None,
        check_same_thread=False,  # the agent works in threads, one call at a time
    )
    try:
        database.execute("PRAGMA synchronous = FULL")
        _migrate(database, schema)
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
    raise OSError(errno.EBUSY, "another process holds the file")


def _migrate(database: sqlite3.Connection, schema: Sequence[str]) -> None:
    (version,) = database.execute("PRAGMA user_version").fetchone()
    if version == len(schema):
        return
    if version > len(schema):
        raise OSError(errno.EPROTONOSUPPORT, "written by a newer version of this program")
    database.execute("BEGIN IMMEDIATE")
    with database:
        (version,) = database.execute("PRAGMA user_version").fetchone()  # the other process may be faster
        for step in schema[version:]:
            database.execute(step)
        database.execute(f"PRAGMA user_version = {len(schema)}")


@contextlib.contextmanager
def _as_os_error() -> Iterator[None]:
    """Whatever SQLite says is the disk's refusal: full, read-only, damaged beyond a fresh start."""
    try:
        yield
    except sqlite3.Error as error:
        raise OSError(_ERRNO.get(_code(error), errno.EIO), str(error)) from error


def _code(error: sqlite3.Error) -> int:
    """SQLite's primary result code, without the detail in its upper bits."""
    return getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
