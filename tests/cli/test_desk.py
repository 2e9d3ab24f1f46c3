"""`kiosk desk` as a command: where it needs a terminal, and how an officer's process ends."""

import subprocess
import sys
from pathlib import Path

import pytest

from kiosk import exit_status
from kiosk.cli import desk
from kiosk.config.settings import Settings
from kiosk.resources.text import words
from tests.terminal.pty_session import PtySession

ROOT = Path(__file__).parents[2]
SIGN_IN = words("desk.sign_in.title")


def at_the_desk(tmp_path: Path, *options: str) -> PtySession:
    """Return the command, not yet started."""
    config = tmp_path / "config.toml"
    config.write_text(f'[state]\ndir = "{tmp_path}/state"\n', "utf-8")
    command = [sys.executable, "-m", "kiosk", "desk", "--config", str(config), *options]
    return PtySession(command, columns=100, rows=30, env={"PYTHONPATH": str(ROOT)})


def test_without_a_terminal_it_says_so():
    done = subprocess.run(
        [sys.executable, "-m", "kiosk", "desk"], capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert done.returncode == exit_status.UNUSABLE
    assert words("supervisor.no_terminal.title") in done.stderr


def test_it_begins_with_signing_in_and_ends_with_a_key(tmp_path):
    with at_the_desk(tmp_path) as session:
        session.until_shown(SIGN_IN)
        session.drain()
        session.press("f10")
        assert session.until_ended() == 0


def test_without_a_backend_nobody_can_sign_in_and_it_is_said(tmp_path):
    with at_the_desk(tmp_path) as session:
        session.until_shown(SIGN_IN)
        session.drain()
        for key in (*"mai", "enter", *"abc", "enter"):
            session.press(key)
            session.drain(0.1)
        session.until_shown(words("desk.unavailable.offline"))


def test_a_signal_ends_it_and_gives_the_terminal_back(tmp_path):
    with at_the_desk(tmp_path) as session:
        session.until_shown(SIGN_IN)
        session.drain()
        session.signal(15)  # SIGTERM
        assert session.until_ended() == 0
        assert b"\x1b[?1049l" in session.seen


def test_settings_become_what_the_screen_is_given():
    services = desk.services(Settings().with_demo())
    assert services.is_demo
    assert services.rings_aloud
    assert services.office_name == Settings().office.name
    assert services.now().tzinfo is not None


def test_nothing_heavy_is_loaded_before_the_first_paint():
    load = "import sys, kiosk.cli.desk, kiosk.ui.desk.app; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", load], capture_output=True, text=True, check=True, cwd=ROOT)
    heavy = {"pydantic", "httpx", "sqlite3", "cryptography", "phonenumbers", "sqlalchemy", "fastapi"}
    assert heavy & set(done.stdout.split()) == set()


@pytest.mark.parametrize(
    ("code", "name"), [("01843", "Phường Bắc Kạn, Tỉnh Thái Nguyên"), ("99999", "99999")]
)
def test_a_commune_is_read_by_its_name_and_an_unknown_one_by_its_code(code, name):
    assert desk.services(Settings()).commune_name(code) == name
