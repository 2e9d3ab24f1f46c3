import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain import names


@given(st.text())
def test_clean_text_is_safe_short_and_stays_as_it_is(text: str):
    clean = names.clean(text)
    assert not [c for c in clean if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")]
    assert clean == clean.strip()
    assert "  " not in clean
    assert len(clean) <= 300
    assert names.clean(clean) == clean


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("  Trần\t Thị\r\nMẫu ", "Trần Thị Mẫu"),
        ("Tra\u0302\u0300n", "Trần"),
        ("Trần\u00a0Thị", "Trần Thị"),
        ("\u202eMẫu\u200b\x1b", "Mẫu"),
    ],
)
def test_text_from_outside_is_made_clean(text: str, clean: str):
    assert names.clean(text) == clean


def test_a_cut_leaves_no_space_at_the_end():
    assert names.clean("Trần Thị", limit=5) == "Trần"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Đặng Thị Mẫu", "dang thi mau", True),
        ("ĐẶNG  THỊ MẪU", "Đặng Thị Mẫu", True),
        ("Hòa", "Hoà", True),
        ("Thúy", "Thuý", True),
        ("Êban Y Blô", "EBAN Y BLO", True),
        ("Mẫu", "Mẫn", False),
        ("H'Hen", "HHen", False),
    ],
)
def test_names_are_compared_without_regard_to_marks_and_capitals(one: str, other: str, same: bool):
    assert names.is_same(one, other) is same


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("Nguyen Van Mau", False),
        ("Đ", True),
        ("đ", True),
        ("Mẫu", True),
        ("mo\u031b", True),
        ("", False),
        ("123", False),
    ],
)
def test_marks_are_seen(text: str, marked: bool):
    assert names.has_marks(text) is marked


@given(st.text("aàảãạăằẳẵặâầẩẫậbcdđeèêềgiìlmnoòôồơờuùưừxyỳ ĐẶÊỘ'", max_size=40))
def test_folding_leaves_letters_without_marks_and_is_done_at_once(text: str):
    assert names.fold(text).isascii()
    assert names.fold(names.fold(text)) == names.fold(text)
