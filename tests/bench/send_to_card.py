"""From "send" to the card's QR on the screen, with the embedded backend.

The waits that are ours, against what cannot be spared three times over: an fsync, the encoding of the QR, a
repaint of a bare app. What Textual takes to build the screens in between is told beside them.
"""

import asyncio
import os
import statistics
import time
from collections.abc import Mapping
from pathlib import Path

from kiosk.config.reader import load
from kiosk.devices.terminal import QUESTIONS
from kiosk.resources.qr_symbol import encode
from kiosk.resources.text import words
from tests.bench.bare import PAINTED, REPAINTED
from tests.bench.figure import Figure
from tests.bench.programs import BARE, bare, kiosk, settled, state
from tests.bench.send_parts import parts
from tests.terminal.walk import Walk
from tests.ui.qr_payloads import CARD

LIMIT = 3.0
ANSWERS = b"\x1b[6;44;20t\x1b[?62;4;22c"
"""What foot answers: Sixel, and cells of 20 by 44 pixels."""
SIXEL = b"\x1bP0;1q"
TRIES = 9


def measure(rounds: int = 5) -> Figure:
    """Register somebody in a ward invented anew, again and again."""
    totals: list[float] = []
    timed: list[dict[str, float]] = []
    least: list[dict[str, float]] = []
    for _ in range(rounds):
        with state() as config:
            total, steps = _sent(config)
            totals.append(total)
            timed.append(steps)
            least.append(
                {"fsync": _fsync(config.parent), "QR encoding": _encoding(), "bare repaint": _repaint()}
            )
    total, bare_parts, our_parts = statistics.median(totals), _medians(least), _medians(timed)
    ours, bound = sum(our_parts.values()), sum(bare_parts.values())
    notes = (
        f"{_listed(our_parts)}",
        f"against {_listed(bare_parts)}",
        f"{total * 1000:.1f} ms in all, {(total - ours) * 1000:.1f} ms of them for building the screens",
    )
    return Figure("send pressed to card painted, our waits", ours, bound, ours / bound, LIMIT, notes)


def _sent(config: Path) -> tuple[float, dict[str, float]]:
    """Register at the screen, then once more by hand beside it."""
    with kiosk(config, pixels=(1600, 1056)) as session:
        session.until_written(QUESTIONS)
        session.send(ANSWERS)
        Walk(session).to_the_review()
        session.drain(0.5)
        before = len(session.seen)
        pressed = session.press("enter")
        shown = session.until_written(words("card.title"), after=before)
        drawn = session.until_written(SIXEL, after=before)
        steps = asyncio.run(parts(load(config).with_demo()))
        steps["paint"] = max(0.0, drawn - shown - steps["QR"])
        return drawn - pressed, steps


def _fsync(directory: Path) -> float:
    times = []
    for _ in range(TRIES):
        with (directory / "page").open("wb") as file:
            began = time.perf_counter()
            file.write(bytes(4096))
            file.flush()
            os.fsync(file.fileno())
            times.append(time.perf_counter() - began)
    return statistics.median(times)


def _encoding() -> float:
    times = []
    for _ in range(TRIES):
        encode.cache_clear()
        began = time.perf_counter()
        encode(CARD, "M")
        times.append(time.perf_counter() - began)
    return statistics.median(times)


def _repaint() -> float:
    """A screen full of words in place of another one, and back."""
    times = []
    with bare() as session:
        settled(session, BARE)
        for turn in range(TRIES):
            before = len(session.seen)
            pressed = session.press("f2")
            times.append(session.until_written((REPAINTED, PAINTED)[turn % 2], after=before) - pressed)
            session.drain(0.2)
    return statistics.median(times)


def _medians(rounds: list[dict[str, float]]) -> dict[str, float]:
    return {name: statistics.median(times[name] for times in rounds) for name in rounds[0]}


def _listed(times: Mapping[str, float]) -> str:
    return ", ".join(f"{name} {seconds * 1000:.1f} ms" for name, seconds in times.items())
