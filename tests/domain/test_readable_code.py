import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain import readable_code
from kiosk.domain.readable_code import ALPHABET, LENGTH

CODES = st.text(max_size=40).map(lambda secret: readable_code.derived("receipt", secret))
PLACES = st.integers(0, LENGTH - 1)


def test_nothing_in_the_alphabet_is_confused_on_the_telephone():
    assert len(set(ALPHABET)) == 32
    assert not set("01OI") & set(ALPHABET)


@given(CODES)
def test_a_code_survives_being_grouped_read_out_and_typed(code: str):
    assert readable_code.is_valid(code)
    assert readable_code.normalise(readable_code.grouped(code).lower().replace(" ", "-")) == code


@given(CODES, PLACES, st.sampled_from(ALPHABET))
def test_every_single_wrong_character_is_found(code: str, place: int, letter: str):
    wrong = code[:place] + letter + code[place + 1 :]
    assert readable_code.is_valid(wrong) is (wrong == code)


def test_nearly_every_exchange_of_neighbours_is_found():
    missed = [
        (one, other)
        for one in ALPHABET
        for other in ALPHABET
        if one < other
        and readable_code.check_character(f"2222{one}{other}22222")
        == readable_code.check_character(f"2222{other}{one}22222")
    ]
    assert missed == [("2", "Z")]


@pytest.mark.parametrize("text", ["", "2" * 11, "2" * 13, "22222222222O", "２２２２２２２２２２２２"])
def test_what_is_no_code_is_not_valid(text: str):
    assert not readable_code.is_valid(readable_code.normalise(text))


def test_a_code_follows_from_its_purpose_and_secret_alone():
    assert readable_code.derived("receipt", "a") == readable_code.derived("receipt", "a")
    assert readable_code.derived("receipt", "a") != readable_code.derived("card", "a")
    assert readable_code.derived("receipt", "a") != readable_code.derived("receipt", "b")


@given(st.text(max_size=40))
def test_a_code_tells_by_itself_whether_it_is_a_receipts_or_a_kept_forms(secret):
    receipt, form = (readable_code.derived(purpose, secret) for purpose in ("receipt", readable_code.PICK_UP))
    assert readable_code.is_valid(receipt)
    assert readable_code.is_valid(form, readable_code.PICK_UP)
    assert not readable_code.is_valid(receipt, readable_code.PICK_UP)
    assert not readable_code.is_valid(form)


@given(
    st.text(max_size=40), st.integers(0, readable_code.LENGTH - 1), st.sampled_from(readable_code.ALPHABET)
)
def test_a_kept_forms_code_with_a_wrong_character_is_none(secret, place, character):
    code = readable_code.derived(readable_code.PICK_UP, secret)
    wrong = code[:place] + character + code[place + 1 :]
    assert readable_code.is_valid(wrong, readable_code.PICK_UP) is (wrong == code)
