"""The real espeak-ng: every word of the steps is heard whole, in each accent."""

import os
import shutil
import subprocess
import tomllib
from array import array
from collections.abc import Iterator, Mapping

import pytest

from kiosk.devices.speech import SYNTHESISER, voice_of
from kiosk.devices.spoken import spoken
from kiosk.resources import ASSETS

ACCENTS = ("north", "central", "south")
STEPS = ("welcome", "flow")
HEADER = 44
"""Bytes before the sound in espeak-ng's WAV."""
RATE = 22_050
LOUD, SILENT = 2_000, 300
"""Of 32,768: a voice at its loudest, and what is not heard."""
FASTEST = 0.09
"""Seconds for a syllable; nobody follows a faster one, so there words would be missing."""


@pytest.fixture(scope="module", autouse=True)
def espeak() -> None:
    """Ask for espeak-ng; where it is not, the test says so, and in CI it fails."""
    if not shutil.which(SYNTHESISER):
        reason = "needs Debian's espeak-ng"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)


def texts() -> Iterator[str]:
    """Yield everything of the steps into which nothing is filled."""
    for area in STEPS:
        yield from leaves(tomllib.loads((ASSETS / "text" / "vi" / f"{area}.toml").read_text("utf-8")))


def leaves(table: Mapping[str, object]) -> Iterator[str]:
    for value in table.values():
        if isinstance(value, Mapping):
            yield from leaves(value)
        elif "{" not in str(value):
            yield str(value)


def sound(text: str, accent: str) -> "array[int]":
    """Return what is heard, sample by sample."""
    command = [SYNTHESISER, *voice_of(accent, "vi"), "--stdin", "--stdout"]
    done = subprocess.run(command, input=spoken(text, "vi").encode(), capture_output=True, check=True)
    samples = array("h")
    samples.frombytes(done.stdout[HEADER:])
    return samples


@pytest.mark.parametrize("accent", ACCENTS)
def test_every_word_of_the_steps_is_heard_from_its_beginning_to_its_end(accent: str) -> None:
    for text in texts():
        heard = sound(text, accent)
        syllables = len([word for word in text.split() if word.isalpha()])
        assert len(heard) / RATE >= FASTEST * syllables, text
        assert max(heard) > LOUD, text
        assert max(map(abs, heard[-RATE // 100 :])) < SILENT, f"cut at its end: {text}"


def test_the_accents_are_not_the_same() -> None:
    heard = [sound("Xin đưa thẻ vào máy quét", accent).tobytes() for accent in ACCENTS]
    assert len(set(heard)) == len(ACCENTS)


def test_an_abbreviation_is_heard_longer_than_its_letters() -> None:
    assert len(sound("BHYT", "north")) > 1.5 * len(sound("QR", "north"))
