"""From a key to its letter in a form's field, against a bare field: a name's, and one that finds communes."""

import random
import statistics
from collections.abc import Callable, Iterator

from kiosk.resources.text import words
from tests.bench.figure import Figure
from tests.bench.programs import BARE, READY, bare, kiosk, settled, state
from tests.terminal.pty_session import PtySession
from tests.terminal.walk import PRACTICE

LIMIT = 1.5
LIMIT_OF_A_SEARCH = 1.3
"""The median's, where each key looks through 3,321 communes."""
NAME = words("flow.name.title").encode()
COMMUNE = words("flow.commune.title").encode()
DETAILS = words("flow.details.title").encode()
TYPED = "nam minh khang linh phong bich hanh kim ngan chinh"
"""Typed without accents, as most people do; each letter is waited for with those before it."""
TYPED_COMMUNE = "ben thanh ho chi minh"
"""Something is found at each of its letters but the first."""
TAIL = 6


def measure(passes: int = 8, seed: int = 1) -> tuple[Figure, Figure, Figure]:
    """Type the same into both, key by key in turn, at a person's pace; return median and 99th percentile.

    Eight passes give 350 keys of each, so that the percentile is not one slow key of the machine's.
    """
    pace = random.Random(seed)
    ours, other = _echoes(passes, pace, _go_to_the_name, TYPED)
    found, bare_found = _echoes(passes, pace, _go_to_the_commune, TYPED_COMMUNE)
    return (
        _figure("key to echo, median", statistics.median(ours), statistics.median(other)),
        _figure("key to echo, 99th percentile", _percentile(ours), _percentile(other)),
        _figure(
            "key to echo among communes, median",
            statistics.median(found),
            statistics.median(bare_found),
            LIMIT_OF_A_SEARCH,
        ),
    )


def _echoes(
    passes: int, pace: random.Random, go: Callable[[PtySession], None], typed: str
) -> tuple[list[float], list[float]]:
    ours: list[float] = []
    other: list[float] = []
    for _ in range(passes):
        with state() as config, kiosk(config) as form, bare() as field:
            settled(form, READY)
            settled(field, BARE)
            go(form)
            for mine, bare_one in zip(_typing(form, pace, typed), _typing(field, pace, typed), strict=True):
                ours.append(mine)
                other.append(bare_one)
    return ours, other


def _go_to_the_name(session: PtySession) -> None:
    """Register oneself without a card: the number, then the name."""
    for key in ("1", "1", *"006190000011", "enter"):
        session.press(key)
        session.drain(0.2)
    session.until_written(NAME)
    session.drain(0.5)


def _go_to_the_commune(session: PtySession) -> None:
    """Scan a card whose address names none, and confirm the details."""
    session.send(PRACTICE["year_only"]["text"].encode() + b"\r")
    session.until_written(DETAILS)
    session.drain(0.5)
    session.press("1")
    session.until_written(COMMUNE)
    session.drain(0.5)


def _typing(session: PtySession, pace: random.Random, typed: str) -> Iterator[float]:
    for at in range(1, len(typed) + 1):
        before = len(session.seen)
        pressed = session.press(typed[at - 1])
        echo = typed[max(0, at - TAIL) : at].encode()
        took = session.until_written(echo, after=before) - pressed
        session.drain(pace.uniform(0.07, 0.15))
        if at > TAIL:
            yield took


def _figure(name: str, ours: float, other: float, limit: float = LIMIT) -> Figure:
    return Figure(name, ours, other, ours / other, limit)


def _percentile(times: list[float]) -> float:
    return statistics.quantiles(times, n=100)[98]
