"""From a key to the painted line in the officer's queue: ten thousand waiting against a hundred."""

import statistics
import sys
from collections.abc import Iterator

from kiosk.resources.text import words
from tests.bench.figure import Figure
from tests.bench.programs import ROOT
from tests.fakes.officer import PASSWORD
from tests.terminal.pty_session import PtySession

LIMIT = 1.2
FEW, MANY = 100, 10_000
STEPS = ("down",) * 30 + ("pagedown",) * 3 + ("pageup",) * 3 + ("end", "home")
"""One pass: line by line, by screens, and from one end to the other."""


def measure(passes: int = 3) -> Iterator[Figure]:
    """Press the same keys before both, key by key in turn."""
    many: list[float] = []
    few: list[float] = []
    with _desk(MANY) as long, _desk(FEW) as short:
        for desk in (long, short):
            _sign_in(desk)
        for number in range(passes + 1):
            for key in STEPS:
                times = _press(long, key), _press(short, key)
                if number:  # the first pass warms caches and does not count
                    many.append(times[0])
                    few.append(times[1])
    yield _figure("desk: key to painted, median", statistics.median(many), statistics.median(few))
    yield _figure("desk: key to painted, 95th percentile", _percentile(many), _percentile(few))


def _desk(count: int) -> PtySession:
    command = [sys.executable, "-m", "tests.terminal.desk_program", str(count)]
    return PtySession(command, columns=100, rows=30, env={"PYTHONPATH": str(ROOT)})


def _sign_in(desk: PtySession) -> None:
    desk.until_written(words("desk.sign_in.login").encode())
    desk.drain(1.0)
    for key in (*"mai", "enter", *PASSWORD, "enter"):
        desk.press(key)
        desk.drain(0.1)
    desk.until_written(words("desk.column.reasons").encode())
    desk.drain(1.0)


def _press(desk: PtySession, key: str) -> float:
    """Press a key; return how long it took until what it paints began to arrive."""
    desk.drain(0.05)
    before = len(desk.seen)
    pressed = desk.press(key)
    return desk.until_written(b"\x1b[", after=before) - pressed


def _figure(name: str, many: float, few: float) -> Figure:
    return Figure(name, many, few, many / few, LIMIT, (f"{MANY:,} dossiers against {FEW}",))


def _percentile(times: list[float]) -> float:
    return statistics.quantiles(times, n=20)[18]


if __name__ == "__main__":
    for figure in measure():
        print(figure)
