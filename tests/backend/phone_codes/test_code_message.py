"""The words of every code's message: one part, no accent, no link, and what a code is for."""

import re
from typing import get_args

import pytest

from kiosk.backend.phone_codes.code_message import Purpose, code_words
from kiosk.domain import gsm
from kiosk.resources.languages import languages
from kiosk.resources.text import words

OFFICE = "UBND phuong Thu Nghiem Bac Nam 00"
"""As long as the longest name of a ward with its office before it."""


@pytest.mark.parametrize("purpose", get_args(Purpose))
def test_a_codes_message_fits_one_part_and_says_what_it_is_for(purpose: Purpose) -> None:
    text = code_words(purpose, OFFICE, "000000", 999)
    length = gsm.parts(text)
    assert (length.alphabet, length.parts) == ("gsm7", 1), (text, length)
    assert text.startswith(OFFICE)
    assert " de " in text
    assert "999 phut" in text
    assert "Khong dua ma cho ai" in text


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("purpose", get_args(Purpose))
def test_no_message_carries_a_link_or_an_accent_in_any_language(purpose: Purpose, language: str) -> None:
    text = words(f"sms.code.{purpose}", language, office=OFFICE, code="000000", minutes=999)
    assert gsm.parts(text).parts == 1
    assert text.isascii()
    assert not re.search(r"https?|www|\.(vn|com)|/", text)


def test_each_purpose_has_words_of_its_own() -> None:
    assert len({code_words(purpose, "X", "000000", 5) for purpose in get_args(Purpose)}) == len(
        get_args(Purpose)
    )
