"""How many parts a message takes, and what the alphabet of GSM 03.38 holds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from smpplib.gsm import gsm_encode

from kiosk.domain import gsm

ACCENTED = "BHXH phường: mã xác nhận của Ông/bà là 123456, dùng trong 5 phút. Không đưa mã cho người lạ."
PLAIN = "BHXH phuong: ma xac nhan cua Ong/ba la 123456, dung trong 5 phut. Khong dua ma cho nguoi la."


@pytest.mark.parametrize(
    ("text", "alphabet", "length", "count"),
    [
        ("", "gsm7", 0, 0),
        ("a", "gsm7", 1, 1),
        ("a" * 160, "gsm7", 160, 1),
        ("a" * 161, "gsm7", 161, 2),
        ("a" * 306, "gsm7", 306, 2),
        ("a" * 307, "gsm7", 307, 3),
        ("€" * 80, "gsm7", 160, 1),
        ("€" * 80 + "a", "gsm7", 161, 2),
        ("a" * 152 + "€" + "a" * 152, "gsm7", 306, 3),  # an escape is not parted from its character
        ("{}[]~\\|^\f", "gsm7", 18, 1),
        ("ơ" * 70, "ucs2", 70, 1),
        ("ơ" * 71, "ucs2", 71, 2),
        ("ơ" * 134, "ucs2", 134, 2),
        ("ơ" * 135, "ucs2", 135, 3),
        ("\U0001f600" * 35, "ucs2", 70, 1),
        ("\U0001f600" * 67, "ucs2", 134, 3),  # 66 of 67 units are used: a pair is not parted
        (PLAIN, "gsm7", 92, 1),
        (ACCENTED, "ucs2", 92, 2),
        ("Àdam", "ucs2", 4, 1),
        ("àèéìòù ÉÄ", "gsm7", 9, 1),
        ("đ", "ucs2", 1, 1),
        ("Đ", "ucs2", 1, 1),
        ("`", "ucs2", 1, 1),
        ("ç", "ucs2", 1, 1),
        ("\x1b", "ucs2", 1, 1),
    ],
)
def test_a_text_takes_so_many_parts(text, alphabet, length, count):
    assert gsm.parts(text) == gsm.MessageLength(alphabet, length, count)


@given(st.text(alphabet="ab€{ơđ\U0001f600", max_size=400))
def test_parts_joined_are_the_text_and_each_fits(text):
    pieces = gsm.split(text)
    room = (gsm.GSM7_JOINED, gsm.UCS2_JOINED)[not gsm.is_gsm7(text)]
    assert "".join(pieces) == text
    for piece in pieces:
        size = len(gsm.encode(piece)) if gsm.is_gsm7(text) else len(piece.encode("utf-16-be")) // 2
        assert len(pieces) == 1 or 0 < size <= room


def test_the_alphabet_has_128_places_and_names_each_character_once():
    assert len(gsm.BASIC) == len(set(gsm.BASIC)) == 128


@given(st.text(alphabet=[c for c in gsm.BASIC if c not in "\x1b§"] + [c for c in gsm.EXTENSION if c != "\f"]))
def test_septets_are_those_that_another_library_makes(text):
    """smpplib's table lacks § and the form feed; all else must agree."""
    assert gsm.encode(text) == gsm_encode(text)


def test_what_is_outside_the_alphabet_is_not_encoded_and_not_repeated():
    with pytest.raises(ValueError, match="alphabet") as raised:
        gsm.encode("mã 123456")
    assert "123456" not in str(raised.value)


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        (ACCENTED, PLAIN),
        ("Đặng Thị Mẫu", "Dang Thi Mau"),
        ("ĐƯỜNG ươ ăâêô", "DUONG uo aaeo"),
        ("a\u0302\u0301 d", "a d"),
        ("5 phút – 100 %", "5 phut – 100 %"),
    ],
)
def test_marks_are_dropped_and_capitals_kept(text, bare):
    assert gsm.without_marks(text) == bare
