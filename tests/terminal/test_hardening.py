"""What passers-by, scanners, signals and our own mistakes do to the hardened app on a pseudo terminal."""

import inspect
import os
import signal
import sys
import time

import pytest
from textual.app import App
from textual.drivers.linux_driver import LinuxDriver
from textual.message_pump import MessagePump

from kiosk.exit_status import CRASHED, HUNG_UP
from tests.terminal.hardened import SECRET
from tests.terminal.keys import pasted
from tests.terminal.pty_session import PATIENCE, PtySession
from tests.terminal.walk import PAUSE

pytestmark = pytest.mark.terminal

CARD = "001105000017|000000017|Trần Thị Thử Nghiệm|02091905|Nữ|Số 1 Ngõ Thử Nghiệm, Hà Nội|15042021"
ENVIRONMENT = {"TEXTUAL_DISABLE_KITTY_KEY": "1", "TEXTUAL_SMOOTH_SCROLL": "0", "TEXTUAL_ANIMATIONS": "none"}
RESTORED = (b"\x1b[?1049l", b"\x1b[?25h", b"\x1b[?1000l", b"\x1b[?1003l", b"\x1b[?2004l", b"\x1b[?1004l")


class Kiosk(PtySession):
    """The ill-treated app, ready for keys."""

    def __init__(self, tmp_path) -> None:
        self.reports = tmp_path / "reports"
        self.scanned = tmp_path / "scans"
        command = [sys.executable, "-m", "tests.terminal.hardened", str(self.reports), str(self.scanned)]
        super().__init__(command, env=ENVIRONMENT)

    def ready(self) -> "Kiosk":
        self.until_shown("READY")
        return self

    @property
    def scans(self) -> list[str]:
        return self.scanned.read_text("utf-8").split("\n")[:-1] if self.scanned.exists() else []

    @property
    def report(self) -> str:
        return self.reports.read_text("utf-8") if self.reports.exists() else ""

    def assert_nothing_leaked(self) -> None:
        seen = self.seen.decode("utf-8", errors="replace")
        for telling in (*SECRET.split("|"), "Traceback", "ValueError", "secret"):
            assert telling not in seen
        for telling in (*SECRET.split("|"), "cannot read"):
            assert telling not in self.report

    def assert_restored(self) -> None:
        self.drain(0)  # what it wrote last
        for sequence in RESTORED:
            switched_on = sequence[:-1] + (b"l" if sequence.endswith(b"h") else b"h")
            assert self.seen.rfind(sequence) > self.seen.rfind(switched_on)


@pytest.fixture
def kiosk(tmp_path):
    with Kiosk(tmp_path) as kiosk:
        yield kiosk.ready()


MISTAKES = {
    "h": "a handler",
    "r": "a render",
    "m": "a mount",
    "w": "a worker",
    "t": "a worker's thread",
    "d": "an endless recursion",
    "c": "closing",
}


@pytest.mark.parametrize("key", MISTAKES, ids=MISTAKES.values())
def test_a_mistake_ends_with_70_and_tells_nobody_anything(kiosk, key):
    kiosk.press(key)
    assert kiosk.until_ended() == CRASHED
    kiosk.assert_nothing_leaked()
    kiosk.assert_restored()
    kind = "RecursionError at " if key == "d" else "ValueError at "
    assert kind in kiosk.report
    assert "terminal/hardened.py:" in kiosk.report


def test_a_mistake_in_the_background_is_reported_and_ends_nothing(kiosk):
    for key in "KTLWP":
        kiosk.press(key)
        kiosk.until_shown(f"{key}.")
    kiosk.press("z")
    kiosk.until_shown("KEYS KTLWPz.")
    kiosk.assert_nothing_leaked()
    assert kiosk.report.count("ValueError at ") == 3, kiosk.report


def test_an_exit_status_of_our_own_is_kept(kiosk):
    kiosk.press("x")
    assert kiosk.until_ended() == 3
    kiosk.assert_restored()


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT])
def test_a_signal_to_end_gives_the_terminal_back_whole(kiosk, sign):
    kiosk.signal(sign)
    assert kiosk.until_ended() == 0
    kiosk.assert_restored()


def test_other_signals_change_nothing(kiosk):
    for sign in (signal.SIGINT, signal.SIGTSTP, signal.SIGUSR1, signal.SIGUSR2):
        kiosk.signal(sign)
    kiosk.press("a")
    kiosk.until_shown("KEYS a.")


def test_after_a_stop_from_outside_each_key_counts_once(kiosk):
    kiosk.signal(signal.SIGSTOP)
    time.sleep(0.05)
    kiosk.signal(signal.SIGCONT)
    for count in range(1, 10):
        kiosk.press(str(count))
        kiosk.until_shown(f"KEYS {'123456789'[:count]}.")


def test_a_terminal_that_hangs_up_leaves_no_orphan(tmp_path):
    kiosk = Kiosk(tmp_path)
    kiosk.__enter__()
    kiosk.ready()
    os.close(kiosk._fd)
    limit = time.monotonic() + PATIENCE
    while (ended := os.waitpid(kiosk.pid, os.WNOHANG))[0] == 0 and time.monotonic() < limit:
        time.sleep(0.02)
    if ended[0] == 0:
        os.kill(kiosk.pid, signal.SIGKILL)
        os.waitpid(kiosk.pid, 0)
    assert ended[0] == kiosk.pid
    assert os.waitstatus_to_exitcode(ended[1]) in (0, HUNG_UP)


def test_keys_meant_for_whoever_stood_here_before_are_dropped(tmp_path):
    with Kiosk(tmp_path) as kiosk:
        kiosk.send(b"early")
        kiosk.until_shown("PAINTED")
        kiosk.send(b"\x1b[<0;5;2M\x1b[<0;5;2mtoo soon\r")
        kiosk.until_shown("READY")
        kiosk.press("z")
        kiosk.until_shown("KEYS z.")


def test_no_key_combination_leads_out(kiosk):
    kiosk.send(b"\x11\x03\x10\x1a\x1c\x13\x04\x1b")
    kiosk.drain()
    kiosk.press("z")
    kiosk.until_shown("z.")
    assert b"\x1b]52" not in kiosk.seen


ODD = [
    b"\xff",
    b"\xe1\xbb",
    b"\xf0\x9f",
    b"\xed\xa0\x80",
    b"\x1b[999999999999u",
    b"\x1b[1114112u",
    b"\x1b[<0;-5;99999M",
    b"\x1b]52;c;UFdORUQ=\x07",
    b"\x1bP+q544e\x1b\\",
    b"\x1b[?2026;9$y",
    b"\x1b[48;1;1;0;0t",
    b"\x1b[48;24;80;0;0t",
    b"\x00",
]


def test_no_byte_ends_the_app(kiosk):
    for odd in ODD:
        kiosk.send(odd)
        kiosk.drain(0.06)
    kiosk.drain(0.3)
    kiosk.press("z")
    kiosk.until_shown("z.")


def test_no_size_ends_the_app(kiosk):
    for columns, rows in ((200, 60), (1, 1), (80, 2), (3, 24), (80, 24)):
        kiosk.resize(columns, rows)
        kiosk.drain(0.05)
    kiosk.press("z")
    kiosk.until_shown("KEYS z.")


def test_control_characters_in_a_field_never_reach_the_terminal(kiosk):
    kiosk.press("V")
    kiosk.until_shown("A]0;PWNEDB]52;c;UFdORUQ=C31mD")
    for obeyed in (b"\x1b]0;", b"\x1b]52", "\u009b".encode(), b"\x07B"):
        assert obeyed not in kiosk.seen


# Scans, as scanners and terminals really deliver them


def feed(kiosk: Kiosk, data: list[bytes], pace: float) -> None:
    for part in data:
        kiosk.send(part)
        time.sleep(pace)


CHARACTERS = [character.encode() for character in CARD]
BYTES = [bytes([byte]) for byte in CARD.encode()]


@pytest.mark.parametrize("in_field", [True, False], ids=["in a field", "on buttons"])
def test_scans_arrive_exactly_and_press_nothing(kiosk, in_field):
    if in_field:
        kiosk.press("tab")
    feeds = [([CARD.encode()], 0.0), (CHARACTERS, 0.001), (CHARACTERS, 0.005), (BYTES, 0.0003)]
    ends = [b"\r", b"\r\n", b"\t", b"\n", b""]
    rounds = [*((data, pace, b"\r") for data, pace in feeds), *((feeds[0][0], 0.0, end) for end in ends)]
    for count, (data, pace, end) in enumerate(rounds, start=1):
        feed(kiosk, data, pace)
        kiosk.send(end)
        kiosk.until_shown(f"SCANS {count}.")
        kiosk.drain(0.1)
    assert kiosk.scans == [CARD] * len(rounds)
    assert "KEYS" not in kiosk.text
    assert "SUBMITTED" not in kiosk.text
    assert "0011" not in kiosk.text


def test_a_paste_is_a_scan_and_never_reaches_a_field(kiosk):
    kiosk.press("tab")
    kiosk.send(pasted(CARD))
    kiosk.until_shown("SCANS 1.")
    assert kiosk.scans == [CARD]


def test_a_person_types_and_sends_at_a_persons_pace(kiosk):
    kiosk.press("tab")
    feed(kiosk, [character.encode() for character in "Nguyễn Văn Mẫu"], PAUSE)
    kiosk.press("enter")
    kiosk.until_shown("SUBMITTED Nguyễn Văn Mẫu.")


def test_a_scan_leaves_what_stood_in_the_field(kiosk):
    kiosk.press("tab")
    feed(kiosk, [b"N", b"g"], PAUSE)
    feed(kiosk, CHARACTERS[:20], 0.02)
    kiosk.send(CARD[20:].encode() + b"\r")
    kiosk.until_shown("SCANS 1.")
    time.sleep(2)  # the scanner's own Enter counts for half a second
    kiosk.press("enter")
    kiosk.until_shown("SUBMITTED Ng.")


# What we build on and upstream may change


def test_upstream_still_reads_strictly_so_our_reader_is_still_needed():
    assert 'getincrementaldecoder("utf-8")()' in inspect.getsource(LinuxDriver.run_input_thread)


@pytest.mark.parametrize("name", ["_handle_exception", "_fatal_error", "_print_error_renderables", "panic"])
def test_upstream_still_has_the_names_that_we_override(name):
    assert name in vars(App)


def test_upstream_still_closes_the_app_in_the_way_that_we_use():
    assert "_close_messages_no_wait" in vars(MessagePump)
