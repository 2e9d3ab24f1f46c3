"""How wide a terminal draws, asked of terminals that are made up on a pseudo terminal."""

import os
import pty
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from kiosk.devices.glyphs import widths


@contextmanager
def terminal(*columns: int) -> Iterator[int]:
    """Have a terminal whose cursor stands in these columns, one for each question; yield its file."""
    ours, theirs = pty.openpty()

    def answer() -> None:
        asked, answers = b"", [b"\x1b[7;%dR" % column for column in columns]
        while answers:
            asked += os.read(ours, 1024)
            while answers and b"\x1b[6n" in asked:
                asked = asked.partition(b"\x1b[6n")[2]
                os.write(ours, answers.pop(0))

    thread = threading.Thread(target=answer)
    thread.start()
    try:
        yield theirs
    finally:
        thread.join()
        os.close(theirs)
        os.close(ours)


@pytest.fixture(autouse=True)
def in_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")


def test_the_column_after_a_text_is_its_width():
    with terminal(6, 11) as line:
        assert widths(["ẤẦẨẪẬ", "─────"], line, line) == [5, 10]


def test_a_terminal_that_does_not_answer_is_not_waited_for():
    with terminal() as line:
        assert widths(["Ấ"], line, line, patience=0.05) is None


@pytest.mark.parametrize("term", ["", "dumb", "linux"])
def test_one_that_would_show_the_question_is_not_asked(term: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("TERM", term)
    with terminal() as line:
        assert widths(["Ấ"], line, line) is None
