"""Files of contributions and of employers into the database, for the simulator to answer from."""

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

import sqlalchemy as sa

from kiosk.backend.imports import lookup_row
from kiosk.backend.imports.file_import import BATCH, Import
from kiosk.backend.imports.lookup_row import Worked
from kiosk.backend.imports.row_reader import Checked, Trouble
from kiosk.backend.insurer import employer_search, working_life
from kiosk.backend.storage.schema import contributions, employers
from kiosk.backend.storage.store import Row
from kiosk.domain.contributions import Employer, History, Month, Period

_LINES = "staged_periods.sealed"
_lines = sa.Table(
    "staged_periods",
    sa.MetaData(),
    sa.Column("line", sa.BigInteger, nullable=False),
    sa.Column("person", contributions.c.person.type, nullable=False, index=True),
    sa.Column("sealed", sa.LargeBinary),
    prefixes=["TEMPORARY"],
)
"""The file's lines, by whom they are about. `sealed` is a period, null where the line cannot be used."""
_l, _c, _e = _lines.c, contributions.c, employers.c


class ContributionsImport(Import[Worked]):
    """Each row a period. Who is in the file gets the history that it says, whole; the others keep theirs.

    Somebody of whom a line cannot be used keeps theirs as well: a total with a hole is worse than an old one.
    """

    target = contributions
    marker = "sealed"
    action = "contributions_imported"

    def prepare(self) -> None:
        """Make room for the lines as well."""
        super().prepare()
        _lines.create(self._connection)

    def check(self, cells: Mapping[str, str]) -> Checked[Worked]:
        """Hold a row against the rules."""
        return lookup_row.check_period(cells, self._today)

    def stage_batch(self, batch: Sequence[tuple[int, Worked]]) -> None:
        """Put the lines aside; whose they are is gathered when all are there."""
        rows = [
            {"line": line, "person": self._vault.person(number), "sealed": self._sealed(period)}
            for line, (number, period) in batch
        ]
        self.tally.refused += sum(row["sealed"] is None for row in rows)
        self.put(_lines, rows)

    def settle(self) -> None:
        """Gather each person's lines, some people at a time."""
        person = b""
        while people := self._people_after(person):
            person = people[-1]
            rows = self._connection.execute(
                sa.select(_lines).where(_l.person.between(people[0], person)).order_by(_l.person, _l.line)
            ).all()
            known = {
                row.person: working_life.from_row(self._vault, row)
                for row in self._connection.execute(sa.select(contributions).where(_c.person.in_(people)))
            }
            gathered = (self._row(key, list(own), known) for key, own in groupby(rows, lambda r: r.person))
            self.put(self._staged, [row for row in gathered if row])

    def _people_after(self, person: bytes) -> list[bytes]:
        query = sa.select(_l.person).where(_l.person > person).distinct().order_by(_l.person).limit(BATCH)
        return list(self._connection.scalars(query))

    def _row(
        self, person: bytes, lines: Sequence[Row], known: Mapping[bytes, History]
    ) -> dict[str, Any] | None:
        if any(line.sealed is None for line in lines):
            for line in lines:
                if line.sealed is not None:
                    self.refuse(line.line, Trouble("citizen_id", "with_others"))
            return None
        periods = tuple(sorted({self._opened(line) for line in lines}, key=_order))
        staged = {"line": lines[0].line}
        if known.get(person) == History(periods):
            return {**staged, "person": person, "sealed": None}
        return {**staged, **working_life.to_row(self._vault, person, periods)}

    def _sealed(self, period: Period | None) -> bytes | None:
        return None if period is None else self._vault.seal(working_life.encoded([period]), _LINES)

    def _opened(self, line: Row) -> Period:
        (period,) = working_life.decoded(self._vault.open(line.sealed, _LINES))
        return period


class EmployersImport(Import[Employer]):
    """Each row an employer, whom the code tells. Who is not in the file stays."""

    target = employers
    marker = "name"
    action = "employers_imported"

    def check(self, cells: Mapping[str, str]) -> Checked[Employer]:
        """Hold a row against the rules."""
        return lookup_row.check_employer(cells, self._today)

    def stage_batch(self, batch: Sequence[tuple[int, Employer]]) -> None:
        """Put those aside that are new or stand otherwise."""
        query = sa.select(employers).where(_e.code.in_({employer.code for _, employer in batch}))
        known = {row.code: employer_search.from_row(row) for row in self._connection.execute(query)}
        self.put(
            self._staged,
            [
                {"line": line, **_unchanged(employer)}
                if known.get(employer.code) == employer
                else {"line": line, **employer_search.to_row(employer)}
                for line, employer in batch
            ],
        )

    def settle(self) -> None:
        """A code can be one employer's only."""
        self.refuse_twice("code", "code")


def _unchanged(employer: Employer) -> dict[str, Any]:
    return {**dict.fromkeys(_e.keys()), "code": employer.code}


def _order(period: Period) -> tuple[Month, Month, str, bool, list[str]]:
    return period.first, period.last, period.employer, period.is_late, sorted(period.funds)
