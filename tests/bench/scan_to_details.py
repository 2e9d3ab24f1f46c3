"""From a scan's last byte to the details on the screen, against the same burst pasted into a bare field."""

from kiosk.text import words
from tests.bench.figure import Figure, compare, in_turn
from tests.bench.programs import BARE, WELCOME, bare, kiosk, settled, state
from tests.terminal.keys import pasted
from tests.terminal.pty_session import PtySession

LIMIT = 2.0
DETAILS = words("flow.details.title").encode()
CLEARED = b"\x15"  # Ctrl+U


def measure(rounds: int = 15) -> Figure:
    """Scan on the welcome screen and go back, again and again."""
    with state() as config, kiosk(config) as ours, bare() as other:
        settled(ours, WELCOME)
        settled(other, BARE)
        times = in_turn(lambda number: _scanned(ours, number), lambda number: _pasted(other, number), rounds)
    return compare("scan's last byte to details painted", *times, LIMIT)


def card(number: int) -> str:
    """Return an ID card's text; the last field tells one from the other."""
    return (
        "001105000017|000000017|Trần Thị Thử Nghiệm|02091905|Nữ|"
        f"Số 1 Ngõ Thử Nghiệm, Phúc Xá, Ba Đình, Hà Nội|{number % 28 + 1:02}042021"
    )


def _scanned(session: PtySession, number: int) -> float:
    before = len(session.seen)
    last_byte = session.send(card(number).encode() + b"\r")
    took = session.until_written(DETAILS, after=before) - last_byte
    session.drain(0.3)
    before = len(session.seen)
    session.press("escape")
    session.until_written(WELCOME, after=before)
    session.drain(0.3)
    return took


def _pasted(session: PtySession, number: int) -> float:
    before = len(session.seen)
    last_byte = session.send(pasted(card(number)))
    took = session.until_written(card(number)[-8:].encode(), after=before) - last_byte
    session.send(CLEARED)
    session.drain(0.3)
    return took
