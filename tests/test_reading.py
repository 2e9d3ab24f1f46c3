"""What a person reads: short sentences. How a screen can be read is in tests/ui/test_snapshots.py."""

import re
import tomllib
from collections.abc import Iterator, Mapping

import pytest

from kiosk.resources import ASSETS

MOST_WORDS = 12
NOT_FOR_CITIZENS = {
    *("admin", "config", "custody", "desk", "doctor", "import", "result_code", "serve", "verify"),
}
"""Areas that officers and administrators read; every other one is a citizen's."""
AREAS = sorted({path.stem for path in (ASSETS / "text" / "vi").glob("*.toml")} - NOT_FOR_CITIZENS)
CONSENT = 17
"""What is sent is one list, and the law wants each thing in it named (docs/domain.md#consent-and-law)."""


def texts(table: Mapping[str, object], prefix: str) -> Iterator[tuple[str, str]]:
    """Yield every text of a file with its key."""
    for name, value in table.items():
        if isinstance(value, Mapping):
            yield from texts(value, f"{prefix}.{name}")
        else:
            yield f"{prefix}.{name}", str(value)


def sentences(text: str) -> Iterator[str]:
    """Yield the sentences; Vietnamese writes each syllable as a word, so that counting words is strict."""
    yield from filter(None, re.split(r"(?<=[.?!:…;])\s+|\n", text))


def too_long(table: Mapping[str, object], prefix: str, most: int) -> dict[str, str]:
    """Return the sentences with more than `most` words by their key."""
    return {
        key: sentence
        for key, text in texts(table, prefix)
        for sentence in sentences(text)
        if sum(any(map(str.isalnum, word)) for word in sentence.split()) > most
    }


@pytest.mark.parametrize("area", AREAS)
def test_no_sentence_is_longer_than_twelve_words(area):
    table = tomllib.loads((ASSETS / "text" / "vi" / f"{area}.toml").read_text("utf-8"))
    assert too_long(table, area, MOST_WORDS) == {}


@pytest.mark.parametrize("path", sorted((ASSETS / "consent").glob("*/*.vi.toml")), ids=lambda path: path.stem)
def test_no_consent_has_a_sentence_that_must_be_read_twice(path):
    assert too_long(tomllib.loads(path.read_text("utf-8")), path.stem, CONSENT) == {}
