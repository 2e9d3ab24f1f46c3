"""Texts as they are heard: numbers and codes sign by sign, abbreviations in full."""

import pytest

from kiosk.devices.spoken import spoken


@pytest.mark.parametrize(
    ("text", "heard"),
    [
        ("Xin gọi: 1900 9068", "Xin gọi: 1 9 0 0 9 0 6 8"),
        ("001 105 ••• 017", "0 0 1 1 0 5 , 0 1 7"),
        ("006090000011", "0 0 6 0 9 0 0 0 0 0 1 1"),
        ("Mã 7K3M 9QXR A2WK", "Mã 7 K 3 M 9 Q X R A 2 W K"),
        ("7K3M-9QXR-A2WK", "7 K 3 M 9 Q X R A 2 W K"),
        ("Thẻ cấp trước tháng 7/2024", "Thẻ cấp trước tháng 7/2024"),
        ("Ví dụ 01/05/1948, hoặc 1948", "Ví dụ 01/05/1948, hoặc 1948"),
        ("Gồm 12 chữ và số", "Gồm 12 chữ và số"),
        ("Chờ 120 giây", "Chờ 120 giây"),
        ("Lúc 14:05", "Lúc 14:05"),
        ("Thẻ BHYT của UBND", "Thẻ bảo hiểm y tế của ủy ban nhân dân"),
        ("Phím F4, mã QR", "Phím F4, mã QR"),
        ("NGUYỄN VĂN AN", "NGUYỄN VĂN AN"),
    ],
)
def test_a_text_is_heard_as_a_person_reads_it_out(text: str, heard: str):
    assert spoken(text, "vi") == heard


def test_in_english_as_well():
    assert spoken("Your BHYT card", "en") == "Your health insurance card"
