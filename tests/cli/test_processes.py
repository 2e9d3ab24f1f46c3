"""The kiosk as it is started: one command on a pseudo terminal, its two processes, and how it says no."""

import json
import os
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kiosk.cli.screen import scrub
from kiosk.exit_status import UNUSABLE
from kiosk.resources.text import words
from tests.terminal.pty_session import PATIENCE, NeverHappened, PtySession

pytestmark = pytest.mark.terminal

ROOT = Path(__file__).parents[2]
WELCOME = words("welcome.self.title")
ONLINE, OFFLINE = words("common.online"), words("common.offline")


class Kiosk(PtySession):
    """`kiosk run` with settings of its own and a state directory beside them."""

    def __init__(self, here: Path, settings: str = "", *options: str) -> None:
        self.here = here
        self.config = here / "settings.toml"
        self.config.write_text(settings or f'[state]\ndir = "{here}/state"\n[demo]\npeople = 20\n', "utf-8")
        command = [sys.executable, "-m", "kiosk", "run", "--config", str(self.config), *options]
        super().__init__(command, env={"PYTHONPATH": str(ROOT)})

    def children(self) -> dict[str, int]:
        """The processes that it has started, by their verbs."""
        found = {}
        for entry in Path("/proc").glob("[0-9]*"):
            try:
                parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
                command = (entry / "cmdline").read_text().split("\0")
            except (OSError, ValueError):
                continue
            if parent == self.pid:
                found[next((verb for verb in ("screen", "agent") if verb in command), "?")] = int(entry.name)
        return found

    def until(self, happened) -> None:
        """Wait for something outside the terminal."""
        limit = time.monotonic() + PATIENCE
        while not happened():
            if time.monotonic() > limit:
                raise NeverHappened(self.text)
            self.drain(0.02)


def is_alive(pid: int) -> bool:
    return Path(f"/proc/{pid}").exists()


def test_one_command_brings_up_the_screen_and_a_backend_that_answers(tmp_path):
    with Kiosk(tmp_path, "", "--demo") as kiosk:
        kiosk.until_shown(WELCOME)
        kiosk.until_shown(ONLINE)
        state = tmp_path / "state" / "demo"
        modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (state, *state.iterdir())}
        assert modes.pop("demo") == 0o700
        assert {"backend.db", "backend.sock", "keys", "kiosk.key", "backend-keys.json"} <= set(modes)
        assert not any(mode & 0o077 for mode in modes.values())
        children = kiosk.children()
        assert set(children) == {"screen", "agent"}
        kiosk.signal(signal.SIGTERM)
        assert kiosk.until_ended() == 0
        assert not any(is_alive(pid) for pid in children.values())
        assert not (state / "backend.sock").exists()
        assert b"Traceback" not in kiosk.seen


def test_a_killed_agent_is_back_and_answers_over_the_socket_that_it_left_behind(tmp_path):
    with Kiosk(tmp_path, "", "--demo") as kiosk:
        kiosk.until_shown(ONLINE)
        agent = kiosk.children()["agent"]
        os.kill(agent, signal.SIGKILL)
        kiosk.until(lambda: kiosk.children().get("agent", agent) != agent)
        log = tmp_path / "state" / "demo" / "kiosk.log"
        kiosk.until(lambda: log.read_text("utf-8").count("Application startup complete") == 2)
        assert WELCOME in kiosk.text


def test_a_killed_screen_is_followed_by_another(tmp_path):
    with Kiosk(tmp_path, "", "--demo") as kiosk:
        kiosk.until_shown(ONLINE)
        children = kiosk.children()
        os.kill(children["screen"], signal.SIGKILL)
        kiosk.until(lambda: kiosk.children().get("screen", children["screen"]) != children["screen"])
        kiosk.until_shown(WELCOME)
        assert kiosk.children()["agent"] == children["agent"]


def test_both_end_when_the_supervisor_is_killed(tmp_path):
    with Kiosk(tmp_path, "", "--demo") as kiosk:
        kiosk.until_shown(ONLINE)
        children = kiosk.children()
        kiosk.signal(signal.SIGKILL)
        kiosk.until_ended()
        kiosk.until(lambda: not any(is_alive(pid) for pid in children.values()))


def test_ctrl_q_ends_the_demo(tmp_path):
    with Kiosk(tmp_path, "", "--demo") as kiosk:
        kiosk.until_shown(ONLINE)
        kiosk.send(b"\x11")
        assert kiosk.until_ended() == 0


def test_a_second_kiosk_on_the_same_directory_is_served_by_the_first_ones_agent(tmp_path):
    with Kiosk(tmp_path, "", "--demo") as first:
        first.until_shown(ONLINE)
        with Kiosk(tmp_path, "", "--demo") as second:
            second.until_shown(ONLINE)
            assert (tmp_path / "state" / "demo" / "kiosk.log").read_text("utf-8").count(
                "startup complete"
            ) == 1
            first.signal(signal.SIGTERM)
            first.until_ended()
            second.until(lambda: (tmp_path / "state" / "demo" / "backend.sock").exists())


def test_a_state_directory_in_which_nothing_can_be_written_is_told_in_words(tmp_path):
    (tmp_path / "state").write_text("a file in the way")
    with Kiosk(tmp_path) as kiosk:
        kiosk.until_shown(words("common.trouble.title"))
        assert b"Traceback" not in kiosk.seen


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ("[office]\nnmae = 'x'\n", "office.name"),
        ("[screen]\nidle = 'long'\n", "screen.idle"),
        ("[state]\ndir = '~nobody-of-this-name'\n", "~nobody-of-this-name"),
        ("[office\n", "settings.toml"),
    ],
)
def test_wrong_settings_end_it_with_words_in_both_languages(tmp_path, settings, said):
    with Kiosk(tmp_path, settings) as kiosk:
        assert kiosk.until_ended() == UNUSABLE
        lines = kiosk.seen.decode()
        assert lines.count(said) >= 2
        assert "settings.toml" in lines
        assert "Traceback" not in lines


def kiosk_says(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command without a terminal."""
    command = [sys.executable, "-m", "kiosk", *arguments]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        command, capture_output=True, text=True, stdin=subprocess.DEVNULL, env=environment, check=False
    )


def test_without_a_terminal_it_says_so():
    said = kiosk_says("run")
    assert said.returncode == UNUSABLE
    assert words("supervisor.no_terminal.title", "vi") in said.stderr
    assert words("supervisor.no_terminal.title", "en") in said.stderr


@pytest.mark.parametrize("verb", ["screen", "agent"])
def test_a_child_says_what_is_wrong_with_its_settings_too(verb):
    said = kiosk_says(verb, "--config", "/nowhere.toml")
    assert said.returncode == UNUSABLE
    assert said.stderr.count("/nowhere.toml") == 2


@pytest.mark.parametrize("verb", [(), ("run",), ("decode",), ("admin",), ("screen",), ("agent",)])
def test_every_verb_has_help(verb):
    said = kiosk_says(*verb, "--help")
    assert said.returncode == 0, said.stderr
    assert "Usage: kiosk" in said.stdout


def test_only_what_a_person_starts_is_listed():
    listed = kiosk_says("--help").stdout
    assert "run" in listed
    assert not {"screen", "agent"} & {
        line.split()[0] for line in listed.split("Commands:")[1].splitlines() if line
    }


def test_the_version_is_that_of_the_package():
    version = next(
        line.split('"')[1]
        for line in (ROOT / "pyproject.toml").read_text().splitlines()
        if "version =" in line
    )
    assert version in kiosk_says("--version").stdout


@pytest.mark.parametrize("wrong", [("run", "--dmeo"), ("run", "--config"), ("walk",)])
def test_a_wrong_word_on_the_command_line_is_answered_and_starts_nothing(wrong):
    said = kiosk_says(*wrong)
    assert said.returncode == 2
    assert wrong[-1] in said.stderr


def test_nothing_in_the_environment_opens_textual():
    environment = {"TEXTUAL_LOG": "/tmp/keys", "TEXTUAL_DRIVER": "x:Y", "COLORTERM": "truecolor", "HOME": "/"}
    scrub(environment)
    assert environment == {
        "COLORTERM": "truecolor",
        "HOME": "/",
        "TEXTUAL_DISABLE_KITTY_KEY": "1",
        "TEXTUAL_SMOOTH_SCROLL": "0",
        "TEXTUAL_ANIMATIONS": "none",
        "TEXTUAL_FPS": "240",
        "TEXTUAL_COLOR_SYSTEM": "truecolor",
    }


def test_colours_that_the_terminal_does_not_promise_are_not_claimed():
    environment = {"COLORTERM": "yes"}
    scrub(environment)
    assert "TEXTUAL_COLOR_SYSTEM" not in environment


def test_the_log_is_json_throughout(tmp_path):
    with Kiosk(tmp_path, "", "--demo") as kiosk:
        kiosk.until_shown(ONLINE)
        kiosk.signal(signal.SIGTERM)
        kiosk.until_ended()
    lines = (tmp_path / "state" / "demo" / "kiosk.log").read_text("utf-8").splitlines()
    assert lines
    assert all({"event", "level", "timestamp"} <= set(json.loads(line)) for line in lines)
