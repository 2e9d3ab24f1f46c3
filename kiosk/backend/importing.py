"""Takes a file of participants into the register: all of it that is good, in one transaction, or nothing.

The rows wait in a temporary table of their own connection, a batch in memory at a time, while the service
goes on; one statement takes them over at the end. Whoever ends the process before that has changed nothing.
"""

import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from kiosk.backend import audit, register
from kiosk.backend.register import Entry
from kiosk.backend.register_file import RegisterFile
from kiosk.backend.register_row import Checked, Trouble, check
from kiosk.backend.schema import participants
from kiosk.backend.vault import Vault

_BATCH = 2_000
_p = participants.c
_staged = sa.Table(
    "staged_participants",
    sa.MetaData(),
    sa.Column("line", sa.BigInteger, nullable=False),
    *(sa.Column(column.name, column.type) for column in participants.c),
    prefixes=["TEMPORARY"],
)
"""The file's good rows. `sealed` is null for somebody of whom the register says the same already."""
_s = _staged.c
_NAMES = ", ".join(column.name for column in participants.c)
_TAKE_OVER = sa.text(
    f"INSERT INTO participants ({_NAMES}) SELECT {_NAMES} FROM staged_participants WHERE sealed IS NOT NULL "
    "ON CONFLICT (person) DO UPDATE SET "
    + ", ".join(
        f"{column.name} = excluded.{column.name}" for column in participants.c if not column.primary_key
    )
)


@dataclass
class Tally:
    """What became of the rows."""

    read: int = 0
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: int = 0
    doubtful: int = 0
    """Taken, but somebody should look."""


Report = Callable[[int, Trouble, bool], None]
"""Is told a line, what is wrong there, and whether the row was refused."""


class Import:
    """One file into one register."""

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
        self.tally = Tally()

    def stage(self, file: RegisterFile) -> None:
        """Read the whole file; the register is not touched. Raises `register_file.Unusable`."""
        with self._connection.begin():
            if self._connection.dialect.name == "postgresql":
                self._connection.exec_driver_sql("SET statement_timeout = 0")  # millions of rows take minutes
            _staged.create(self._connection)
        for batch in _batches(self._good(file)):
            with self._connection.begin():
                self._stage(batch)
            self._progress()
        with self._connection.begin():
            self._refuse_twice(_s.person, "citizen_id")
            self._refuse_twice(_s.insurance, "insurance_id")
            self._count()

    def apply(self, now: datetime) -> None:
        """Take over what was staged, and write down who did."""
        with self._connection.execution_options(writes=True).begin():
            self._connection.execute(_TAKE_OVER)
            tally = self.tally
            subject = f"{tally.added} added, {tally.changed} changed, {tally.refused} refused"
            audit.add(self._connection, now, actor="admin", action="participants_imported", subject=subject)

    def _good(self, file: RegisterFile) -> Iterator[tuple[int, Entry]]:
        for line, cells in file.rows():
            self.tally.read += 1
            checked = Checked(None, (Trouble("", "cells"),)) if cells is None else check(cells, self._today)
            self._tell(line, checked.refusals, True)
            self._tell(line, checked.doubts, False)
            if checked.entry is None:
                self.tally.refused += 1
            else:
                self.tally.doubtful += bool(checked.doubts)
                yield line, checked.entry

    def _tell(self, line: int, troubles: Iterable[Trouble], is_refused: bool) -> None:
        for trouble in troubles:
            self._report(line, trouble, is_refused)

    def _stage(self, batch: Sequence[tuple[int, Entry]]) -> None:
        people = {self._vault.person(entry.citizen_id) for _, entry in batch}
        query = sa.select(_p.person, _p.sealed).where(_p.person.in_(people))
        known: Iterable[sa.Row[Any]] = self._connection.execute(query)
        entries = {row.person: register.from_row(self._vault, row) for row in known}
        rows = [{"line": line, **self._row(entry, entries)} for line, entry in batch]
        if self._connection.dialect.name == "postgresql":
            _copy(self._connection, rows)
        else:
            self._connection.execute(sa.insert(_staged), rows)

    def _row(self, entry: Entry, known: dict[bytes, Entry]) -> dict[str, Any]:
        person = self._vault.person(entry.citizen_id)
        if known.get(person) != entry:
            return register.to_row(self._vault, entry)
        insurance = self._vault.insurance(entry.insurance_id) if entry.insurance_id else None
        return {**dict.fromkeys(_p.keys()), "person": person, "insurance": insurance}

    def _refuse_twice(self, key: sa.Column[Any], column: str) -> None:
        """A number belongs to the first line that has it."""
        place = sa.func.row_number().over(partition_by=key, order_by=_s.line).label("place")
        numbered = sa.select(_s.line, place).where(key.is_not(None)).subquery()
        later = sa.select(numbered.c.line).where(numbered.c.place > 1)
        for line in self._connection.scalars(later.order_by(numbered.c.line)):
            self._report(line, Trouble(column, "twice"), True)
            self.tally.refused += 1
        self._connection.execute(sa.delete(_staged).where(_s.line.in_(later)))

    def _count(self) -> None:
        """Count what will be new, other and the same."""
        is_known = sa.exists().where(_p.person == _s.person)
        has_news = _s.sealed.is_not(None)
        counted = (sa.func.count().filter(has_news & ~is_known), sa.func.count().filter(has_news & is_known))
        query = sa.select(*counted, sa.func.count().filter(~has_news)).select_from(_staged)
        self.tally.added, self.tally.changed, self.tally.unchanged = self._connection.execute(query).one()


def _copy(connection: sa.Connection, rows: Sequence[dict[str, Any]]) -> None:
    """PostgreSQL's own way in, several times as fast as an insert."""
    names = [column.name for column in _staged.c]
    cursor = connection.connection.cursor()
    with cursor.copy(f"COPY staged_participants ({', '.join(names)}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row([row[name] for name in names])


def _batches(entries: Iterator[tuple[int, Entry]]) -> Iterator[list[tuple[int, Entry]]]:
    while batch := list(itertools.islice(entries, _BATCH)):
        yield batch
