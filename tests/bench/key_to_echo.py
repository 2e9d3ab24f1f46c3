"""From a key to its letter in a form's field, against a bare field."""

import random
import statistics
from collections.abc import Iterator

from kiosk.text import words
from tests.bench.figure import Figure
from tests.bench.programs import BARE, READY, bare, kiosk, settled, state
from tests.terminal.pty_session import PtySession

LIMIT = 1.5
NAME = words("flow.name.title").encode()
TYPED = "nam minh khang linh phong bich hanh kim ngan chinh"
"""Typed without accents, as most people do; each letter is waited for with those before it."""
TAIL = 6


def measure(passes: int = 8, seed: int = 1) -> tuple[Figure, Figure]:
    """Type the same into both, key by key in turn, at a person's pace; return median and 99th percentile.

    Eight passes give 350 keys of each, so that the percentile is not one slow key of the machine's.
    """
    pace = random.Random(seed)
    ours: list[float] = []
    other: list[float] = []
    for _ in range(passes):
        with state() as config, kiosk(config) as form, bare() as field:
            settled(form, READY)
            settled(field, BARE)
            _go_to_the_name(form)
            for mine, bare_one in zip(_typing(form, pace), _typing(field, pace), strict=True):
                ours.append(mine)
                other.append(bare_one)
    return (
        _figure("key to echo, median", statistics.median(ours), statistics.median(other)),
        _figure("key to echo, 99th percentile", _percentile(ours), _percentile(other)),
    )


def _go_to_the_name(session: PtySession) -> None:
    """Register oneself without a card: the number, then the name."""
    for key in ("1", "1", *"006190000011", "enter"):
        session.press(key)
        session.drain(0.2)
    session.until_written(NAME)
    session.drain(0.5)


def _typing(session: PtySession, pace: random.Random) -> Iterator[float]:
    for at in range(1, len(TYPED) + 1):
        before = len(session.seen)
        pressed = session.press(TYPED[at - 1])
        echo = TYPED[max(0, at - TAIL) : at].encode()
        took = session.until_written(echo, after=before) - pressed
        session.drain(pace.uniform(0.07, 0.15))
        if at > TAIL:
            yield took


def _figure(name: str, ours: float, other: float) -> Figure:
    return Figure(name, ours, other, ours / other, LIMIT)


def _percentile(times: list[float]) -> float:
    return statistics.quantiles(times, n=100)[98]
