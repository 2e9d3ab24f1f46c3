import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain import id_numbers
from kiosk.domain.dates import PartialDate
from kiosk.domain.people import Sex
from kiosk.domain.problems import Invalid
from kiosk.domain.provinces import PROVINCES
from tests.domain.samples import TODAY

NUMBERS = json.loads((Path(__file__).parents[1] / "data" / "vectors.json").read_text("utf-8"))["citizen_ids"]


@pytest.mark.parametrize("number", NUMBERS["valid"])
def test_a_possible_number_is_taken_as_it_is(number: str):
    assert id_numbers.parse_citizen_id(number, TODAY) == number


@pytest.mark.parametrize("number", NUMBERS["invalid"])
def test_an_impossible_number_is_refused(number: str):
    with pytest.raises(Invalid):
        id_numbers.parse_citizen_id(number, TODAY)


@pytest.mark.parametrize(
    "typed", ["006 090 000 011", "006.090.000.011", "006-090-000-011", " 006090000011\r\n"]
)
def test_separators_are_no_mistake(typed: str):
    assert id_numbers.parse_citizen_id(typed, TODAY) == "006090000011"


@pytest.mark.parametrize(
    ("typed", "keys"),
    [
        ("", ("citizen_id.missing",)),
        (" - ", ("citizen_id.missing",)),
        ("00609000001O", ("citizen_id.not_digits",)),
        ("٠٠٦٠٩٠٠٠٠٠١١", ("citizen_id.not_digits",)),
        ("00609000001²", ("citizen_id.not_digits",)),
        ("000000000", ("citizen_id.old_number",)),
        ("00609000001", ("citizen_id.length",)),
        ("0060900000111", ("citizen_id.length",)),
        ("003090000016", ("citizen_id.unknown_province",)),
        ("006490000011", ("citizen_id.impossible",)),
        ("006227000011", ("citizen_id.impossible",)),
        ("999490000011", ("citizen_id.impossible", "citizen_id.unknown_province")),
    ],
)
def test_a_typed_numbers_mistake_is_named(typed: str, keys: tuple[str, ...]):
    with pytest.raises(Invalid) as caught:
        id_numbers.parse_citizen_id(typed, TODAY)
    assert caught.value.keys == keys


def test_the_number_of_digits_typed_is_told():
    with pytest.raises(Invalid) as caught:
        id_numbers.parse_citizen_id("006 090 000 01", TODAY)
    assert caught.value.problems[0].values == {"digits": "11"}


@pytest.mark.parametrize(
    ("number", "year", "sex"),
    [
        ("006000000011", 1900, Sex.MALE),
        ("001105000017", 1905, Sex.FEMALE),
        ("006226000019", 2026, Sex.MALE),
        ("006399000019", 2099, Sex.FEMALE),
        ("006899000019", 2399, Sex.MALE),
    ],
)
def test_a_number_tells_year_and_sex(number: str, year: int, sex: Sex):
    assert id_numbers.born(number) == (year, sex)


@pytest.mark.parametrize(
    ("birth", "sex", "keys"),
    [
        (PartialDate(1905, 9, 2), Sex.FEMALE, []),
        (PartialDate(1905), Sex.FEMALE, []),
        (PartialDate(1906), Sex.FEMALE, ["birth.contradicts_number"]),
        (PartialDate(1905), Sex.MALE, ["sex.contradicts_number"]),
        (PartialDate(2005), Sex.MALE, ["birth.contradicts_number", "sex.contradicts_number"]),
    ],
)
def test_contradictions_are_found(birth: PartialDate, sex: Sex, keys: list[str]):
    assert [problem.key for problem in id_numbers.contradictions("001105000017", birth, sex)] == keys


def test_there_are_sixty_three_provinces_and_merged_ones_keep_their_old_names():
    assert len(PROVINCES) == 63
    assert id_numbers.province_of("015000000000") == "Yên Bái"
    assert id_numbers.province_of("096000000000") == "Cà Mau"
    assert id_numbers.province_of("003000000000") is None


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("0000000017", "0000000017"),
        ("00 0000 0017", "0000000017"),
        ("HT3010000000017", "0000000017"),
        ("ht 3 01 0000000017", "0000000017"),
        ("001105000017", "001105000017"),
    ],
)
def test_an_insurance_number_is_read_in_three_forms(typed: str, number: str):
    assert id_numbers.parse_insurance_id(typed) == number


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("", "insurance.missing"),
        ("000000001", "insurance.length"),
        ("00000000171", "insurance.length"),
        ("HT301000000001", "insurance.not_digits"),
        ("000000001O", "insurance.not_digits"),
    ],
)
def test_an_insurance_numbers_mistake_is_named(typed: str, key: str):
    with pytest.raises(Invalid) as caught:
        id_numbers.parse_insurance_id(typed)
    assert caught.value.keys == (key,)


@given(st.text(max_size=20) | st.from_regex(r"[0-9 ]{0,16}", fullmatch=True))
def test_whatever_is_typed_is_a_number_or_a_named_mistake(typed: str):
    keys: tuple[str, ...] = ()
    number = ""
    try:
        number = id_numbers.parse_citizen_id(typed, TODAY)
    except Invalid as error:
        keys = error.keys
    is_possible = bool(id_numbers.CITIZEN_ID.fullmatch(number)) and id_numbers.born(number)[0] <= TODAY.year
    assert is_possible != bool(keys)
    assert all(key.startswith("citizen_id.") for key in keys)
