import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain import phones
from kiosk.domain.problems import Invalid


@pytest.mark.parametrize(
    "typed",
    [
        "0900000000",
        "090 000 0000",
        "090.000.0000",
        "090-000-0000",
        "(090) 000 0000",
        "+84900000000",
        "+84 90 000 0000",
        "84900000000",
        "0084900000000",
        "00 84 90 000 0000",
        "900000000",
        "+840900000000",
    ],
)
def test_every_way_of_writing_a_mobile_number_is_the_same_number(typed: str):
    assert phones.parse_phone(typed) == "+84900000000"


@pytest.mark.parametrize(
    "start", ["032", "039", "052", "0559", "056", "058", "059", "070", "081", "086", "087", "098", "0993"]
)
def test_every_operators_numbers_are_taken(start: str):
    typed = start.ljust(10, "3")
    assert phones.parse_phone(typed) == f"+84{typed[1:]}"


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("", "phone.missing"),
        (" -", "phone.missing"),
        ("090000000O", "phone.not_digits"),
        ("٠٩٠٠٠٠٠٠٠٠", "phone.not_digits"),
        ("090 000 000", "phone.length"),
        ("090 000 00000", "phone.length"),
        ("0123 456 7890", "phone.length"),
        ("1", "phone.length"),
        ("19009068", "phone.length"),
        ("0" * 40, "phone.length"),
        ("028 3822 0000", "phone.landline"),
        ("+84 24 3822 0000", "phone.landline"),
        ("+1 202 555 0100", "phone.foreign"),
        ("0066 81 000 0000", "phone.foreign"),
        ("+999", "phone.foreign"),
        ("0800000000", "phone.impossible"),
        ("0000000000", "phone.impossible"),
        ("+84000000000", "phone.impossible"),
    ],
)
def test_a_mistake_is_named(typed: str, key: str):
    with pytest.raises(Invalid) as caught:
        phones.parse_phone(typed)
    assert caught.value.keys == (key,)


def test_the_number_of_digits_typed_is_told():
    with pytest.raises(Invalid) as caught:
        phones.parse_phone("090 000 000")
    assert caught.value.problems[0].values == {"digits": "9"}


def test_a_number_is_shown_as_people_read_it_or_masked():
    assert phones.shown("+84900000000") == "090 000 0000"
    assert phones.masked("+84900000012") == "090 ••• ••12"


@given(st.text(max_size=25) | st.from_regex(r"\+?[0-9 ]{0,16}", fullmatch=True))
def test_whatever_is_typed_is_a_number_or_a_named_mistake(typed: str):
    keys: tuple[str, ...] = ()
    number = ""
    try:
        number = phones.parse_phone(typed)
    except Invalid as error:
        keys = error.keys
    assert bool(number) != bool(keys)
    assert not number or phones.parse_phone(phones.shown(number)) == number
    assert all(key.startswith("phone.") for key in keys)


def test_the_numbering_plan_is_not_loaded_before_it_is_needed():
    program = "import sys, kiosk.domain.phones; sys.exit('phonenumbers' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
