"""An officer practises on a real kiosk: the whole of it, with its real agent, screens and supervisor."""

import signal
import sqlite3
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from kiosk.cli.admin import admin
from kiosk.resources.text import words
from tests.terminal.pty_session import PtySession
from tests.terminal.walk import PRACTICE, READING, Walk

pytestmark = pytest.mark.terminal

ROOT = Path(__file__).parents[2]
PIN = "274916"
MARK = words("common.training.mark")


def a_ward(here: Path) -> list[str]:
    """Set a kiosk of its own up, with one officer; return the command that runs it."""
    config = here / "config.toml"
    config.write_text(f'[state]\ndir = "{here}/state"\n', "utf-8")
    for arguments, typed in (
        (["init"], ""),
        (["officers", "add", "mai", "--name", "Lê Thị Mai"], "an invented password\n"),
        (["officers", "pin", "mai"], f"{PIN}\n"),
    ):
        result = CliRunner().invoke(admin, [*arguments, "--config", str(config)], input=typed)
        assert result.exit_code == 0, result.output
    return [sys.executable, "-m", "kiosk", "run", "--config", str(config)]


def rows(state: Path, table: str) -> list[tuple[object, ...]]:
    """What stands in a table of the real records."""
    database = sqlite3.connect(f"file:{state / 'backend.db'}?mode=ro", uri=True)
    try:
        return database.execute(f"SELECT * FROM {table}").fetchall()
    finally:
        database.close()


def test_an_officer_practises_and_the_real_records_know_only_that_they_did(tmp_path: Path) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    environment = {"PYTHONPATH": str(ROOT), "TMPDIR": str(temporary)}
    with PtySession(a_ward(tmp_path), env=environment) as kiosk:
        walk = Walk(kiosk)
        walk.begin()
        walk.press("f4", then=words("call.called"))
        walk.press("2", then=words("call.officer.login"))
        walk.press(*"mai", "tab", then=words("call.officer.pin"))
        walk.press(*PIN, then="••••••")
        for key in ("tab", "tab", "enter"):
            kiosk.rest(READING)
            kiosk.press(key)
        kiosk.until_shown(MARK)
        kiosk.until_shown(words("common.training.hint").split(".")[0])
        (ward,) = temporary.iterdir()
        kiosk.until_shown(words("common.online"))  # of the practice itself, long after it takes keys
        kiosk.rest(READING)
        kiosk.send(PRACTICE["self"]["text"].encode() + b"\r")
        kiosk.until_shown("Nguyễn Văn Mẫu")
        assert MARK in kiosk.text
        assert all(line.startswith("▌") for line in kiosk.text.splitlines()[:24])
        kiosk.press("f8")
        kiosk.until_gone("Nguyễn Văn Mẫu")
        assert ward.exists()
        kiosk.signal(signal.SIGTERM)
        assert kiosk.until_ended() == 0
    assert list(temporary.iterdir()) == []
    state = tmp_path / "state"
    assert rows(state, "registrations") == rows(state, "participants") == []
    actions = [row[3] for row in rows(state, "audit")]
    assert actions.count("presence_practice") == 1
    assert "demo_filled" not in actions
    assert not (state / "demo").exists()
