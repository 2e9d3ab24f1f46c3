"""Taking files of contributions and of employers over: what is good, once, whole, or not at all."""

import io
import tracemalloc
from collections.abc import Callable, Iterator
from datetime import date

import pytest
import sqlalchemy as sa

from kiosk.backend.imports.file_import import FileImport, ImportCounts
from kiosk.backend.imports.lookup_import import ContributionsImport, EmployersImport
from kiosk.backend.imports.row_reader import RowProblem
from kiosk.backend.imports.table_file import Kind, TableFile, UnusableFile, columns
from kiosk.backend.insurer import employer_search, working_life
from kiosk.backend.storage.schema import audit, contributions, employers
from kiosk.domain.contributions import Employer, Fund, History, Month, Period
from tests.backend.world import EMPLOYERS, MAU, START, VAULT, WORKED, World

TODAY = date(2026, 11, 22)
HEADINGS: dict[Kind, str] = {
    "contributions": "Số CCCD;Từ tháng;Đến tháng;Tên đơn vị;Loại bảo hiểm;Chậm đóng",
    "employers": "Mã đơn vị;Tên đơn vị;Đã đóng đến tháng;Phải đóng đến tháng",
}
THU, GIA = "006091000001", "006091000002"


def line(number: str, first: str, last: str, employer: str = "Xưởng Gỗ Minh Họa", *more: str) -> str:
    return ";".join((number, first, last, employer, *(more or ("BHXH, BHYT", ""))))


class Run:
    """One import, and what it told."""

    def __init__(self, connection: sa.Connection, kind: Kind) -> None:
        self.told: list[tuple[int, RowProblem, bool]] = []
        self._kind: Kind = kind
        chosen = EmployersImport if kind == "employers" else ContributionsImport
        self._import: FileImport = chosen(
            connection, VAULT, today=TODAY, report=self._tell, progress=lambda: None
        )

    def stage(self, *lines: str, file: io.RawIOBase | None = None) -> ImportCounts:
        """Read lines, or a file, below the usual headings."""
        content = "\n".join([HEADINGS[self._kind], *lines]).encode()
        self._import.stage(TableFile(file or io.BytesIO(content), self._kind))
        return self._import.tally

    def take(self, *lines: str) -> ImportCounts:
        """Read lines and take them over."""
        tally = self.stage(*lines)
        self._import.apply(START)
        return tally

    def _tell(self, line: int, trouble: RowProblem, is_refused: bool) -> None:
        self.told.append((line, trouble, is_refused))


Begin = Callable[[Kind], Run]


@pytest.fixture
def begin(world: World) -> Iterator[Begin]:
    """Begin imports, each over a connection of its own."""
    connections: list[sa.Connection] = []

    def new(kind: Kind) -> Run:
        connections.append(world.store.connect())
        return Run(connections[-1], kind)

    yield new
    for connection in connections:
        connection.close()


def life(world: World, number: str) -> History | None:
    rows = {row.person: row for row in world.rows(contributions)}
    row = rows.get(VAULT.person(number))
    return None if row is None else working_life.from_row(VAULT, row)


def known(world: World) -> dict[str, Employer]:
    return {row.code: employer_search.from_row(row) for row in world.rows(employers)}


# Contributions.


def test_a_persons_lines_become_their_history_wherever_they_stand_in_the_file(world, begin: Begin):
    tally = begin("contributions").take(
        line(THU, "03/2014", "06/2020"),
        line(GIA, "2020-01", "2020-12"),
        line(THU, "2020-07", "2026-09", "Công ty Vận tải Kiểm Thử", "BHXH,BHTN,BHYT", "x"),
    )
    assert tally == ImportCounts(read=3, added=2)
    assert life(world, THU) == History(
        (
            Period(
                Month(2014, 3),
                Month(2020, 6),
                "Xưởng Gỗ Minh Họa",
                frozenset({Fund.SOCIAL, Fund.HEALTH}),
            ),
            Period(Month(2020, 7), Month(2026, 9), "Công ty Vận tải Kiểm Thử", frozenset(Fund), is_late=True),
        )
    )
    assert life(world, GIA).paid(Fund.SOCIAL) == 12


async def test_the_insurer_knows_it_at_once_and_who_is_not_in_the_file_keeps_theirs(world, begin: Begin):
    begin("contributions").take(line(THU, "03/2014", "06/2020"))
    assert (await world.backend.insurer.contributions(THU)).paid(Fund.SOCIAL) == 76
    assert await world.backend.insurer.contributions(MAU["citizen_id"]) == History(WORKED)


def test_the_same_file_again_in_another_order_changes_nothing(world, begin: Begin):
    lines = [
        line(THU, "01/2014", "06/2014"),
        line(THU, "07/2014", "08/2014"),
        line(GIA, "01/2015", "01/2015"),
    ]
    assert begin("contributions").take(*lines) == ImportCounts(read=3, added=2)
    before = world.rows(contributions)
    assert begin("contributions").take(*lines[::-1], lines[0]) == ImportCounts(read=4, unchanged=2)
    assert world.rows(contributions) == before


def test_a_newer_file_replaces_what_it_says_otherwise(world, begin: Begin):
    begin("contributions").take(line(THU, "01/2014", "06/2014"), line(GIA, "01/2015", "01/2015"))
    tally = begin("contributions").take(line(THU, "01/2014", "07/2014"), line(GIA, "01/2015", "01/2015"))
    assert tally == ImportCounts(read=2, changed=1, unchanged=1)
    assert life(world, THU).paid(Fund.SOCIAL) == 7


def test_somebody_with_a_line_that_cannot_be_used_keeps_their_old_history_whole(world, begin: Begin):
    run = begin("contributions")
    tally = run.take(
        line(MAU["citizen_id"], "01/2024", "06/2024"),
        line(MAU["citizen_id"], "08/2024", "07/2024"),
        line(THU, "01/2014", "06/2014"),
    )
    assert tally == ImportCounts(read=3, added=1, refused=2)
    assert run.told == [
        (3, RowProblem("last", "before_the_first"), True),
        (2, RowProblem("citizen_id", "with_others"), True),
    ]
    assert life(world, MAU["citizen_id"]) == History(WORKED)


@pytest.mark.parametrize(
    ("row", "troubles"),
    [
        (line("12345", "01/2014", "06/2014"), [("citizen_id", "length")]),
        (line("", "01/2014", "06/2014"), [("citizen_id", "missing")]),
        (line(THU, "13/2014", "06/2015"), [("first", "impossible")]),
        (line(THU, "đầu năm", "06/2015"), [("first", "unreadable")]),
        (line(THU, "01/2014", ""), [("last", "missing")]),
        (line(THU, "01/2014", "12/2026"), [("last", "in_the_future")]),
        (line(THU, "01/2014", "06/2014", ""), [("employer", "missing")]),
        (line(THU, "01/2014", "06/2014", "M" * 201), [("employer", "too_long")]),
        (line(THU, "01/2014", "06/2014", "A", "BHXH, vàng", ""), [("funds", "unreadable")]),
        (line(THU, "01/2014", "06/2014", "A", "BHXH", "chắc vậy"), [("late", "unreadable")]),
        (f"{THU};01/2014", [("", "cells")]),
    ],
)
def test_a_line_that_cannot_be_right_is_refused_and_told(world, begin: Begin, row, troubles):
    run = begin("contributions")
    assert run.stage(row) == ImportCounts(read=1, refused=1)
    assert [tuple(trouble) for _, trouble, _ in run.told] == troubles


@pytest.mark.parametrize(
    ("written", "funds"),
    [
        ("", {Fund.SOCIAL}),
        ("BHXH", {Fund.SOCIAL}),
        ("bhxh, bhtn, bhyt", set(Fund)),
        ("BHXH + BHTNLĐ-BNN + BHYT", {Fund.SOCIAL, Fund.HEALTH}),
        ("BHYT", {Fund.HEALTH}),
        ("BHXH và BHTN", {Fund.SOCIAL, Fund.UNEMPLOYMENT}),
    ],
)
def test_funds_are_read_as_they_are_written(world, begin: Begin, written, funds):
    begin("contributions").take(line(THU, "01/2014", "06/2014", "A", written, ""))
    assert life(world, THU).periods[0].funds == funds


@pytest.mark.parametrize("written", ["x", "X", "có", "1", "Chậm đóng"])
def test_late_is_late_in_every_way_of_saying_so(world, begin: Begin, written):
    begin("contributions").take(line(THU, "01/2014", "06/2014", "A", "BHXH", written))
    assert life(world, THU).late == 6


# Employers.


def test_employers_are_added_changed_and_left(world, begin: Begin):
    tally = begin("employers").take(
        "TN0001A;Công ty May Thử Nghiệm;09/2026;09/2026",
        "TN0006A;Công ty Vận tải Kiểm Thử;09/2026;09/2026",
        "tn 0009.b;Trường Mẫu;06/2026;2026-09",
    )
    assert tally == ImportCounts(read=3, added=1, changed=1, unchanged=1)
    found = known(world)
    assert found["TN0001A"].late == 0
    assert found["TN0006A"] == EMPLOYERS[1]
    assert (found["TN0009B"].name, found["TN0009B"].late) == ("Trường Mẫu", 3)


@pytest.mark.parametrize(
    ("row", "troubles"),
    [
        (";Tên;09/2026;09/2026", [("code", "missing")]),
        ("…;Tên;09/2026;09/2026", [("code", "unreadable")]),
        ("X;;09/2026;09/2026", [("name", "missing")]),
        ("X;Tên;sau này;09/2026", [("paid_until", "unreadable")]),
        ("X;Tên;09/2026;12/2026", [("due_until", "in_the_future")]),
    ],
)
def test_an_employer_that_cannot_be_right_is_refused_and_told(begin: Begin, row, troubles):
    run = begin("employers")
    assert run.stage(row) == ImportCounts(read=1, refused=1)
    assert [tuple(trouble) for _, trouble, _ in run.told] == troubles


def test_a_code_belongs_to_the_first_line_that_has_it(world, begin: Begin):
    run = begin("employers")
    assert run.take("X1;Một;09/2026;09/2026", "x-1;Hai;09/2026;09/2026") == ImportCounts(
        read=2, added=1, refused=1
    )
    assert run.told == [(3, RowProblem("code", "twice"), True)]
    assert known(world)["X1"].name == "Một"


# Both.


@pytest.mark.parametrize(
    ("kind", "row"),
    [("contributions", line(THU, "01/2014", "06/2014")), ("employers", "X1;Một;09/2026;09/2026")],
)
def test_nothing_is_there_before_it_is_applied_and_it_is_written_down_without_anybodys_data(
    world, begin: Begin, kind, row
):
    before = (world.rows(contributions), world.rows(employers))
    run = begin(kind)
    run.stage(row)
    assert (world.rows(contributions), world.rows(employers)) == before
    run._import.apply(START)
    noted = world.rows(audit)[-1]
    assert (noted.actor, noted.action) == ("admin", f"{kind}_imported")
    assert noted.subject == "1 added, 0 changed, 0 refused"


@pytest.mark.parametrize("kind", ["contributions", "employers"])
def test_a_file_that_breaks_off_changes_nothing(world, begin: Begin, kind):
    row = line(THU, "01/2014", "06/2014") if kind == "contributions" else "X{};Một;09/2026;09/2026"
    content = "\n".join([HEADINGS[kind], *(row.format(n) for n in range(3000))]).encode() + b"\n\xff"
    before = (world.rows(contributions), world.rows(employers))
    with pytest.raises(UnusableFile):
        begin(kind).stage(file=io.BytesIO(content))
    assert (world.rows(contributions), world.rows(employers)) == before


def test_every_column_that_is_needed_is_asked_for_by_its_usual_heading():
    with pytest.raises(UnusableFile, match="columns_missing") as caught:
        TableFile(io.BytesIO(b"Ten;Tuoi\n"), "employers")
    assert caught.value.values["columns"] == ", ".join(names[0] for names in columns("employers").values())


class Endless(io.RawIOBase):
    """A file of many people's lines, of which only the one that is read exists."""

    def __init__(self, rows: int) -> None:
        self._lines = iter([HEADINGS["contributions"].encode() + b"\n"])
        self._rows = iter(range(rows))

    def readline(self, size: int | None = -1, /) -> bytes:
        """Make the next line."""
        for heading in self._lines:
            return heading
        serial = next(self._rows, None)
        return b"" if serial is None else line(f"0060910{serial:05}", "01/2014", "06/2014").encode() + b"\n"


@pytest.mark.parametrize("fresh", ["sqlite"], indirect=True)
def test_four_times_the_rows_need_no_more_memory(begin: Begin):
    begin("contributions").stage(file=Endless(10))  # what is loaded with the first use
    peaks = []
    for rows in (4_000, 16_000):
        tracemalloc.start()
        begin("contributions").stage(file=Endless(rows))
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 1.2 * peaks[0]
