"""A file into the register: what is added, changed and left; all of it or nothing; memory does not grow."""

import io
import tracemalloc
from collections.abc import Callable, Iterator
from datetime import date
from typing import BinaryIO

import pytest
import sqlalchemy as sa

from kiosk.backend.imports.file_import import ImportCounts
from kiosk.backend.imports.participant_import import RegisterImport
from kiosk.backend.imports.row_reader import RowProblem
from kiosk.backend.imports.table_file import TableFile, UnusableFile
from kiosk.backend.insurer import register_entry
from kiosk.backend.insurer.register_entry import RegisterEntry
from kiosk.backend.storage.schema import audit, participants
from tests.backend.world import MAU, PEOPLE, START, VAULT, World

TODAY = date(2026, 11, 22)
HEADINGS = "Số CCCD;Họ và tên;Ngày sinh;Giới tính;Mã số BHXH;Điện thoại"
Stage = Callable[..., "Run"]


def line(serial: int, name: str = "Nguyễn Văn Thử", phone: str = "") -> str:
    return f"0060910{serial:05};{name};1991;Nam;{serial:010};{phone}"


class Run:
    """One import, and what it told."""

    def __init__(self, connection: sa.Connection) -> None:
        self.told: list[tuple[int, RowProblem, bool]] = []
        self.progress = 0
        self._import = RegisterImport(connection, VAULT, today=TODAY, report=self._tell, progress=self._go_on)

    def stage(self, *lines: str, file: BinaryIO | None = None) -> ImportCounts:
        """Read lines, or a file, below the usual headings."""
        content = "\n".join([HEADINGS, *lines]).encode()
        self._import.stage(TableFile(file or io.BytesIO(content)))
        return self._import.tally

    def apply(self) -> None:
        """Take over."""
        self._import.apply(START)

    def _tell(self, line: int, trouble: RowProblem, is_refused: bool) -> None:
        self.told.append((line, trouble, is_refused))

    def _go_on(self) -> None:
        self.progress += 1


@pytest.fixture
def begin(world: World) -> Iterator[Callable[[], Run]]:
    """Begin imports, each over a connection of its own."""
    connections: list[sa.Connection] = []

    def new() -> Run:
        connections.append(world.store.connect())
        return Run(connections[-1])

    yield new
    for connection in connections:
        connection.close()


def entries(world: World) -> dict[str, RegisterEntry]:
    found = [register_entry.from_row(VAULT, row) for row in world.rows(participants)]
    return {entry.citizen_id: entry for entry in found}


def test_new_people_are_added_and_found_and_the_others_stay(world, begin):
    run = begin()
    assert run.stage(line(1), line(2, phone="0900000000")) == ImportCounts(read=2, added=2)
    run.apply()
    found = entries(world)
    assert len(found) == len(PEOPLE) + 2
    assert found["006091000002"].phone == "+84900000000"
    assert run.progress == 1


async def test_the_insurer_knows_them_at_once_by_either_number(world, begin):
    run = begin()
    run.stage(line(1))
    assert await world.backend.insurer.find("006091000001") is None
    run.apply()
    assert await world.backend.insurer.find("006091000001") == await world.backend.insurer.find("0000000001")


def test_the_same_file_again_changes_nothing(world, begin):
    lines = [line(serial) for serial in range(20)]
    for expected in (ImportCounts(read=20, added=20), ImportCounts(read=20, unchanged=20)):
        run = begin()
        assert run.stage(*lines) == expected
        before = world.rows(participants)
        run.apply()
    assert world.rows(participants) == before


def test_what_a_newer_file_says_otherwise_is_changed(world, begin):
    first, second = begin(), begin()
    first.stage(line(1), line(2))
    first.apply()
    assert second.stage(line(1), line(2, "Trần Văn Thử"), line(3)) == ImportCounts(
        read=3, added=1, changed=1, unchanged=1
    )
    second.apply()
    assert entries(world)["006091000002"].full_name == "Trần Văn Thử"
    keys = VAULT.name_keys("Trần Văn Thử")
    assert keys.by_name in {row.by_name for row in world.rows(participants)}


def test_bad_rows_are_told_by_line_and_the_good_ones_taken(world, begin):
    run = begin()
    tally = run.stage(line(1), "x;y;z;t;;", line(2, phone="0283 000 0000"), "1;2")
    assert tally == ImportCounts(read=4, added=2, refused=2, doubtful=1)
    assert [(place, trouble.what, is_refused) for place, trouble, is_refused in run.told] == [
        (3, "not_digits", True),
        (3, "unreadable", True),
        (3, "unreadable", True),
        (4, "landline", False),
        (5, "cells", True),
    ]


def test_a_number_belongs_to_the_first_line_that_has_it(world, begin):
    before = begin()
    before.stage(line(9))
    before.apply()
    run = begin()
    other = line(1).replace("0060910", "0060920").replace("1991", "1992")
    tally = run.stage(line(1), line(1, "Ai khác"), other, line(9), line(9, "Ai khác"))
    assert tally == ImportCounts(read=5, added=1, unchanged=1, refused=3)
    assert {(place, trouble) for place, trouble, _ in run.told} == {
        (3, RowProblem("citizen_id", "twice")),
        (4, RowProblem("insurance_id", "twice")),
        (6, RowProblem("citizen_id", "twice")),
    }
    run.apply()
    assert entries(world)["006091000009"].full_name == "Nguyễn Văn Thử"


def test_it_is_written_down_without_anybodys_data(world, begin):
    run = begin()
    run.stage(line(1), "x;y;z;t;;")
    run.apply()
    noted = world.rows(audit)[-1]
    assert (noted.actor, noted.action) == ("admin", "participants_imported")
    assert noted.subject == "1 added, 0 changed, 1 refused"


def test_before_it_is_applied_nothing_is_there(world, begin):
    run = begin()
    run.stage(*[line(serial) for serial in range(50)])
    assert len(entries(world)) == len(PEOPLE)


def test_a_file_that_breaks_off_leaves_the_register_as_it_was(world, begin):
    broken = "\n".join([HEADINGS, *(line(serial) for serial in range(5000))]).encode() + b"\n\xff"
    with pytest.raises(UnusableFile):
        begin().stage(file=io.BytesIO(broken))
    assert len(entries(world)) == len(PEOPLE)


class Interrupted(io.BytesIO):
    """A file in the middle of which somebody presses Ctrl+C."""

    def readline(self, size: int | None = -1, /) -> bytes:
        """Read a line, or be interrupted."""
        if self.tell() > 100_000:
            raise KeyboardInterrupt
        return super().readline(size)


def test_ctrl_c_leaves_the_register_as_it_was_and_it_can_be_run_again(world, begin):
    lines = [line(serial) for serial in range(5000)]
    with pytest.raises(KeyboardInterrupt):
        begin().stage(file=Interrupted("\n".join([HEADINGS, *lines]).encode()))
    assert len(entries(world)) == len(PEOPLE)
    run = begin()
    assert run.stage(*lines[:10]).added == 10
    run.apply()
    assert len(entries(world)) == len(PEOPLE) + 10


def test_registrations_go_on_while_a_file_is_read(world, begin):
    run = begin()
    run.stage(*[line(serial) for serial in range(100)])
    world.change_register(MAU, phone="+84910000000")
    run.apply()
    assert entries(world)[MAU["citizen_id"]].phone == "+84910000000"
    assert len(entries(world)) == len(PEOPLE) + 100


class Endless(io.RawIOBase):
    """A file of so many rows, of which only the one that is read exists."""

    def __init__(self, rows: int) -> None:
        self._lines = iter([HEADINGS.encode() + b"\n"])
        self._rows = iter(range(rows))

    def readline(self, size: int | None = -1, /) -> bytes:
        """Make the next line."""
        for heading in self._lines:
            return heading
        serial = next(self._rows, None)
        return b"" if serial is None else line(serial).encode() + b"\n"


@pytest.mark.parametrize("fresh", ["sqlite"], indirect=True)
def test_four_times_the_rows_need_no_more_memory(begin):
    begin().stage(file=Endless(10))  # what is loaded with the first use
    peaks = []
    for rows in (2_500, 10_000):
        tracemalloc.start()
        begin().stage(file=Endless(rows))
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 1.2 * peaks[0]


@pytest.mark.parametrize("fresh", ["sqlite"], indirect=True)
def test_a_full_disk_leaves_the_register_as_it_was(world):
    with world.store.connect() as connection:
        run = Run(connection)
        run.stage(*[line(serial) for serial in range(2000)])
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + 2}")
        connection.rollback()
        with pytest.raises(sa.exc.OperationalError, match="full"):
            run.apply()
    assert len(entries(world)) == len(PEOPLE)
