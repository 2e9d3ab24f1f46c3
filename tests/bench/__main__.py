"""`make bench`: how fast kiosk and backend are, as ratios against bare programs, all in one run.

python -m tests.bench [first_paint] [scan_to_details] [send_to_card] [key_to_echo] [desk_scroll] [keystrokes]
                [slip] [backend] [--quick]

`backend` loads a city of 1.2 million people first and takes about a quarter of an hour; with --quick it is a
town, for development. Its parts may be named: throughput, sqlite, latency, desk, spike, volume.
Exit status 1 when a limit does not hold.
"""

import sys
from collections.abc import Callable, Iterable
from typing import Protocol

from tests.bench import desk_scroll, first_paint, key_to_echo, keystrokes, scan_to_details, send_to_card, slip
from tests.bench.backend import parts


class Line(Protocol):
    """What is printed of each measurement."""

    @property
    def holds(self) -> bool:
        """Is it within its limit?"""


KIOSK: dict[str, Callable[[], Iterable[Line]]] = {
    "first_paint": lambda: [first_paint.measure()],
    "scan_to_details": lambda: [scan_to_details.measure()],
    "send_to_card": lambda: [send_to_card.measure()],
    "key_to_echo": key_to_echo.measure,
    "desk_scroll": desk_scroll.measure,
    "keystrokes": keystrokes.measure,
    "slip": lambda: [slip.measure()],
}
BACKEND = "backend"
QUICK = "--quick"


def main(arguments: list[str]) -> int:
    """Measure and print."""
    chosen = [name for name in arguments if name != QUICK]
    unknown = set(chosen) - {*KIOSK, *parts.PARTS, BACKEND}
    if unknown:
        print(f"not a measurement: {', '.join(unknown)}", __doc__, sep="\n", file=sys.stderr)
        return 2
    all_hold = True
    for line in _lines(chosen, quick=QUICK in arguments):
        print(line, flush=True)
        all_hold = all_hold and line.holds
    return 0 if all_hold else 1


def _lines(chosen: list[str], *, quick: bool) -> Iterable[Line]:
    for name, measure in KIOSK.items():
        if not chosen or name in chosen:
            yield from measure()
    of_backend = [name for name in chosen if name in parts.PARTS]
    if not chosen or of_backend or BACKEND in chosen:
        yield from parts.measure(() if BACKEND in chosen else of_backend, quick=quick)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
