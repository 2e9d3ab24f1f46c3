"""From a scan's last byte to the details on the screen, against the same burst typed into a bare field.

Both are started anew for each scan: at the kiosk every person's screen is a process of its own, and the scan
that begins an errand is the first thing that it is asked to do.
"""

from pathlib import Path

from kiosk.resources.text import words
from tests.bench.figure import Figure, compare, in_turn
from tests.bench.programs import BARE, READY, bare, kiosk, settled, state
from tests.terminal.pty_session import PtySession

LIMIT = 2.0
DETAILS = words("flow.details.title").encode()
CARD = (
    "001105000017|000000017|Trần Thị Thử Nghiệm|02091905|Nữ|"
    "Số 1 Ngõ Thử Nghiệm, Phúc Xá, Ba Đình, Hà Nội|15042021"
)


def measure(rounds: int = 9) -> Figure:
    """Scan on the welcome screen, again and again."""
    with state() as config:
        times = in_turn(lambda _: _kiosk(config), lambda _: _bare(), rounds)
    return compare("scan's last byte to details painted", *times, LIMIT)


def _kiosk(config: Path) -> float:
    with kiosk(config) as session:
        settled(session, READY)
        return _shown(session, CARD.encode() + b"\r", DETAILS)


def _bare() -> float:
    with bare() as session:
        settled(session, BARE)
        return _shown(session, CARD.encode(), CARD[-8:].encode())


def _shown(session: PtySession, burst: bytes, shown: bytes) -> float:
    before = len(session.seen)
    last_byte = session.send(burst)
    return session.until_written(shown, after=before) - last_byte
