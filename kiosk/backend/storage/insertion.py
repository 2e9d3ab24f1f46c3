"""Inserts rows of several tables together: on PostgreSQL all of them are one statement and one round trip."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, TypeAlias

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY

Rows: TypeAlias = Mapping[sa.Table, Sequence[Mapping[str, Any]]]
"""By table; the rows of one have the same columns."""


def insert(connection: sa.Connection, rows: Rows) -> None:
    """Insert `rows`; each table has one at least."""
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
