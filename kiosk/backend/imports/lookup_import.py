"""Files of contributions and of employers into the database, for the simulated insurer to answer from."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Any

import sqlalchemy as sa

from kiosk.backend.imports.file_import import BATCH, FileImport
from kiosk.backend.imports.row_reader import CheckedRow, InvalidCell, RowProblem, RowReader, read_citizen_id
from kiosk.backend.insurer import employer_search, working_life
from kiosk.backend.insurer.employer_search import code_of
from kiosk.backend.storage.schema import contributions, employers
from kiosk.backend.storage.store import Row
from kiosk.domain import limits, names
from kiosk.domain.contributions import Employer, Fund, History, Month, Period

_LONGEST_CODE = 20
_PARTS = re.compile(r"[,;+/&]| va |-")
_FUNDS = {
    "bhxh": Fund.SOCIAL,
    "social": Fund.SOCIAL,
    "bhtnldbnn": Fund.SOCIAL,
    "bhtn": Fund.UNEMPLOYMENT,
    "unemployment": Fund.UNEMPLOYMENT,
    "bhyt": Fund.HEALTH,
    "health": Fund.HEALTH,
}
_LATE = dict.fromkeys(("x", "co", "1", "true", "yes", "cham dong", "no dong"), True)
_NOT_LATE = dict.fromkeys(("khong", "0", "false", "no", "da dong"), False)
_YES_OR_NO = {**_LATE, **_NOT_LATE}

PersonPeriod = tuple[str, Period | None]
"""A citizen's number and a period; None where that line cannot be used, and with it the person's others."""
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


class ContributionsImport(FileImport[PersonPeriod]):
    """Each row a period. A person in the file gets the history that it says, whole; the others keep theirs.

    A person of whom a line cannot be used keeps theirs as well: a total with a hole is worse than an old one.
    """

    target = contributions
    marker = "sealed"
    action = "contributions_imported"

    def prepare(self) -> None:
        """Make room for the lines as well."""
        super().prepare()
        _lines.create(self._connection)

    def check(self, cells: Mapping[str, str]) -> CheckedRow[PersonPeriod]:
        """Hold a row against the rules."""
        return check_period(cells, self._today)

    def stage_batch(self, batch: Sequence[tuple[int, PersonPeriod]]) -> None:
        """Put the lines aside; whose they are is gathered when all are there."""
        rows = [
            {"line": line, "person": self._vault.person(number), "sealed": self._encrypted(period)}
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
                    self.refuse(line.line, RowProblem("citizen_id", "with_others"))
            return None
        periods = tuple(sorted({self._decrypted(line) for line in lines}, key=_order))
        staged = {"line": lines[0].line}
        if known.get(person) == History(periods):
            return {**staged, "person": person, "sealed": None}
        return {**staged, **working_life.to_row(self._vault, person, periods)}

    def _encrypted(self, period: Period | None) -> bytes | None:
        return None if period is None else self._vault.encrypt(working_life.encoded([period]), _LINES)

    def _decrypted(self, line: Row) -> Period:
        (period,) = working_life.decoded(self._vault.decrypt(line.sealed, _LINES))
        return period


class EmployersImport(FileImport[Employer]):
    """Each row an employer, whom the code tells. An employer that is not in the file stays."""

    target = employers
    marker = "name"
    action = "employers_imported"

    def check(self, cells: Mapping[str, str]) -> CheckedRow[Employer]:
        """Hold a row against the rules."""
        return check_employer(cells, self._today)

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


def check_period(cells: Mapping[str, str], today: date) -> CheckedRow[PersonPeriod]:
    """Read a period. A row that cannot be used is refused with its person, if it says whose it is."""
    row = RowReader(cells)
    number = row.read("citizen_id", lambda text: read_citizen_id(row, text, today), is_needed=True)
    first = row.read("first", Month.from_text, is_needed=True)
    last = row.read("last", Month.from_text, is_needed=True)
    employer = row.read("employer", _name, is_needed=True)
    funds = row.read("funds", _funds)
    is_late = row.read("late", _is_late)
    if last and last > Month.of(today):
        row.refusals.append(RowProblem("last", "in_the_future"))
    if first and last and last < first:
        row.refusals.append(RowProblem("last", "before_the_first"))
    if number is None:
        return row.refused()
    if row.refusals or not (first and last and employer):
        return CheckedRow((number, None), tuple(row.refusals), tuple(row.doubts))
    period = Period(first, last, employer, funds or frozenset({Fund.SOCIAL}), bool(is_late))
    return row.taken((number, period))


def check_employer(cells: Mapping[str, str], today: date) -> CheckedRow[Employer]:
    """Read an employer's standing."""
    row = RowReader(cells)
    code = row.read("code", _code, is_needed=True)
    name = row.read("name", _name, is_needed=True)
    paid = row.read("paid_until", Month.from_text, is_needed=True)
    due = row.read("due_until", Month.from_text, is_needed=True)
    if due and due > Month.of(today):
        row.refusals.append(RowProblem("due_until", "in_the_future"))
    if row.refusals or not (code and name and paid and due):
        return row.refused()
    return row.taken(Employer(code, name, paid, due))


def _name(text: str) -> str:
    if len(text) > limits.EMPLOYER_NAME:
        raise InvalidCell("too_long")
    return text


def _code(text: str) -> str:
    code = code_of(text)
    if not (code.isascii() and 0 < len(code) <= _LONGEST_CODE):
        raise InvalidCell("unreadable")
    return code


def _funds(text: str) -> frozenset[Fund]:
    """Read "BHXH, BHTN, BHYT"; BHTNLĐ-BNN is paid with BHXH."""
    folded = names.fold(text).replace("bhtnld-bnn", "bhtnldbnn")
    parts = [part.replace(" ", "") for part in _PARTS.split(folded)]
    found = {_FUNDS.get(part) for part in parts if part}
    if not found or None in found:
        raise InvalidCell("unreadable")
    return frozenset(fund for fund in found if fund)


def _is_late(text: str) -> bool:
    found = _YES_OR_NO.get(names.fold(text))
    if found is None:
        raise InvalidCell("unreadable")
    return found
