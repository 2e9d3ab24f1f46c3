"""Takes a file of the insurer's into the database: all of it that is good, in one transaction, or nothing.

The rows wait in a temporary table of their own connection, a batch in memory at a time, while the service
goes on; one statement takes them over at the end. A process that ends before that has changed nothing.
"""

import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Generic, TypeVar

import sqlalchemy as sa

from kiosk.backend.audit import trail
from kiosk.backend.imports.row_reader import CheckedRow, RowProblem
from kiosk.backend.imports.table_file import TableFile
from kiosk.backend.storage.vault import Vault

E = TypeVar("E")

BATCH = 2_000


@dataclass
class ImportCounts:
    """What became of the rows, and of what they are about: people, or employers."""

    read: int = 0
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: int = 0
    """Rows."""
    doubtful: int = 0
    """Rows that were taken, but the operator should look at them."""


Report = Callable[[int, RowProblem, bool], None]
"""Is told a line, what is wrong there, and whether the row was refused."""


class FileImport(Generic[E]):
    """One file into one table, whose rows a subclass makes of the file's.

    What is staged is as the table has it, with the file's line. `marker` is a column that is null there when
    the table says the same already.
    """

    target: sa.Table
    marker: str
    action: str
    """How the audit calls it."""

    def __init__(
        self,
        connection: sa.Connection,
        vault: Vault,
        *,
        today: date,
        report: Report,
        progress: Callable[[], None],
    ) -> None:
        """`connection` is this import's alone; `progress` hears of each batch."""
        self._connection = connection
        self._vault = vault
        self._today = today
        self._report = report
        self._progress = progress
        self._staged = staging(self.target)
        self.tally = ImportCounts()

    def check(self, cells: Mapping[str, str]) -> CheckedRow[E]:
        """Hold a row's cells against the rules."""
        raise NotImplementedError

    def stage_batch(self, batch: Sequence[tuple[int, E]]) -> None:
        """Put what the rows of some lines came to aside."""
        raise NotImplementedError

    def settle(self) -> None:
        """Do what can only be done when the whole file is there."""

    def stage(self, file: TableFile) -> None:
        """Read the whole file; the table is not touched. Raises `register_file.Unusable`."""
        with self._connection.begin():
            if self._connection.dialect.name == "postgresql":
                self._connection.exec_driver_sql("SET statement_timeout = 0")  # millions of rows take minutes
            self.prepare()
        for batch in _batches(self._good(file)):
            with self._connection.begin():
                self.stage_batch(batch)
            self._progress()
        with self._connection.begin():
            self.settle()
            self._count()

    def prepare(self) -> None:
        """Make the temporary tables."""
        self._staged.create(self._connection)

    def apply(self, now: datetime) -> None:
        """Take over what was staged, and note it in the audit trail."""
        with self._connection.execution_options(writes=True).begin():
            self._connection.execute(_take_over(self.target, self.marker))
            tally = self.tally
            subject = f"{tally.added} added, {tally.changed} changed, {tally.refused} refused"
            trail.add(self._connection, now, actor="admin", action=self.action, subject=subject)

    def put(self, staged: sa.Table, rows: Sequence[dict[str, Any]]) -> None:
        """Put rows into a temporary table."""
        if not rows:
            return
        if self._connection.dialect.name == "postgresql":
            _copy(self._connection, staged, rows)
        else:
            self._connection.execute(sa.insert(staged), rows)

    def refuse(self, line: int, trouble: RowProblem) -> None:
        """Tell that a row is refused after all."""
        self._report(line, trouble, True)
        self.tally.refused += 1

    def refuse_twice(self, name: str, column: str) -> None:
        """A number belongs to the first line that has it."""
        key, line = self._staged.c[name], self._staged.c.line
        place = sa.func.row_number().over(partition_by=key, order_by=line).label("place")
        numbered = sa.select(line, place).where(key.is_not(None)).subquery()
        later = sa.select(numbered.c.line).where(numbered.c.place > 1)
        for found in self._connection.scalars(later.order_by(numbered.c.line)):
            self.refuse(found, RowProblem(column, "twice"))
        self._connection.execute(sa.delete(self._staged).where(line.in_(later)))

    def _good(self, file: TableFile) -> Iterator[tuple[int, E]]:
        for line, cells in file.rows():
            self.tally.read += 1
            checked = CheckedRow[E](None, (RowProblem("", "cells"),)) if cells is None else self.check(cells)
            self._tell(line, checked.refusals, True)
            self._tell(line, checked.doubts, False)
            if checked.entry is None:
                self.tally.refused += 1
            else:
                self.tally.doubtful += bool(checked.doubts)
                yield line, checked.entry

    def _tell(self, line: int, troubles: Iterable[RowProblem], is_refused: bool) -> None:
        for trouble in troubles:
            self._report(line, trouble, is_refused)

    def _count(self) -> None:
        """Count what will be new, other and the same."""
        (key,) = self.target.primary_key.columns
        is_known = sa.exists().where(key == self._staged.c[key.name])
        has_news = self._staged.c[self.marker].is_not(None)
        counted = (sa.func.count().filter(has_news & ~is_known), sa.func.count().filter(has_news & is_known))
        query = sa.select(*counted, sa.func.count().filter(~has_news)).select_from(self._staged)
        self.tally.added, self.tally.changed, self.tally.unchanged = self._connection.execute(query).one()


def staging(target: sa.Table) -> sa.Table:
    """Describe the temporary table in which rows of `target` wait, each with its line."""
    columns = (sa.Column(column.name, column.type) for column in target.c)
    line = sa.Column("line", sa.BigInteger, nullable=False)
    return sa.Table(f"staged_{target.name}", sa.MetaData(), line, *columns, prefixes=["TEMPORARY"])


def _take_over(target: sa.Table, marker: str) -> sa.TextClause:
    (key,) = target.primary_key.columns
    names = ", ".join(column.name for column in target.c)
    others = ", ".join(f"{c.name} = excluded.{c.name}" for c in target.c if not c.primary_key)
    return sa.text(
        f"INSERT INTO {target.name} ({names}) "
        f"SELECT {names} FROM staged_{target.name} WHERE {marker} IS NOT NULL "
        f"ON CONFLICT ({key.name}) DO UPDATE SET {others}"
    )


def _copy(connection: sa.Connection, staged: sa.Table, rows: Sequence[dict[str, Any]]) -> None:
    """PostgreSQL's own way in, several times as fast as an insert."""
    names = [column.name for column in staged.c]
    cursor = connection.connection.cursor()
    with cursor.copy(f"COPY {staged.name} ({', '.join(names)}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row([row[name] for name in names])


def _batches(entries: Iterator[tuple[int, E]]) -> Iterator[list[tuple[int, E]]]:
    while batch := list(itertools.islice(entries, BATCH)):
        yield batch
