"""What a trial scan tells of the scanner, without telling whose card it was."""

import pytest

from kiosk.domain.scans.diagnosis import End, Fault, Feed, Way, diagnose
from tests.domain.samples import TODAY, citizen_text, insurance_text

CARD = citizen_text(name="Đặng Văn Mẫu", address="Tổ 0, Bắc Kạn")


def faults_of(text: str, way: Way = "keyboard", pause: float = 0.0) -> frozenset[Fault]:
    return diagnose(Feed(way, text, pause), TODAY).faults


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (CARD, "citizen_card"),
        (insurance_text(), "insurance_card"),
        ("https://example.invalid", "other"),
        (CARD[:40], "other"),
    ],
)
def test_it_tells_which_code_it_was(text: str, kind: str):
    assert diagnose(Feed("serial", text + "\r"), TODAY).kind == kind


@pytest.mark.parametrize(
    ("sent", "end"),
    [("\r", End.CR), ("\n", End.LF), ("\r\n", End.CRLF), ("\t", End.TAB), ("", End.NONE)],
)
def test_it_tells_what_ends_a_code(sent: str, end: End):
    assert diagnose(Feed("keyboard", CARD + sent), TODAY).end is end


@pytest.mark.parametrize("way", ["serial", "keyboard"])
def test_a_card_that_arrives_whole_has_no_fault_and_shows_it(way: Way):
    found = diagnose(Feed(way, CARD + "\r"), TODAY)
    assert found.faults == frozenset()
    assert found.shows_letters


def test_a_code_without_letters_says_nothing_of_them():
    assert not diagnose(Feed("keyboard", insurance_text()), TODAY).shows_letters


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (citizen_text(name="Dang Van Mau", address="To 0, Bac Kan"), Fault.LETTERS_LOST),
        (CARD.replace("ặ", "?"), Fault.LETTERS_LOST),
        (CARD.replace("ặ", "0225"), Fault.LETTERS_LOST),
        (CARD.encode().decode("latin-1"), Fault.LETTERS_CHANGED),
        (CARD.replace("Đặng", "DĐaăặng"), Fault.LETTERS_CHANGED),
        (CARD.swapcase(), Fault.CAPS_LOCK),
        (CARD.replace("|", "~"), Fault.LAYOUT),
        (CARD.translate(str.maketrans("0123456789", "à&é\"'(-è_ç")), Fault.LAYOUT),
        (CARD.translate(str.maketrans("0123456789", ")!@#$%^&*(")), Fault.LAYOUT),
    ],
    ids=["no marks", "question mark", "Alt code", "Latin-1", "steps", "caps", "bar", "French", "shifted"],
)
def test_each_fault_is_told_by_what_it_does(text: str, fault: Fault):
    assert faults_of(text) == {fault}


def test_a_scanner_that_pauses_longer_than_the_gate_waits_is_slow():
    assert faults_of(CARD, pause=0.08) == {Fault.SLOW}
    assert faults_of(CARD, pause=0.04) == frozenset()
    assert faults_of(CARD, way="serial", pause=0.08) == frozenset()


def test_nothing_of_the_card_is_in_what_it_tells():
    told = repr(diagnose(Feed("serial", CARD), TODAY))
    assert "Mẫu" not in told
    assert "0060" not in told
