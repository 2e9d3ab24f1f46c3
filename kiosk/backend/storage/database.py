"""What differs between SQLite and PostgreSQL: opening, retries, lists as parameters, locks, bulk inserts."""

import functools
from collections.abc import Collection, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias

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
    others of the pool are dropped with it, so that after a failover no work goes to the server that was.
    """
    engine = sa.create_engine(
        "postgresql+psycopg://", hide_parameters=True, pool_size=CONNECTIONS, max_overflow=0
    )
    event.listen(engine, "do_connect", functools.partial(_connect, url))
    event.listen(engine, "handle_error", _drop_read_only_server)
    return engine


def is_passing(error: DBAPIError) -> bool:
    """May the same work succeed if it is done again at once?

    Yes after a conflict with another process, and when the connection broke. If it broke while the server
    committed, it is not known whether it did: the work itself has to look first whether it was done.
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
    """Lock `subjects` (hashes) until the transaction ends; another transaction that wants one of them waits.

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
    import psycopg  # an extra: an installation on SQLite does not have it
    from psycopg.conninfo import conninfo_to_dict

    return psycopg.connect(**{**_CONNECTION, **conninfo_to_dict(url), **parameters})


def _drop_read_only_server(context: sa.engine.ExceptionContext) -> None:
    """A server that was primary and is standby now: connect anew, to the one that is primary."""
    if getattr(context.original_exception, "sqlstate", None) == _READ_ONLY:
        context.is_disconnect = True


def _set_pragmas(connection: Any, _: object) -> None:
    for pragma in _PRAGMAS:
        connection.execute(pragma)


def _begin(connection: sa.Connection) -> None:
    """Take the write lock at once: a reader that turns writer midway would fail without waiting."""
    writes = connection.get_execution_options().get("writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


Rows: TypeAlias = Mapping[sa.Table, Sequence[Mapping[str, Any]]]
"""By table; the rows of one have the same columns."""


def insert_together(connection: sa.Connection, rows: Rows) -> None:
    """Insert rows of several tables, one at least of each; on PostgreSQL in one statement and round trip."""
    if connection.dialect.name != "postgresql":
        for table, of_table in rows.items():
            connection.execute(sa.insert(table), of_table)
        return
    statement = _of_arrays(tuple((table, tuple(of_table[0])) for table, of_table in rows.items()))
    values = {
        _name(table, column): [row[column] for row in of_table]
        for table, of_table in rows.items()
        for column in of_table[0]
    }
    connection.execute(statement, values)


@cache
def _of_arrays(tables: tuple[tuple[sa.Table, tuple[str, ...]], ...]) -> sa.Insert:
    """One array a column, so that the statement is the same for any number of rows and stays prepared."""
    first, *others = (_of_table(table, columns) for table, columns in tables)
    return first.add_cte(*(other.cte(f"also_{place}") for place, other in enumerate(others)))


def _of_table(table: sa.Table, columns: Sequence[str]) -> sa.Insert:
    arrays = [sa.bindparam(_name(table, name), type_=_array(table.c[name])) for name in columns]
    rows = sa.func.unnest(*arrays).table_valued(*(sa.column(name, table.c[name].type) for name in columns))
    return sa.insert(table).from_select(columns, sa.select(*rows.render_derived().c))


def _array(column: sa.Column[Any]) -> ARRAY[Any]:
    """Of text for any string: the cast to a shorter one would cut, where the column itself refuses."""
    item = sa.Text() if isinstance(column.type, sa.String) else column.type
    return ARRAY(item, dimensions=1)  # also where an item is a list itself


def _name(table: sa.Table, column: str) -> str:
    return f"{table.name}_{column}"
