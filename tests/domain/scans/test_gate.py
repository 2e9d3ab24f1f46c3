"""The gate between scanner and person, on invented timings and on those measured in real terminals."""

import random
from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.scans.arrival_clock import MARKS
from kiosk.domain.scans.gate import GAP, LIMIT, RUN_LIMIT, Pass, Scan, ScanGate, TakeBack

CARD = "001105000017|000000017|Trần Thị Thử Nghiệm|02091905|Nữ|Số 1 Ngõ Thử Nghiệm, Hà Nội|15042021"
RECEIPT = "BHXH:ABCDEFGH2345"
SPECIAL = {"⏎": "\r", "␊": "\n", "⇥": "\t", "→": None, "⎋": "\x1b"}
"""Keys that type nothing, as one visible character each."""


class Typist:
    """Presses keys on a gate and keeps what reaches the other side; the gate hears each mark of a silence."""

    def __init__(self, live: bool = False) -> None:
        self.gate: ScanGate[str] = ScanGate(lambda text: text.count("|") >= 6)
        self.live = live
        self.now = 100.0
        self.typed: list[str] = []
        self.taken_back: list[str] = []
        self.scans: list[str] = []
        self._last = self.now

    def press(self, keys: str, gaps: float | Iterable[float] = 0.0) -> "Typist":
        """Press each of `keys` that long after the one before."""
        times = [gaps] * len(keys) if isinstance(gaps, float) else gaps
        for key, gap in zip(keys, times, strict=False):
            self.wait(gap)
            self._last = self.now
            self._do(self.gate.key(key, SPECIAL.get(key, key), self.now, live=self.live))
        return self

    def wait(self, seconds: float) -> "Typist":
        """Let time pass."""
        end = self.now + seconds
        for mark in MARKS:
            if self.now <= self._last + mark < end:
                self._do(self.gate.tick(self._last + mark + 1e-6))
        self.now = end
        return self

    def _do(self, actions: list[Pass[str] | TakeBack | Scan]) -> None:
        for action in actions:
            match action:
                case Pass(key):
                    self.typed.append(key)
                case TakeBack(count):
                    self.taken_back += self.typed[-count:]
                    del self.typed[-count:]
                case Scan(text):
                    self.scans.append(text)

    @property
    def text(self) -> str:
        return "".join(self.typed)


@pytest.mark.parametrize("live", [True, False], ids=["in a field", "on buttons"])
@pytest.mark.parametrize("end", ["⏎", "␊", "⏎␊", "⇥", ""])
@pytest.mark.parametrize("gap", [0.0, 0.001, 0.002, 0.005, 0.01, 0.029, 0.049])
@pytest.mark.parametrize("text", [CARD, RECEIPT], ids=["card", "receipt"])
def test_a_scan_becomes_its_text_and_nothing_else(text, gap, end, live):
    typist = Typist(live).press(text + end, gap).wait(1)
    assert typist.scans == [text]
    assert typist.text == ""


def test_in_foot_under_sway_a_scan_comes_with_gaps_of_up_to_29_ms():
    chance = random.Random(7)
    gaps = [chance.choice([0.0065] * 17 + [0.015, 0.018, 0.029]) for _ in CARD]
    assert Typist().press(CARD, gaps).press("⏎").scans == [CARD]


def test_a_terminator_delivers_at_once():
    assert Typist().press(CARD + "⏎", 0.001).scans == [CARD]


def test_without_a_terminator_a_whole_card_is_delivered_after_the_quiet_time():
    typist = Typist().press(CARD, 0.001)
    assert typist.wait(0.149).scans == []
    assert typist.wait(0.002).scans == [CARD]


def test_a_tail_that_follows_a_whole_card_belongs_to_it():
    assert Typist().press(CARD, 0.001).press("||||", [0.12, 0.001, 0.001, 0.001]).wait(1).scans == [
        CARD + "||||"
    ]


@pytest.mark.parametrize("late", [0.1, 0.2, 0.49])
def test_accented_letters_may_come_late_in_a_card(late):
    gaps = [0.005 if character.isascii() else late for character in CARD]
    assert Typist().press(CARD, gaps).wait(1).scans == [CARD]


def test_a_card_that_stops_halfway_is_delivered_as_it_is():
    half = CARD[:40]
    typist = Typist().press(half, 0.002)
    assert typist.wait(0.4).scans == []
    assert typist.wait(0.2).scans == [half]


def test_anything_else_that_stops_is_delivered_after_the_quiet_time():
    assert Typist().press("https://example.vn", 0.002).wait(0.16).scans == ["https://example.vn"]


@pytest.mark.parametrize("length", [LIMIT, LIMIT + 1, LIMIT + 500])
def test_an_over_long_text_is_cut_where_it_can_be_told(length):
    text = (CARD * 20)[:length]
    assert Typist().press(text + "⏎", 0.001).scans == [text[: LIMIT + 1]]


def test_control_characters_and_arrows_in_a_scan_press_nothing():
    typist = Typist().press(CARD[:30] + "→" + CARD[30:] + "⏎", 0.001).wait(1)
    assert typist.scans == [CARD]
    assert typist.text == ""


def test_a_second_enter_soon_after_a_scan_is_the_scanners():
    typist = Typist().press(CARD + "⏎", 0.001)
    assert typist.press("⏎", [0.4]).text == ""


def test_an_enter_after_a_scan_without_terminator_is_the_scanners():
    assert Typist().press(CARD, 0.001).press("⏎", [0.3]).wait(1).text == ""


def test_an_enter_later_is_the_persons():
    assert Typist().press(CARD + "⏎", 0.001).press("⏎", [0.6]).text == "⏎"


def test_further_lines_of_a_code_never_reach_a_button():
    typist = Typist().press("BEGIN:VCARD⏎␊N:A;B⏎␊1⏎␊END:VCARD⏎␊", 0.002).wait(1)
    assert typist.scans[0] == "BEGIN:VCARD"
    assert typist.text == ""


def test_two_scans_are_two_scans():
    typist = Typist().press(CARD + "⏎", 0.001).wait(0.2).press(RECEIPT + "⏎", 0.001)
    assert typist.scans == [CARD, RECEIPT]


@pytest.mark.parametrize("live", [True, False], ids=["in a field", "on buttons"])
@pytest.mark.parametrize("gap", [0.15, 0.07, 0.055])
def test_a_steady_typist_comes_through(gap, live):
    typist = Typist(live).press("0900000000 Thử Nghiệm→⏎", gap).wait(1)
    assert typist.text == "0900000000 Thử Nghiệm→⏎"
    assert typist.scans == []


@pytest.mark.parametrize("seed", range(20))
def test_an_uneven_typist_comes_through(seed):
    chance = random.Random(seed)
    text = "Nguyễn Văn Mẫu, Tổ 0, Xã Thử Nghiệm⏎"
    typist = Typist(live=True).press(text, [chance.uniform(0.04, 0.18) for _ in text]).wait(1)
    assert typist.text == text


@pytest.mark.parametrize("live", [True, False], ids=["in a field", "on buttons"])
def test_pairs_of_fingers_come_through(live):
    gaps = [0.12, 0.015] * 10
    assert Typist(live).press("Thử Nghiệm Thử Nghiệ", gaps).wait(1).text == "Thử Nghiệm Thử Nghiệ"


@pytest.mark.parametrize("live", [True, False], ids=["in a field", "on buttons"])
@pytest.mark.parametrize("gap", [0.033, 0.016])
@pytest.mark.parametrize("presses", [5, RUN_LIMIT, 300])
def test_a_key_held_down_comes_through(presses, gap, live):
    typist = Typist(live).press("1" * presses, gap).wait(1)
    assert typist.text == "1" * presses
    assert typist.scans == []


def test_a_field_shows_a_persons_key_at_once():
    typist = Typist(live=True)
    for count, gap in enumerate([0.1, 0.015, 0.03, 0.07], start=1):
        assert len(typist.press("a", [gap]).text) == count


def test_a_button_waits_no_longer_than_the_gap():
    typist = Typist().press("1")
    assert typist.text == ""
    assert typist.wait(GAP + 0.001).text == "1"


def test_a_field_shows_little_of_a_scan_before_it_is_taken_back():
    typist = Typist(live=True).press(CARD + "⏎", 0.005)
    assert typist.taken_back == ["0"]
    assert typist.text == ""


def test_what_stood_in_the_field_before_a_scan_stays():
    typist = Typist(live=True).press("Ng", 0.1).wait(0.2).press(CARD + "⏎", 0.02)
    assert typist.text == "Ng"
    assert typist.scans == [CARD]


@pytest.mark.parametrize("key", ["⏎", "→", "⇥", "⎋"])
def test_a_key_that_types_nothing_keeps_its_place_behind_a_held_one(key):
    assert Typist().press("12" + key, 0.005).text == "12" + key


def test_a_touch_gives_back_what_is_held():
    typist = Typist().press("12", 0.005)
    assert typist.gate.flush() == [Pass("1"), Pass("2")]
    assert typist.gate.flush() == []


def test_a_touch_in_the_midst_of_a_scan_does_not_cut_it():
    typist = Typist().press(CARD[:50], 0.001)
    assert typist.gate.flush() == []
    assert typist.press(CARD[50:] + "⏎", 0.001).scans == [CARD]


def test_focus_that_moves_in_the_midst_of_a_burst_loses_nothing():
    typist = Typist(live=True).press("00", 0.02)
    typist.live = False
    typist.press(CARD[2:] + "⏎", 0.02)
    assert typist.scans == [CARD]
    assert typist.text == ""


gaps = st.sampled_from([0.0, 0.001, 0.009, 0.011, 0.03, 0.049, 0.051, 0.12, 0.3, 0.6])
keys = st.sampled_from("0123|ABễô →⎋")


@given(st.lists(st.tuples(keys, gaps, st.booleans()), max_size=120))
def test_no_key_of_a_person_is_lost_doubled_or_moved(presses):
    """What is typed and what was scanned are, together and in order, what was pressed.

    Scans may lose keys that type nothing, and short tails; so those are left out of the comparison.
    """
    typist = Typist()
    for key, gap, live in presses:
        typist.live = live
        typist.press(key, [gap])
    typist.wait(1)
    pressed = iter(key for key, _, _ in presses)
    assert all(key in pressed for key in typist.typed), "typed keys are a part of the pressed ones, in order"
    if not typist.scans:
        assert typist.typed == [key for key, _, _ in presses]
    left_out = len(presses) - len(typist.typed) - sum(map(len, typist.scans))
    assert left_out >= 0
    assert typist.gate.flush() == []


@given(st.lists(st.tuples(keys, st.floats(0.051, 2.0), st.booleans()), max_size=60))
def test_a_person_slower_than_the_gap_is_never_taken_for_a_scanner(presses):
    typist = Typist()
    for key, gap, live in presses:
        typist.live = live
        typist.press(key, [gap])
    assert typist.wait(1).text == "".join(key for key, _, _ in presses)


@given(st.text(st.characters(categories=["L", "Nd", "P", "Mn"]), min_size=12), st.floats(0.0, 0.045))
def test_any_text_as_fast_as_a_scanner_is_one_scan(text, gap):
    text = "Mẫu12345" + text
    assert Typist(live=True).press(text + "⏎", gap).scans == [text[: LIMIT + 1]]
