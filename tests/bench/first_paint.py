"""From exec to the welcome screen, against the bare app."""

from pathlib import Path

from tests.bench.figure import Figure, compare, in_turn
from tests.bench.programs import BARE, WELCOME, bare, kiosk, state
from tests.terminal.pty_session import PtySession

LIMIT = 1.5


def measure(rounds: int = 9) -> Figure:
    """Start both in turn; the kiosk's state stays from one start to the next, as at an office."""
    with state() as config:
        return compare(
            "exec to first paint", *in_turn(lambda _: _kiosk(config), lambda _: _bare(), rounds), LIMIT
        )


def _kiosk(config: Path) -> float:
    return _painted(kiosk(config), WELCOME)


def _bare() -> float:
    return _painted(bare(), BARE)


def _painted(session: PtySession, first: bytes) -> float:
    with session:
        return session.until_written(first) - session.started_at
