"""`make bench`: how fast the kiosk is, as ratios against bare programs, all in one run.

python -m tests.bench [first_paint] [scan_to_details] [send_to_card] [key_to_echo]

Exit status 1 when a limit does not hold.
"""

import sys
from collections.abc import Callable, Iterable

from tests.bench import first_paint, key_to_echo, scan_to_details, send_to_card
from tests.bench.figure import Figure

FIGURES: dict[str, Callable[[], Iterable[Figure]]] = {
    "first_paint": lambda: [first_paint.measure()],
    "scan_to_details": lambda: [scan_to_details.measure()],
    "send_to_card": lambda: [send_to_card.measure()],
    "key_to_echo": key_to_echo.measure,
}


def main(chosen: list[str]) -> int:
    """Measure and print."""
    all_hold = True
    for name in chosen or FIGURES:
        for figure in FIGURES[name]():
            print(figure, flush=True)
            all_hold = all_hold and figure.holds
    return 0 if all_hold else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
