"""`kiosk doctor` on a terminal: it asks for a scan, tells how the scanner is set, and repeats none of it."""

import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.cli.doctor.finding import State
from kiosk.cli.doctor.scanner import told
from kiosk.domain.scans.diagnosis import Diagnosis, End, Fault, Feed
from kiosk.resources.languages import languages
from kiosk.resources.text import has, words
from tests.fakes.citizen import WOMAN
from tests.terminal.pty_session import PtySession

pytestmark = pytest.mark.terminal
ASKED = words("doctor.trial.scan_now", seconds=20).split(".")[0]


class Doctor(PtySession):
    """`kiosk doctor` for a kiosk of its own, on a terminal that answers no question."""

    def __init__(self, here: Path, more: str = "", *, columns: int = 110) -> None:
        config = here / "config.toml"
        config.write_text(f'[state]\ndir = "{here}/state"\n{more}')
        super().__init__([sys.executable, "-m", "kiosk", "doctor", "--config", str(config)], columns=columns)

    def says(self, key: str, **values: object) -> None:
        """Wait for the first line of these words."""
        self.until_written(words(f"doctor.{key}", **values).splitlines()[0])

    def assert_nobody_is_named(self) -> None:
        written = self.seen.decode()
        for telling in ("Trần", "Nghiệm", "001105", "02091905"):
            assert telling not in written


@pytest.fixture
def line() -> Iterator[tuple[int, str]]:
    """A serial line: the scanner's end, and the name of ours."""
    scanner, ours = os.openpty()
    yield scanner, os.ttyname(ours)
    os.close(scanner)
    os.close(ours)


def test_a_scan_that_is_typed_is_told_with_all_that_it_shows(tmp_path):
    with Doctor(tmp_path) as doctor:
        doctor.says("terminal.size", columns=110, rows=24)
        doctor.says("glyphs.silent")
        doctor.until_written(ASKED)
        doctor.drain(0.3)
        doctor.send(f"{WOMAN}\r".encode())
        for key in ("citizen_card", "keyboard", "ends_with_cr", "letters_right"):
            doctor.says(f"trial.{key}")
        assert doctor.until_ended() == 0
        doctor.assert_nobody_is_named()


def test_a_scan_on_the_line_is_told_as_the_better_way(tmp_path, line):
    scanner, name = line
    with Doctor(tmp_path, f'[screen]\nscanner = "{name}"\n') as doctor:
        doctor.until_written(ASKED)
        doctor.drain(0.3)
        os.write(scanner, f"{WOMAN}\r\n".encode())
        for key in ("citizen_card", "serial", "ends_with_crlf", "letters_right"):
            doctor.says(f"trial.{key}")
        assert doctor.until_ended() == 0
        doctor.assert_nobody_is_named()


def test_a_scanner_in_the_wrong_mode_is_broken(tmp_path, line):
    _, name = line
    with Doctor(tmp_path, f'[screen]\nscanner = "{name}"\n') as doctor:
        doctor.until_written(ASKED)
        doctor.drain(0.3)
        for letter in WOMAN:
            doctor.send(letter.encode())
            time.sleep(0.001)
        doctor.says("trial.types_although_line")
        doctor.says("trial.ends_with_none")
        assert doctor.until_ended() == 1


@pytest.mark.parametrize("key", ["\r", "\x1b", "q"], ids=["Enter", "Esc", "q"])
def test_one_key_goes_on_without_a_scan_and_gives_the_terminal_back(tmp_path, key):
    with Doctor(tmp_path) as doctor:
        doctor.until_written(ASKED)
        doctor.drain(0.3)
        doctor.send(b"x")
        doctor.drain(0.8)  # any other key is none of both
        doctor.send(key.encode())
        doctor.says("trial.not_tried")
        assert doctor.until_ended() == 0


def test_in_a_window_that_is_too_small_it_says_so(tmp_path):
    with Doctor(tmp_path, columns=70) as doctor:
        doctor.until_written("70")
        doctor.until_written(words(f"doctor.state.{State.BROKEN}"))
        doctor.until_written(ASKED)
        doctor.drain(0.3)
        doctor.press("enter")
        assert doctor.until_ended() == 1


@pytest.mark.parametrize("way", ["serial", "keyboard"])
@pytest.mark.parametrize("kind", ["citizen_card", "insurance_card", "slip", "badge", "other"])
def test_whatever_was_found_has_words(way, kind):
    for end in End:
        for wanted in (True, False):
            found = Diagnosis(kind, end, frozenset(Fault), shows_letters=True)
            findings = [*told(Feed(way, ""), found, is_line_wanted=wanted)]
            assert len(findings) == 3 + len(Fault)
            assert all(has(finding.key, language) for finding in findings for language in languages())
