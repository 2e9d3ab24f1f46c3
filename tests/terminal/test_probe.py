"""What the kiosk learns of its terminal; here the test is the terminal."""

import sys

import pytest

from kiosk.devices.terminal import QUESTIONS
from tests.terminal.pty_session import PtySession

pytestmark = pytest.mark.terminal

FOOT = b"\x1b[6;44;20t\x1b[?62;4;22c"
KITTY = b"\x1b_Gi=31;OK\x1b\\\x1b[6;44;20t\x1b[?62;c"
XTERM_WITHOUT_SIXEL = b"\x1b[6;16;8t\x1b[?64;1;2;6;9;15;16;17;18;21;22;28c"
VT132 = b"\x1b[?4;6c"
TMUX = b"\x1b[?1;2c"


def probing(wanted: str = "auto", patience: float = 5, **options: object) -> PtySession:
    command = [sys.executable, "-m", "tests.terminal.probe_app", wanted, str(patience)]
    return PtySession(command, **options)  # type: ignore[arg-type]  # its own keywords


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        (FOOT, "sixel 20x44"),
        (KITTY, "kitty 20x44"),
        (XTERM_WITHOUT_SIXEL, "blocks 8x16"),
        (VT132, "blocks 10x20"),
        (TMUX, "blocks 10x20"),
        (b"typed early" + FOOT, "sixel 20x44"),
    ],
    ids=["foot", "kitty", "xterm", "vt132", "tmux", "keys among the answers"],
)
def test_the_terminal_is_taken_at_its_word(answers: bytes, told: str) -> None:
    with probing(pixels=(800, 480)) as terminal:
        terminal.until_written(QUESTIONS)
        terminal.send(answers)
        terminal.until_shown(f"{told} restored=True")


def test_the_kernel_knows_the_cell_where_the_terminal_does_not_tell() -> None:
    with probing(pixels=(800, 480)) as terminal:
        terminal.until_written(QUESTIONS)
        terminal.send(b"\x1b[?62;4;22c")
        terminal.until_shown("sixel 10x20")


def test_a_terminal_that_never_answers_is_not_waited_for() -> None:
    with probing(patience=60) as terminal:
        terminal.until_shown("blocks 0x0 restored=True")


def test_keys_typed_before_the_first_paint_are_dropped_and_later_ones_are_not() -> None:
    with probing(pixels=(800, 480)) as terminal:
        terminal.until_written(QUESTIONS)
        terminal.send(b"meant for the screen before\r" + FOOT)
        terminal.until_shown("sixel 20x44")
        terminal.send(b"mine\r")
        terminal.until_shown("then typed: 'mine'")

        assert "meant" not in terminal.text


@pytest.mark.parametrize("wanted", ["blocks", "none", "kitty"])
def test_the_installer_has_the_last_word(wanted: str) -> None:
    with probing(wanted, pixels=(800, 480)) as terminal:
        terminal.until_written(QUESTIONS)
        terminal.send(FOOT)
        terminal.until_shown(f"{wanted} 20x44")


@pytest.mark.parametrize("name", ["linux", "dumb"])
def test_a_terminal_that_would_print_the_questions_is_not_asked(name: str) -> None:
    with probing(env={"TERM": name}) as terminal:
        terminal.until_shown("blocks 0x0 restored=True")

        assert QUESTIONS not in terminal.seen


def test_the_end_of_the_app_takes_kitty_pixels_along() -> None:
    command = [sys.executable, "-m", "tests.terminal.qr_app"]
    with PtySession(command, columns=96, pixels=(1920, 1056)) as terminal:
        terminal.until_written(QUESTIONS)
        terminal.send(KITTY)
        terminal.until_written(b"\x1b_Ga=T")
        terminal.press("q")

        assert terminal.until_ended() == 0
        assert b"\x1b_Ga=d" in terminal.seen
        assert b"Traceback" not in terminal.seen
