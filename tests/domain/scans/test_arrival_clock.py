"""A scan is whole on a machine that stands still: a reader with invented stalls, in front of the gate."""

import random
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.scans.arrival_clock import IDLE, SLICE, STALL, ArrivalClock
from kiosk.domain.scans.gate import GAP, SLOW, Pass, Scan, ScanGate, TakeBack

CARD = "001105000017|000000017|Trần Thị Thử Nghiệm|02091905|Nữ|Số 1 Ngõ Thử Nghiệm, Hà Nội|15042021"
START = 100.0
STEP = 1e-5
"""Seconds between two of the reader's own steps."""


class Reader:
    """Reads as the terminal's driver does; in a stall the machine stands still from a moment to another."""

    def __init__(self, stalls: Sequence[tuple[float, float]] = (), live: bool = False) -> None:
        self.gate: ScanGate[str] = ScanGate(lambda text: text.count("|") >= 6)
        self.clock = ArrivalClock(START)
        self.live = live
        self.stalls = stalls
        self.now = START
        self.typed: list[str] = []
        self.scans: list[str] = []

    def read(self, text: str, arrivals: Sequence[float]) -> "Reader":
        """Read each character of `text` from its moment of arrival on, until a long silence."""
        waiting = list(zip(arrivals, text, strict=True))
        self._go_on_at(arrivals[0] - 0.05)
        while waiting or self.clock.wait < IDLE:
            began, wait = self.now, self.clock.wait
            first = waiting[0][0] if waiting else float("inf")
            self._go_on_at(min(max(first, began), began + wait) + STEP)
            if first <= self.now:
                woken = self.now
                self._go_on_at(self.now + STEP)
                together = [item for item in waiting if item[0] <= self.now]
                del waiting[: len(together)]
                at = self.clock.arrive(began, woken, self.now)
                for _, character in together:
                    self._do(self.gate.key(character, character, at, live=self.live))
            elif self.clock.stay_empty(began, wait):
                self._do(self.gate.tick(self.clock.time))
            self._go_on_at(self.now + STEP)
        return self

    def _go_on_at(self, moment: float) -> None:
        """Let the clock go to `moment`, or to the end of the stall in which that lies."""
        self.now = next((end for begun, end in self.stalls if begun <= moment < end), moment)

    def _do(self, actions: Sequence[Pass[str] | TakeBack | Scan]) -> None:
        for action in actions:
            match action:
                case Pass(key):
                    self.typed.append(key)
                case TakeBack(count):
                    del self.typed[-count:]
                case Scan(text):
                    self.scans.append(text)

    @property
    def text(self) -> str:
        return "".join(self.typed)


def each(gap: float, text: str = CARD, start: float = START + 1) -> list[float]:
    """Return the moments at which `text` arrives with equal gaps."""
    return [start + count * gap for count in range(len(text))]


lengths = st.floats(0.0, 2.0)
stall = st.tuples(st.floats(START + 0.9, START + 4), lengths).map(lambda it: (it[0], it[0] + it[1]))


@given(st.lists(stall, max_size=8), st.sampled_from([0.0, 0.001, 0.005, 0.01, 0.029]), st.booleans())
def test_a_scan_is_whole_wherever_the_machine_stands_still(stalls, gap, live):
    reader = Reader(stalls, live).read(CARD + "\r", each(gap, CARD + "\r"))
    assert reader.scans == [CARD]
    assert reader.text == ""


@pytest.mark.parametrize("begins", range(0, 90, 3))
@pytest.mark.parametrize("lasts", [0.02, 0.06, 0.2, 0.45, 1.5])
def test_a_stall_after_any_character_cuts_nothing(begins, lasts):
    begun = START + 1 + begins * 0.01 + 0.0001
    reader = Reader([(begun, begun + lasts)], live=True).read(CARD, each(0.01))
    assert reader.scans == [CARD]
    assert reader.text == ""


def test_a_machine_that_is_always_late_cuts_nothing():
    chance = random.Random(3)
    starts = [START + count * 0.03 for count in range(200)]
    stalls = [(start, start + chance.uniform(0.005, 0.028)) for start in starts]
    assert Reader(stalls).read(CARD, each(0.01)).scans == [CARD]


@pytest.mark.parametrize("live", [True, False], ids=["in a field", "on buttons"])
@pytest.mark.parametrize("gap", [0.065, 0.12, 0.4])
def test_a_person_comes_through_on_a_quiet_machine(gap, live):
    text = "Nguyễn Văn Mẫu 0900000000"
    reader = Reader(live=live).read(text, each(gap, text))
    assert reader.text == text
    assert reader.scans == []


def test_a_person_comes_through_where_each_wait_is_a_little_late():
    stalls = [(START + count * 0.013, START + count * 0.013 + 0.008) for count in range(600)]
    text = "Nguyễn Văn Mẫu 0900000000"
    assert Reader(stalls).read(text, each(0.065, text)).text == text


@given(st.lists(stall, max_size=8), st.lists(st.floats(0.07, 0.4), min_size=20, max_size=20))
def test_no_key_is_lost_or_moved_wherever_the_machine_stands_still(stalls, gaps):
    text = "Nguyễn Văn Mẫu, Tổ 0"
    arrivals = [START + 1 + sum(gaps[: count + 1]) for count in range(20)]
    reader = Reader(stalls, live=True).read(text, arrivals)
    left = iter(text)
    assert all(key in left for key in reader.text)
    assert all(scan in text for scan in reader.scans)
    assert reader.text == text or reader.scans


def test_16_backspaces_and_a_word_that_arrive_together_stay_keys_in_their_order():
    text = "\x7f" * 16 + "bac kan"
    reader = Reader([(START + 1, START + 1.3)], live=True).read(text, each(0.004, text))
    assert reader.text == text


def test_a_key_after_a_stall_in_which_the_terminal_was_full_is_no_pause():
    clock = ArrivalClock(START)
    first = clock.arrive(START, START + 0.002, START + 0.002)
    assert clock.arrive(START + 0.8, START + 0.8, START + 0.8) == first


def test_a_wait_that_stood_still_counts_as_long_as_it_was_meant():
    clock = ArrivalClock(START)
    first = clock.arrive(START, START, START)
    clock.stay_empty(START + 1, SLICE)
    assert clock.time == pytest.approx(first + SLICE)
    clock.stay_empty(START + 1 + SLICE + STALL / 2, SLICE)
    assert clock.time == pytest.approx(first + 2 * SLICE + STALL / 2)


def test_each_mark_is_told_once_and_then_the_reader_may_sleep_longer():
    clock = ArrivalClock(START)
    clock.arrive(START, START, START)
    marks = [clock.stay_empty(START + count * SLICE, SLICE + 1e-6) for count in range(60)]
    assert marks.count(True) == 3
    assert (marks.index(True) + 1) * SLICE == pytest.approx(GAP, abs=SLICE)
    assert clock.wait == IDLE
    assert clock.time >= START + SLOW


def test_after_a_long_silence_the_time_is_the_worlds_again():
    clock = ArrivalClock(START)
    assert clock.arrive(START + 60, START + 60.05, START + 60.05) == START + 60.05
