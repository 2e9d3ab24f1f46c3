"""Scans and keys while the program does not get the processor: exact, however late they are read."""

import random
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.terminal.pty_session import PATIENCE
from tests.terminal.test_hardening import CARD, CHARACTERS, Kiosk
from tests.terminal.walk import PAUSE

pytestmark = pytest.mark.terminal

_LATE = 0.03
"""Seconds between two characters beyond which the test itself was late, so that it wrote no scan."""
_TRIALS = 20
STOPS = (0.06, 0.25, 0.7)
"""Seconds for which the program stands still."""


@pytest.fixture(params=["in a field", "on buttons"])
def kiosk(request, tmp_path) -> Iterator[Kiosk]:
    with Kiosk(tmp_path) as kiosk:
        kiosk.ready()
        if request.param == "in a field":
            kiosk.press("tab")
        yield kiosk


@contextmanager
def standing_still(kiosk: Kiosk, seed: int) -> Iterator[None]:
    """Stop the program again and again: for less than a scan's patience, and for longer."""
    is_over, chance = threading.Event(), random.Random(seed)

    def stop_and_go() -> None:
        while not is_over.wait(chance.uniform(0.005, 0.05)):
            kiosk.signal(signal.SIGSTOP)
            time.sleep(chance.choice(STOPS))
            kiosk.signal(signal.SIGCONT)

    thread = threading.Thread(target=stop_and_go)
    thread.start()
    try:
        yield
    finally:
        is_over.set()
        thread.join()


def scan(kiosk: Kiosk, pace: float) -> bool:
    """Write a card as a scanner does; say whether the test kept its own pace."""
    begun = last = time.monotonic()
    slowest = 0.0
    for count, character in enumerate([*CHARACTERS, b"\r"], start=1):
        kiosk.send(character)
        now = time.monotonic()
        last, slowest = now, max(slowest, now - last)
        time.sleep(max(0.0, begun + count * pace - time.monotonic()))
    return slowest <= _LATE


def heard(kiosk: Kiosk) -> list[str]:
    """Return the scans since the last look, once all that was written is read."""
    before = getattr(kiosk, "before", 0)
    limit = time.monotonic() + PATIENCE
    while len(kiosk.scans) == before and time.monotonic() < limit:
        kiosk.drain(0.02)
    kiosk.rest(1)  # the scanner's own Enter counts for half a second
    new = kiosk.scans[before:]
    kiosk.before = before + len(new)  # type: ignore[attr-defined]  # where the test has read to
    return new


@pytest.mark.parametrize("pace", [0.0, 0.002, 0.005, 0.01])
def test_a_scan_is_exact_while_the_program_stands_still(kiosk, pace):
    exact = 0
    for seed in range(_TRIALS):
        with standing_still(kiosk, seed):
            is_scan = scan(kiosk, pace)
        new = heard(kiosk)
        assert new == [CARD] or not is_scan
        exact += is_scan
        if exact == 3:
            break
    assert exact == 3, "this test never got the processor"
    assert "KEYS" not in kiosk.text


@pytest.mark.parametrize("pace", [0.002, 0.01])
def test_a_scan_is_exact_while_the_screen_keeps_the_program_busy(tmp_path, pace):
    with Kiosk(tmp_path) as kiosk:
        kiosk.ready()
        for _ in range(_TRIALS):
            kiosk.press("b")
            kiosk.rest(0.1)  # a key is held for 50 ms
            is_scan = scan(kiosk, pace)
            new = heard(kiosk)
            if is_scan:
                assert new == [CARD]
                break
        else:
            pytest.fail("this test never got the processor")


def test_keys_that_arrive_together_and_are_no_scan_stay_keys_in_their_order(tmp_path):
    with Kiosk(tmp_path) as kiosk:
        kiosk.ready().press("tab")
        for character in b"Ha Noi":
            kiosk.send(bytes([character]))
            kiosk.rest(PAUSE)
        kiosk.signal(signal.SIGSTOP)
        kiosk.send(b"\x7f" * 16 + b"bac kan\r")
        kiosk.rest(0.3)
        kiosk.signal(signal.SIGCONT)
        kiosk.until_shown("SUBMITTED bac kan.")
