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


# In order.


@pytest.mark.parametrize(
    "ordered",
    [
        ["Đặng", "Nguyễn"],
        ["Dương", "Đặng", "Đỗ", "Em"],
        ["an", "ăn", "ân"],
        ["ma", "mà", "mả", "mã", "má", "mạ"],
        ["Ma", "Mà Thị", "Ma Văn"],
        ["o", "ô", "ơ", "u", "ư"],
        ["Hòa", "Hoàng", "Hộ"],
        ["Mẫu", "Mẫu An", "Mâu Bình"],
        ["H'Hen Niê", "H’Ziă", "Hà", "Hoa"],
        ["Y Blô Êban", "Y Blui", "Yên"],
        ["Hà Giang 1", "Hà Giang 2", "Hà Giang A"],
        ["Êban", "Kpă", "Krông", "Rchâm"],
    ],
)
def test_names_stand_in_the_order_of_the_alphabet(ordered: list[str]):
    assert sorted(reversed(ordered), key=names.sort_key) == ordered


def test_letters_count_before_tones_and_tones_before_capitals():
    assert names.sort_key("mạ") < names.sort_key("mác")
    assert names.sort_key("MA") < names.sort_key("mà")
    assert names.sort_key("ma") < names.sort_key("MA")


@pytest.mark.parametrize(
    ("one", "other"), [("Hòa", "Hoà"), ("Thúy", "Thuý"), ("H'Hen", "H’Hen"), ("é", "e\u0301")]
)
def test_two_ways_to_write_a_name_stand_at_the_same_place(one: str, other: str):
    assert names.sort_key(one) == names.sort_key(other)


def test_people_are_listed_by_their_given_name():
    people = ["Đặng Văn Mẫu", "Nguyễn Thị An", "Trần Văn Ăn", "Bùi Thị Mẫu", "Mẫn"]
    assert sorted(people, key=names.sort_key_of_person) == [
        "Nguyễn Thị An",
        "Trần Văn Ăn",
        "Mẫn",
        "Bùi Thị Mẫu",
        "Đặng Văn Mẫu",
    ]


@given(st.lists(st.text("aàảãáạăâbcdđeênoôơuưyZĐ' -ŏč", max_size=8)))
def test_every_name_has_its_place(texts: list[str]):
    once = sorted(texts, key=names.sort_key)
    assert [names.sort_key(text) for text in sorted(reversed(once), key=names.sort_key)] == [
        names.sort_key(text) for text in once
    ]


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("Đặng Thị Mẫu", "Dang Thi Mau"),
        ("ĐƯỜNG ươ ăâêô", "DUONG uo aaeo"),
        ("a\u0302\u0301 d", "a d"),
        ("5 phút – 100 %", "5 phut – 100 %"),
    ],
)
def test_a_text_message_drops_marks_and_keeps_capitals(text, bare):
    assert names.unaccented(text) == bare
