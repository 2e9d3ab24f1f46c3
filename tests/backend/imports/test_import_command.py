"""`kiosk admin import` as an administrator meets it: words, lists and exit statuses."""

import csv
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kiosk.backend.insurer import register_entry
from kiosk.backend.insurer.register_entry import RegisterEntry
from kiosk.backend.storage.schema import participants
from kiosk.cli.admin import admin
from kiosk.config import reader
from kiosk.wiring import service

HEADINGS = "Số CCCD,Họ và tên,Ngày sinh,Giới tính,Điện thoại\n"
GOOD = "006090000011,Nguyễn Văn Mẫu,01/01/1990,Nam,0900000000\n"
BAD = "006090000012,Trần Thị Thử,30/02/1990,Nữ,\n"
DOUBTFUL = "006090000013,Lê Văn Thử,1991,Nam,\n"


@pytest.fixture
def settings(tmp_path: Path) -> Path:
    """The settings of a service that was just set up."""
    path = tmp_path / "config.toml"
    path.write_text(f'[state]\ndir = "{tmp_path / "state"}"\n[screen]\nlanguage = "en"\n')
    assert CliRunner().invoke(admin, ["init", "--config", str(path)]).exit_code == 0
    return path


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return tmp_path / "participants.csv"


def run(settings: Path, source: Path, *options: str) -> Result:
    return CliRunner().invoke(admin, ["import", str(source), "--config", str(settings), *options])


def known(settings: Path) -> list[RegisterEntry]:
    loaded = reader.load(settings)
    store, vault = service.open_store(loaded), service.open_vault(loaded)
    rows = store.read_now(lambda connection: connection.execute(participants.select()).all())
    store.close()
    return [register_entry.from_row(vault, row) for row in rows]


def test_a_good_file_is_taken_and_ends_with_0(settings, source):
    source.write_text(HEADINGS + GOOD, "utf-8-sig")
    result = run(settings, source)
    assert result.exit_code == 0, result.output
    assert "Read 1 rows: 1 new people, 0 changed, 0 as before, 0 refused." in result.stdout
    assert [entry.full_name for entry in known(settings)] == ["Nguyễn Văn Mẫu"]
    assert "0 new people, 0 changed, 1 as before" in run(settings, source).stdout


def test_refused_rows_are_told_by_line_without_what_they_say_and_it_ends_with_3(settings, source):
    source.write_text(HEADINGS + GOOD + BAD + DOUBTFUL, "utf-8")
    result = run(settings, source)
    assert result.exit_code == 3
    assert "Line 3, Ngày sinh: cannot be" in result.stderr
    assert "Line 4, Ngày sinh: contradicts the citizen number" in result.stderr
    assert not re.search(r"0060900000\d\d|Nguyễn|Thử|1990", result.output)
    assert len(known(settings)) == 2


def test_a_list_for_whoever_mends_the_file(settings, source, tmp_path):
    source.write_text(HEADINGS + GOOD + BAD + DOUBTFUL, "utf-8")
    listed = tmp_path / "list.csv"
    assert run(settings, source, "--report", str(listed)).exit_code == 3
    assert list(csv.reader(listed.read_text("utf-8-sig").splitlines())) == [
        ["line", "outcome", "field", "reason"],
        ["3", "refused", "Ngày sinh", "cannot be"],
        ["4", "taken, please check", "Ngày sinh", "contradicts the citizen number"],
    ]


def test_only_the_first_are_shown_when_there_are_many(settings, source):
    source.write_text(HEADINGS + GOOD + BAD * 30, "utf-8")
    result = run(settings, source)
    assert result.stderr.count("Line ") == 10
    assert "… and 20 more" in result.stderr


def test_trying_changes_nothing(settings, source):
    source.write_text(HEADINGS + GOOD + BAD, "utf-8")
    result = run(settings, source, "--dry-run")
    assert result.exit_code == 3
    assert "1 new people" in result.stdout
    assert known(settings) == []


def test_when_no_row_is_good_nothing_is_changed_and_it_ends_with_1(settings, source):
    source.write_text(HEADINGS + BAD, "utf-8")
    result = run(settings, source)
    assert result.exit_code == 1
    assert "No row can be used" in result.stderr


def test_a_file_that_is_none_is_answered_in_words(settings, source):
    source.write_bytes(b"PK\x03\x04...")
    result = run(settings, source)
    assert result.exit_code == 1
    assert "Excel" in result.stderr
    assert result.stderr.count("\n") <= 2


def test_words_are_in_the_language_of_the_settings(settings, source):
    settings.write_text(settings.read_text().replace('"en"', '"vi"'))
    source.write_text(HEADINGS + GOOD + BAD, "utf-8")
    result = run(settings, source)
    assert "Dòng 3, Ngày sinh: không thể có giá trị này" in result.stderr
    assert "Đã đọc 2 dòng" in result.stdout


def test_the_columns_can_be_asked_for():
    result = CliRunner().invoke(admin, ["import", "--columns"])
    assert result.exit_code == 0
    assert "citizen_id: Số CCCD · " in result.stdout
    assert len(result.stdout.splitlines()) == 19


@pytest.mark.parametrize(("kind", "first"), [("contributions", "citizen_id"), ("employers", "code")])
def test_the_columns_of_the_other_kinds_too(kind, first):
    result = CliRunner().invoke(admin, ["import", "--columns", kind])
    assert result.exit_code == 0
    assert result.stdout.startswith(f"{first}: ")


def test_contributions_and_employers_are_taken_as_well(settings, source):
    source.write_text("Số CCCD,Từ tháng,Đến tháng,Đơn vị\n006090000011,01/2020,12/2020,Xưởng Mẫu\n", "utf-8")
    result = run(settings, source, "--kind", "contributions")
    assert result.exit_code == 0, result.output
    assert "Read 1 rows. Histories: 1 new people, 0 changed, 0 as before, 0 rows refused." in result.stdout
    headings = "Mã đơn vị,Tên đơn vị,Đã đóng đến tháng,Phải đóng đến tháng\n"
    source.write_text(headings + "X1,Xưởng Mẫu,06/2026,09/2026\nX2,Xưởng Thử,06/2026,\n", "utf-8")
    result = run(settings, source, "--kind", "employers")
    assert result.exit_code == 3
    assert "Read 2 rows: 1 new employers, 0 changed, 0 as before, 1 refused." in result.stdout
    assert "Line 3, Phải đóng đến tháng: is empty" in result.stderr


def test_where_the_insurer_is_asked_itself_there_is_no_register_to_fill(settings, source):
    settings.write_text(settings.read_text() + '[insurer]\nurl = "https://bhxh.example/gateway"\n')
    source.write_text(HEADINGS + GOOD, "utf-8")
    result = run(settings, source)
    assert result.exit_code == 1
    assert "[insurer] url" in result.stderr


def test_before_anything_was_set_up_it_says_what_to_do(tmp_path, source):
    path = tmp_path / "other.toml"
    path.write_text(f'[state]\ndir = "{tmp_path / "nothing"}"\n')
    source.write_text(HEADINGS + GOOD, "utf-8")
    result = run(path, source)
    assert result.exit_code == 1
    assert "kiosk admin init" in result.stderr
    assert not (tmp_path / "nothing").exists()


def started(settings: Path, source: Path) -> subprocess.Popen[bytes]:
    """Start an import that takes long, and wait until it reads."""
    lines = (f"0060900{serial:05},Nguyễn Văn Thử,1990,Nam,\n" for serial in range(100_000))
    source.write_text(HEADINGS + "".join(lines), "utf-8")
    command = [sys.executable, "-m", "kiosk", "admin", "import", str(source), "--config", str(settings)]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, preexec_fn=_listen_to_ctrl_c
    )
    assert process.stderr is not None
    assert process.stderr.readline() == b"Reading\n"
    return process


def _listen_to_ctrl_c() -> None:
    """A suite that runs in the background hands down that it ignores it."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def test_ctrl_c_changes_nothing_and_ends_with_130(settings, source):
    process = started(settings, source)
    process.send_signal(signal.SIGINT)
    told = process.communicate()[1]
    assert process.returncode == 130
    assert told.decode().splitlines()[-1] == "Stopped. Everything is as it was."
    assert known(settings) == []


def test_kill_9_changes_nothing_and_it_can_be_run_again(settings, source):
    process = started(settings, source)
    process.kill()
    process.communicate()
    assert known(settings) == []
    source.write_text(HEADINGS + GOOD, "utf-8")
    assert run(settings, source).exit_code == 0
