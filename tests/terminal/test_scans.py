"""Scans as scanners really deliver them, wherever the focus is: exact, and nothing typed, pressed or left."""

import sys
import time
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from pathlib import Path

import pytest

from kiosk.resources.text import words
from tests.terminal.pty_session import PATIENCE, PtySession
from tests.terminal.scan_places import PLACES, STANDING
from tests.terminal.test_hardening import ENVIRONMENT

pytestmark = pytest.mark.terminal

LENGTH = 300
_HEAD, _TAIL = "001105000017|000000017|Trần Thị Thử Nghiệm|31021905|Nữ|", "|15042021"
TEXT = _HEAD + ("Ngõ Thử Nghiệm, Phường Bến Thành, " * 9)[: LENGTH - len(_HEAD + _TAIL)] + _TAIL
"""A card whose date is in no calendar, so that it is told and the screen stays; as long as the longest."""
PACES = (0.0, 0.001, 0.002, 0.005, 0.010)
"""Seconds between two letters."""
ENDS = (b"\r", b"\n", b"\r\n", b"\t", b"")
_LATE, _MUCH_LATER = 0.04, 0.4
"""Seconds between two letters beyond which the test was late: at the start, and once it is a card's."""
_KNOWN_FROM = 13
"""Letters by which a card is known."""
_TRIALS = 5
_PERSON = 0.12
"""Seconds between two scans, which no hand undercuts."""


def whole(text: str) -> list[bytes]:
    """Return its letters."""
    return [letter.encode() for letter in text]


def cut(text: str) -> list[bytes]:
    """Return as many pieces, each letter of several bytes cut after its first."""
    data, ends, place = text.encode(), [], 0
    for letter in text[:-1]:
        place += len(letter.encode())
        ends.append(place + 1)
    return [data[start:end] for start, end in zip([0, *ends], [*ends, len(data)], strict=True)]


class Place(PtySession):
    """The kiosk with the focus in one place."""

    def __init__(self, name: str, directory: Path) -> None:
        self.name = name
        self.title = PLACES[name][1]
        self._heard = directory / f"{name}.scans"
        command = [sys.executable, "-m", "tests.terminal.scan_places", name, str(self._heard)]
        super().__init__(command, env=ENVIRONMENT)

    @property
    def heard(self) -> list[str]:
        """The scans so far."""
        return self._heard.read_text("utf-8").split("\n")[:-1] if self._heard.exists() else []

    def until_ready(self) -> None:
        """Wait for the screen to stand, with the help sheet over it where that is the place."""
        self.until_shown(self.title)
        while not self._heard.exists():
            self.drain(0.02)
        if self.name == "help":
            self.press("f1")
            self.until_shown(words("help.title"))

    def until_heard(self, count: int) -> None:
        """Wait for a scan."""
        limit = time.monotonic() + PATIENCE
        while len(self.heard) < count and time.monotonic() < limit:
            self.drain(0.02)


class Late(Exception):  # noqa: N818 - "raise Late" is the sentence
    """The test did not get the processor in time, so that it wrote no scan."""


def feed(places: Sequence[Place], pieces: Sequence[bytes], pace: float) -> None:
    """Send all of them the same, at the same time. Raises `Late` where no scanner would have been so slow."""
    begun = time.monotonic()
    sent = {place.name: begun for place in places}
    for count, piece in enumerate(pieces, start=1):
        for place in places:
            place.send(piece)
            now = time.monotonic()
            if count > 1 and now - sent[place.name] > (_LATE if count <= _KNOWN_FROM else _MUCH_LATER):
                raise Late
            sent[place.name] = now
        time.sleep(max(0.0, begun + count * pace - time.monotonic()))


def test_a_scan_is_exact_and_leaves_every_place_as_it_was(tmp_path: Path) -> None:
    for trial in range(_TRIALS):
        with suppress(Late):
            (tmp_path / str(trial)).mkdir()
            scan_everywhere(tmp_path / str(trial))
            return
    pytest.fail("the machine was never free for as long as a scan takes")


def scan_everywhere(directory: Path) -> None:
    """Scan at each pace and with each end in every place, and look what it did."""
    pieces = [(cut(TEXT), pace, end) for pace in PACES for end in ENDS]
    pieces += [(whole(TEXT), pace, ENDS[0]) for pace in PACES]
    with ExitStack() as stack:
        places = [stack.enter_context(Place(name, directory)) for name in PLACES]
        for place in places:
            place.until_ready()
        for count, (letters, pace, end) in enumerate(pieces, start=1):
            feed(places, [*letters, end], pace)
            for place in places:
                place.until_heard(count)
                place.drain(0)
            if end:
                time.sleep(_PERSON)
            places[-1].until_ready()
        for place in places:
            place.drain(0.2)
            assert place.heard == [TEXT] * len(pieces), place.name
            assert (words("help.title") if place.name == "help" else place.title) in place.text, place.name
            assert f"{STANDING.get(place.name, '')} " in place.text, place.name
            assert "001105" not in place.text, place.name


def test_letters_are_cut_where_they_have_several_bytes() -> None:
    assert b"".join(cut(TEXT)) == b"".join(whole(TEXT)) == TEXT.encode()
    assert len(TEXT) == len(cut(TEXT)) == len(whole(TEXT)) == LENGTH
    with pytest.raises(UnicodeDecodeError):
        [piece.decode() for piece in cut(TEXT)]
