"""Lets a migration make a table anew beside its old rows, on SQLite and PostgreSQL alike."""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

from kiosk.backend.storage.store import Row

_CHUNK = 1000


def set_aside(table: str) -> str:
    """Rename `table` and free the names of its indexes and constraints; return what it is called now."""
    connection = op.get_bind()
    inspector = sa.inspect(connection)
    for index in inspector.get_indexes(table):
        if "duplicates_constraint" not in index:
            op.drop_index(str(index["name"]), table)
    aside = f"old_{table}"
    if connection.dialect.name == "postgresql":  # SQLite's constraints have no names of their own
        named = [*inspector.get_foreign_keys(table), *inspector.get_unique_constraints(table)]
        for name in [*(found["name"] for found in named), inspector.get_pk_constraint(table)["name"]]:
            op.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}" CASCADE')
    op.rename_table(table, aside)
    return aside


def chunks(table: str, *typed: sa.ColumnClause[Any]) -> Iterator[list[Row]]:
    """Yield the rows of a table by the thousand; `typed` are the columns to be read."""
    query = sa.select(*typed).select_from(sa.table(table)).execution_options(yield_per=_CHUNK)
    for rows in op.get_bind().execute(query).partitions():
        yield list(rows)
