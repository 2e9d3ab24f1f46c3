"""Registrations on this machine's disk until the backend has signed for them.

Screen and agent each hold one open. Rows are encrypted for the backend, so the file tells of no person.

Source: docs/architecture.md#nothing-is-lost.
"""

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from kiosk.client.encryption import Ciphertext, SignedReceipt
from kiosk.client.sqlite_file import SqliteFile

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
_FURTHEST = 3600.0
"""Seconds; no pause is as long as that."""
_MOMENT = 0.001


@dataclass(frozen=True)
class OutboxRow:
    """One registration that waits, or that the backend declined and an officer has to look at."""

    idempotency_key: str
    receipt_code: str
    ciphertext: Ciphertext
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
        self._file = SqliteFile(path, _SCHEMA, now)
        self._now = now

    def put(
        self, idempotency_key: str, receipt_code: str, ciphertext: Ciphertext, *, rest: float = 0
    ) -> None:
        """Write a registration and fsync it; the drain leaves it alone for `rest` seconds.

        The same key again replaces what waits: the same registration, corrected before it was received.
        """
        now = self._now().timestamp()
        while True:
            self._write(
                _PUT, (idempotency_key, receipt_code, ciphertext.kid, ciphertext.content, now, now + rest)
            )
            if self._file.is_current():  # else another process has set this file aside under our hands
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

    def due(self, limit: int) -> Sequence[OutboxRow]:
        """Return up to `limit` rows whose time has come, the longest due first.

        Also those whose time is further off than the drain puts it: the clock was wrong then.
        """
        now = self._now().timestamp()
        condition = "WHERE state = 'waiting' AND not_before NOT BETWEEN ? AND ? ORDER BY not_before LIMIT ?"
        return self._read(_READ + condition, (now + _MOMENT, now + _FURTHEST, limit))

    def rows(self) -> Sequence[OutboxRow]:
        """Return everything that is here, oldest first."""
        return self._read(_READ + "ORDER BY created_at", ())

    def close(self) -> None:
        """Close the file; the next call opens it again."""
        self._file.close()

    def _read(self, statement: str, values: Sequence[object]) -> Sequence[OutboxRow]:
        found = self._file.run(lambda database: database.execute(statement, values).fetchall())
        return [
            OutboxRow(key, code, Ciphertext(kid, content), *rest) for key, code, kid, content, *rest in found
        ]

    def _write(self, statement: str, *rows: Sequence[object]) -> None:
        """Run one transaction, fsynced when this returns."""

        def write(database: sqlite3.Connection) -> None:
            database.execute("BEGIN IMMEDIATE")
            with database:  # commits, or rolls back
                database.executemany(statement, rows)

        self._file.run(write)
