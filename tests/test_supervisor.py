"""The supervisor on a pseudo terminal, with a screen and an agent of a few lines each."""

import os
import signal
import sys
import time
from pathlib import Path

import pytest

from kiosk import exit_status
from kiosk.resources.text import words
from kiosk.supervisor import Child
from tests.terminal.pty_session import PATIENCE, NeverHappened, PtySession

pytestmark = pytest.mark.terminal

PYTHONPATH = {"PYTHONPATH": str(Path(__file__).parent.parent)}
BETWEEN = words("supervisor.between.title")
TROUBLE = words("supervisor.trouble.title")

SCREEN = """
import os, signal, sys, termios, tty
from pathlib import Path
here = Path(sys.argv[1])
count = here / "screens"
count.write_text(f"{int(count.read_text()) + 1 if count.exists() else 1}")
(here / "screen.pid").write_text(str(os.getpid()))
tty.setcbreak(0)
os.write(2, b"\\x1b[?1049h\\x1b[?1000h\\x1b[2J\\x1b[HSCREEN " + count.read_bytes())
if "mute" in sys.argv:
    sys.exit(int(sys.argv[3]))
os.write(int(os.environ["KIOSK_PAINTED_FD"]), b"1")
os.close(int(os.environ["KIOSK_PAINTED_FD"]))
practice = os.environ.get("KIOSK_PRACTICE_DIR", "")
if practice:
    os.write(2, b" PRACTISES")
    (Path(practice) / "registration").write_text("invented")
    (here / "practice").write_text(practice)
ends = {b"d": 0, b"q": 10, b"p": 12, b"u": 64, b"c": 70, b"h": 75}
while True:
    key = os.read(0, 1)
    if key == b"k":
        os.kill(os.getpid(), signal.SIGKILL)
    if key == b"s":
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        os.write(2, b"deaf")
    if key == b"u":
        os.write(2, b"\\x1b[?1049l\\r\\nwhy not\\r\\n")
    if key in ends:
        sys.exit(ends[key])
    os.write(2, b"<" + key + b">")
"""

AGENT = """
import os, signal, sys
from pathlib import Path
here = Path(sys.argv[1])
def end(*_):
    (here / "farewell").write_text("x")
    sys.exit(0)
signal.signal(signal.SIGTERM, end)
os.write(1, b"AGENT ON THE TERMINAL")
os.write(2, b"AGENT ON THE TERMINAL")
name = "practice-agent" if "KIOSK_PRACTICE_DIR" in os.environ else "agent"
(here / f"{name}.new").write_text(str(os.getpid()))
(here / f"{name}.new").rename(here / f"{name}.pid")
if "crash" in sys.argv:
    sys.exit(70)
while True:
    signal.pause()
"""


def supervising(arguments: str) -> list[str]:
    run = f"from kiosk.supervisor import Supervisor; raise SystemExit(Supervisor({arguments}).run())"
    return [sys.executable, "-c", run]


class Kiosk(PtySession):
    """A supervisor with the two programs above."""

    def __init__(
        self, here: Path, *, screen: tuple[str, ...] = (), agent: tuple[str, ...] = (), demo: bool = False
    ):
        self.here = here
        (here / "screen.py").write_text(SCREEN)
        (here / "agent.py").write_text(AGENT)
        commands = [
            [sys.executable, str(here / f"{name}.py"), str(here), *more]
            for name, more in (("screen", screen), ("agent", agent))
        ]
        super().__init__(supervising(f"*{commands!r}, may_quit={demo}"), env=PYTHONPATH)

    def pid_of(self, name: str, *, but: int = 0) -> int:
        """Wait for a program to run, other than process `but`."""
        path = self.here / f"{name}.pid"
        self.until(lambda: path.exists() and int(path.read_text() or 0) not in (0, but))
        return int(path.read_text())

    def until(self, happened) -> None:
        """Wait for something outside the terminal."""
        limit = time.monotonic() + PATIENCE
        while not happened():
            if time.monotonic() > limit:
                raise NeverHappened(self.text)
            self.drain(0.02)


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_one_person_after_the_other_with_a_calm_picture_in_between(tmp_path):
    with Kiosk(tmp_path) as kiosk:
        kiosk.until_shown("SCREEN 1")
        first = kiosk.pid_of("screen")
        kiosk.send(b"xd")
        kiosk.until_written(BETWEEN.encode())
        kiosk.until_shown("SCREEN 2")
        assert not is_alive(first)
        assert "<x>" not in kiosk.text


def test_everything_is_wiped_between_two_people(tmp_path):
    with Kiosk(tmp_path) as kiosk:
        kiosk.until_shown("SCREEN 1")
        before = len(kiosk.seen)
        kiosk.send(b"d")
        kiosk.until_shown("SCREEN 2")
        between = kiosk.seen[before:]
        assert b"\x1b[2J\x1b[3J" in between
        assert between.index(b"\x1b[?1049l") < between.index(b"\x1b[3J") < between.index(b"SCREEN 2")


def test_the_agent_starts_once_the_screen_has_painted_and_never_touches_the_terminal(tmp_path):
    with Kiosk(tmp_path) as kiosk:
        agent = kiosk.pid_of("agent")
        assert "SCREEN 1" in kiosk.text
        kiosk.send(b"d")
        kiosk.until_shown("SCREEN 2")
        assert is_alive(agent)
        assert b"AGENT" not in kiosk.seen


@pytest.mark.parametrize("end", [b"d", b"c", b"k", b"q"])
def test_practice_has_a_screen_and_an_agent_of_its_own_and_whatever_ends_it_leaves_nothing(tmp_path, end):
    with Kiosk(tmp_path) as kiosk:
        agent = kiosk.pid_of("agent")
        kiosk.send(b"p")
        kiosk.until_shown("SCREEN 2 PRACTISES")
        trainer = kiosk.pid_of("practice-agent")
        ward = Path((tmp_path / "practice").read_text())
        assert (ward / "registration").exists()
        assert ward.stat().st_mode & 0o777 == 0o700
        kiosk.send(end)
        kiosk.until_shown("SCREEN 3")
        kiosk.until(lambda: not ward.exists())
        assert "PRACTISES" not in kiosk.text
        assert not is_alive(trainer)
        assert is_alive(agent)


def test_a_kiosk_that_ends_while_an_officer_practises_leaves_nothing(tmp_path):
    with Kiosk(tmp_path) as kiosk:
        kiosk.pid_of("agent")
        kiosk.send(b"p")
        kiosk.until_shown("SCREEN 2 PRACTISES")
        trainer = kiosk.pid_of("practice-agent")
        ward = Path((tmp_path / "practice").read_text())
        os.kill(kiosk.pid, signal.SIGTERM)
        kiosk.until(lambda: not ward.exists())
        assert not is_alive(trainer)


@pytest.mark.parametrize("end", [b"c", b"k", b"h"])
def test_a_screen_that_crashes_is_followed_by_the_next(tmp_path, end):
    with Kiosk(tmp_path) as kiosk:
        agent = kiosk.pid_of("agent")
        kiosk.send(end)
        kiosk.until_shown("SCREEN 2")
        assert b"Traceback" not in kiosk.seen
        assert is_alive(agent)


def test_the_death_of_the_agent_leaves_the_screen_alone_and_brings_another(tmp_path):
    with Kiosk(tmp_path) as kiosk:
        agent, screen = kiosk.pid_of("agent"), kiosk.pid_of("screen")
        os.kill(agent, signal.SIGKILL)
        assert kiosk.pid_of("agent", but=agent) != agent
        assert kiosk.pid_of("screen") == screen
        assert (tmp_path / "screens").read_text() == "1"


def test_a_screen_that_cannot_start_leaves_a_picture_that_sends_people_to_the_officer(tmp_path):
    with Kiosk(tmp_path, screen=("mute", "70")) as kiosk:
        kiosk.until_shown(TROUBLE)
        assert b"Traceback" not in kiosk.seen


def test_a_screen_that_ends_well_but_never_paints_is_no_busy_loop(tmp_path):
    with Kiosk(tmp_path, screen=("mute", "0")) as kiosk:
        kiosk.until_shown(TROUBLE)


def test_a_program_that_is_not_there_is_a_crash_like_any_other(tmp_path):
    with PtySession(supervising("['/nowhere'], ['/nowhere']"), env=PYTHONPATH) as kiosk:
        kiosk.until_shown(TROUBLE)
        kiosk.signal(signal.SIGTERM)
        assert kiosk.until_ended() == 0


def test_an_agent_that_cannot_start_takes_nothing_from_the_screen(tmp_path):
    with Kiosk(tmp_path, agent=("crash",)) as kiosk:
        agent = kiosk.pid_of("agent")
        kiosk.pid_of("agent", but=agent)
        kiosk.send(b"x")
        kiosk.until_shown("<x>")


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGHUP])
def test_told_to_end_it_leaves_nothing_running_and_the_terminal_as_it_was(tmp_path, sign):
    with Kiosk(tmp_path) as kiosk:
        pids = kiosk.pid_of("agent"), kiosk.pid_of("screen")
        kiosk.signal(sign)
        assert kiosk.until_ended() == 0
        assert not any(is_alive(pid) for pid in pids)
        assert (tmp_path / "farewell").exists()
        assert kiosk.seen.endswith(b"\x1b[3J\x1b[?25h")


def test_a_child_that_does_not_listen_is_made_to_end(tmp_path):
    with Kiosk(tmp_path) as kiosk:
        kiosk.pid_of("agent")
        kiosk.send(b"s")
        kiosk.until_shown("deaf")
        screen = kiosk.pid_of("screen")
        kiosk.signal(signal.SIGTERM)
        assert kiosk.until_ended() == 0
        assert not is_alive(screen)


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGQUIT, signal.SIGTSTP])
def test_a_signal_from_the_keyboard_changes_nothing(tmp_path, sign):
    with Kiosk(tmp_path) as kiosk:
        agent, screen = kiosk.pid_of("agent"), kiosk.pid_of("screen")
        for pid in (kiosk.pid, agent, screen):
            os.kill(pid, sign)
        kiosk.send(b"x")
        kiosk.until_shown("<x>")
        assert is_alive(agent)
        assert is_alive(screen)


def test_ctrl_q_in_the_demo_ends_everything(tmp_path):
    with Kiosk(tmp_path) as kiosk:
        agent = kiosk.pid_of("agent")
        kiosk.send(b"q")
        assert kiosk.until_ended() == 0
        assert not is_alive(agent)


def test_a_demo_that_cannot_start_can_still_be_left_by_ctrl_c(tmp_path):
    with Kiosk(tmp_path, screen=("mute", "70"), demo=True) as kiosk:
        kiosk.until_shown(TROUBLE)
        kiosk.send(b"\x03")
        assert kiosk.until_ended() == 0


def test_outside_the_demo_the_picture_listens_to_no_key(tmp_path):
    with Kiosk(tmp_path, screen=("mute", "70")) as kiosk:
        kiosk.until_shown(TROUBLE)
        kiosk.send(b"\x03\x11\x1c\x1a")
        screens = (tmp_path / "screens").read_text()
        kiosk.until(lambda: (tmp_path / "screens").read_text() != screens)


def test_settings_that_cannot_be_used_end_it_and_their_words_stay(tmp_path):
    with Kiosk(tmp_path) as kiosk:
        kiosk.pid_of("agent")
        kiosk.send(b"u")
        assert kiosk.until_ended() == exit_status.UNUSABLE
        assert "why not" in kiosk.text


def test_when_the_terminal_hangs_up_both_end(tmp_path):
    kiosk = Kiosk(tmp_path)
    kiosk.__enter__()
    pids = kiosk.pid_of("agent"), kiosk.pid_of("screen")
    os.close(kiosk._fd)
    _, status = os.waitpid(kiosk.pid, 0)
    assert os.waitstatus_to_exitcode(status) == 0
    assert not any(is_alive(pid) for pid in pids)


def test_pauses_grow_while_a_child_keeps_crashing_and_end_when_it_runs_well():
    child = Child(["/bin/true"], due=0.0)
    pauses = []
    for _ in range(9):
        child._started = 100.0
        child.ended(101.0, in_order=False)
        pauses.append(child.due - 101.0)
    assert pauses == [0.0, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0, 30.0, 30.0]
    child._started = 100.0
    child.ended(100_000.0, in_order=False)
    assert (child.due, child.crashes) == (100_000.0, 1)
    child.ended(100_000.0, in_order=True)
    assert (child.due, child.crashes) == (100_000.0, 0)


def test_children_end_with_a_supervisor_that_is_killed(tmp_path):
    """Each child asks the kernel for it; here one that does as the agent and the screen do."""
    waits = "from kiosk.supervisor import *; end_with_supervisor(); print('up', flush=True); signal.pause()"
    code = f"""
import subprocess, sys
child = subprocess.Popen([sys.executable, "-c", {waits!r}], stdout=subprocess.PIPE)
child.stdout.readline()
print("child", child.pid, flush=True)
child.wait()
"""
    with PtySession([sys.executable, "-c", code], env=PYTHONPATH) as parent:
        parent.until_written(b"\n")
        child = int(parent.seen.split()[-1])
        parent.signal(signal.SIGKILL)
        parent.until_ended()
        limit = time.monotonic() + PATIENCE
        while is_alive(child) and time.monotonic() < limit:
            parent.drain(0.02)
        assert not is_alive(child)
