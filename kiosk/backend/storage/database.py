"""What differs between SQLite and PostgreSQL: how they open, who waits for whom, what may be tried again."""

import functools
from collections.abc import Collection
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.exc import DBAPIError, IntegrityError

SCHEME = "postgresql://"
CONNECTIONS = 9
"""As many as one process opens at most."""
_PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",  # an acknowledged registration survives a power cut
    "PRAGMA foreign_keys = ON",
    "PRAGMA busy_timeout = 5000",
)
_CONNECTION = {
    "application_name": "ward-kiosk",
    "connect_timeout": "5",
    "options": "-c statement_timeout=10s -c idle_in_transaction_session_timeout=30s",
    "tcp_user_timeout": "10000",  # a server that vanished is noticed in ten seconds, not in 15 minutes
}
"""What holds unless the url says otherwise. How commits are made durable is the server's own setting."""
_SERIALIZATION_FAILURE, _DEADLOCK, _READ_ONLY = "40001", "40P01", "25006"
_KEY_BYTES = 8


def sqlite(path: Path) -> sa.Engine:
    """Open the file at `path`; it is created with the first write."""
    engine = sa.create_engine(
        sa.URL.create("sqlite", database=str(path)),  # a path may hold what means something in a url
        connect_args={"isolation_level": None},  # ours to begin, so that a writer can say IMMEDIATE
        hide_parameters=True,  # no personal data in an error's text
        pool_size=CONNECTIONS,
        max_overflow=0,
    )
    event.listen(engine, "connect", _set_pragmas)
    event.listen(engine, "begin", _begin)
    return engine


def postgres(url: str) -> sa.Engine:
    """Connect to `url` as libpq reads it: several hosts, `target_session_attrs`, PGPASSWORD and ~/.pgpass.

    A connection that broke is noticed by the work that meets it, which is done again (`is_passing`); all
    others of the pool are dropped with it, so that after a failover nobody talks to the server that was.
    """
    engine = sa.create_engine(
        "postgresql+psycopg://", hide_parameters=True, pool_size=CONNECTIONS, max_overflow=0
    )
    event.listen(engine, "do_connect", functools.partial(_connect, url))
    event.listen(engine, "handle_error", _leave_who_cannot_write)
    return engine


def is_passing(error: DBAPIError) -> bool:
    """May the same work succeed if it is done again at once?

    Yes after a conflict with another process, and when the connection broke. If it broke while the server
    committed, nobody knows whether it did: the work itself has to look first whether it was done.
    """
    code = getattr(error.orig, "sqlstate", None)
    is_conflict = isinstance(error, IntegrityError) or code in (_SERIALIZATION_FAILURE, _DEADLOCK)
    return is_conflict or error.connection_invalidated


def among(column: sa.ColumnElement[Any], dialect: str, name: str = "values") -> sa.ColumnElement[bool]:
    """Is `column` in the list that is given as `name` when the statement runs?

    PostgreSQL takes the list as one parameter, so that the statement is the same for every length of it and
    stays prepared.
    """
    if dialect == "postgresql":
        return column == sa.any_(sa.bindparam(name, type_=ARRAY(column.type)))
    return column.in_(sa.bindparam(name, expanding=True))


def take_turns(connection: sa.Connection, subjects: Collection[bytes]) -> None:
    """Wait until nobody else works on any of `subjects` (hashes), and keep them until the transaction ends.

    SQLite has one writer at a time anyway. On PostgreSQL this locks names, not rows, always in the same
    order, so that two that want the same ones cannot wait for each other.
    """
    if connection.dialect.name != "postgresql" or not subjects:
        return
    keys = sorted({int.from_bytes(subject[:_KEY_BYTES], "big", signed=True) for subject in subjects})
    connection.exec_driver_sql(
        "SELECT count(pg_advisory_xact_lock(key)) FROM unnest(%s::bigint[]) AS key", (keys,)
    )


def unhurried(connection: sa.Connection) -> None:
    """Let this transaction take its time; the service's own limit is for people who wait."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
        connection.exec_driver_sql("SET LOCAL idle_in_transaction_session_timeout = 0")


def _connect(url: str, _: object, __: object, ___: object, parameters: dict[str, Any]) -> Any:
    import psycopg  # an extra: who stays on SQLite does not have it
    from psycopg.conninfo import conninfo_to_dict

    return psycopg.connect(**{**_CONNECTION, **conninfo_to_dict(url), **parameters})


def _leave_who_cannot_write(context: sa.engine.ExceptionContext) -> None:
    """A server that was primary and is standby now: connect anew, to whoever is primary."""
    if getattr(context.original_exception, "sqlstate", None) == _READ_ONLY:
        context.is_disconnect = True


def _set_pragmas(connection: Any, _: object) -> None:
    for pragma in _PRAGMAS:
        connection.execute(pragma)


def _begin(connection: sa.Connection) -> None:
    """Take the write lock at once: a reader that turns writer midway would fail without waiting."""
    writes = connection.get_execution_options().get("writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
