import json
import unicodedata
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.cli.decode import to_json
from kiosk.domain import readable_code
from kiosk.domain.scans.card_codes import (
    LIMIT,
    CitizenCard,
    InsuranceCard,
    PickUpSlip,
    ReceiptSlip,
    Unknown,
    parse,
)
from tests.domain.samples import TODAY, citizen_text, insurance_text

VECTORS = json.loads((Path(__file__).parents[2] / "data" / "vectors.json").read_text("utf-8"))["vectors"]
CODE = readable_code.derived("receipt", "sample")


def problem_of(text: str, today: date = TODAY) -> str:
    scan = parse(text, today)
    assert isinstance(scan, Unknown), scan
    return scan.problem.key


def citizen(text: str) -> CitizenCard:
    scan = parse(text, TODAY)
    assert isinstance(scan, CitizenCard), scan
    return scan


def warnings_of(text: str) -> list[str]:
    scan = parse(text, TODAY)
    assert isinstance(scan, CitizenCard | InsuranceCard), scan
    return [problem.key for problem in scan.warnings]


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["name"])
def test_every_vector_is_read_as_expected(vector: dict):
    answer = to_json(parse(vector["text"], TODAY))
    assert {key: answer[key] for key in vector["expect"]} == vector["expect"]


@pytest.mark.parametrize("suffix", ["", "\r", "\n", "\r\n", "\t", "\0", "  ", " \r\n", "\r\n\r\n", "\n\0"])
@pytest.mark.parametrize(
    "text", [citizen_text(), citizen_text(tail="||||"), insurance_text(), f"BHXH:{CODE}"]
)
def test_a_scanners_suffix_changes_nothing(text: str, suffix: str):
    assert parse(text + suffix, TODAY) == parse(text, TODAY)


@pytest.mark.parametrize("tail", ["", "|", "||||", "|006090000012|||", "|a|b|c|d|e|f|g"])
def test_whatever_follows_the_seventh_field_is_kept_and_not_understood(tail: str):
    assert citizen(citizen_text(tail=tail)).tail == tuple(tail.split("|")[1:])


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "code.empty"),
        (" \r\n", "code.empty"),
        ("\x1b\x07\u202e", "code.empty"),
        ("https://example.invalid/abc", "code.not_a_card"),
        ("0000000017", "code.not_a_card"),
        ("a|b|c|d|e|f|g", "code.not_a_card"),
        ("|||||||", "code.not_a_card"),
        (citizen_text(number="00609000001"), "code.not_a_card"),
        (citizen_text(number="0060900000112"), "code.not_a_card"),
        (citizen_text(number="00609000001O"), "code.not_a_card"),
        (citizen_text(number="0060900000"), "code.not_a_card"),
        ("006090000011", "code.incomplete"),
        ("006090000011|", "code.incomplete"),
        ("HT3010000000017", "code.incomplete"),
        (citizen_text(issued="3006202"), "code.incomplete"),
        (insurance_text().removesuffix("|$"), "code.incomplete"),
        ("0000000017|5472e1baa76e", "code.incomplete"),
        ("x" * (LIMIT + 1), "code.too_long"),
        (citizen_text(address="a" * LIMIT), "code.too_long"),
        (citizen_text(birth="??", sex="??"), "code.damaged"),
        (citizen_text(name="Tr\ufffdn"), "code.damaged"),
        (citizen_text(name="Tr?n Th? M?u"), "code.damaged"),
        (citizen_text(name="Tr7847n"), "code.damaged"),
        (citizen_text(sex="N"), "code.damaged"),
        (citizen_text(sex="N?"), "code.damaged"),
        (citizen_text(sex="X"), "sex.unreadable"),
        (citizen_text(sex=""), "sex.unreadable"),
        (citizen_text(name=""), "name.missing"),
        (citizen_text(name="\u200b"), "name.missing"),
        (citizen_text(birth=""), "birth.unreadable"),
        (citizen_text(birth="1011990"), "birth.unreadable"),
        (citizen_text(birth="31021990"), "birth.impossible"),
        (citizen_text(birth="29021905"), "birth.impossible"),
        (citizen_text(birth="131990"), "birth.impossible"),
        (citizen_text(birth="01010190"), "birth.impossible"),
        (citizen_text(birth="01012090"), "birth.in_the_future"),
        (citizen_text(birth="2027"), "birth.in_the_future"),
        (citizen_text(number="006490000011"), "citizen_id.impossible"),
        (citizen_text(number="006227000011", birth="01012020"), "citizen_id.impossible"),
        (f"BHXH:{CODE[:-1]}", "code.damaged"),
        (f"BHXH1:{CODE}", "code.damaged"),
    ],
)
def test_what_is_wrong_is_named(text: str, problem: str):
    assert problem_of(text) == problem


@pytest.mark.parametrize(
    ("text", "warnings"),
    [
        (citizen_text(), []),
        (citizen_text(number="003090000011"), ["citizen_id.unknown_province"]),
        (citizen_text(sex="Nữ"), ["sex.contradicts_number"]),
        (citizen_text(birth="01011991"), ["birth.contradicts_number"]),
        (citizen_text(birth="1991", sex="Nữ"), ["birth.contradicts_number", "sex.contradicts_number"]),
        (citizen_text(name="Nguyen Van Mau", address="To 0, Bac Kan"), ["name.without_accents"]),
        (citizen_text(name="Y Blo"), []),
        (citizen_text(name="Blo", address="Kon Tum"), []),
        (insurance_text(), []),
        (insurance_text(number="ZZ4010000000017"), ["insurance.unknown_object_code"]),
        (insurance_text(number="TV4010000000017"), ["insurance.unknown_object_code"]),
        (insurance_text(number="DN4010000000017"), []),
        (insurance_text(number="001105000017"), []),
        (insurance_text(number="001105000017", sex="1"), ["sex.contradicts_number"]),
        (insurance_text(name="5472e1baa76e2"), ["name.repaired"]),
        (insurance_text(name="41 4e"), ["name.repaired"]),
    ],
)
def test_what_a_person_should_look_at_is_a_warning(text: str, warnings: list[str]):
    assert warnings_of(text) == warnings


def test_both_readings_of_a_contradiction_are_there_to_be_shown():
    birth, sex = citizen(citizen_text(birth="1906", sex="Nữ")).warnings
    assert (birth.key, birth.values) == ("birth.contradicts_number", {"card": "1906", "number": "1990"})
    assert (sex.key, sex.values) == ("sex.contradicts_number", {"card": "Nữ", "number": "Nam"})


@pytest.mark.parametrize("sex", ["Nữ", "NỮ", "nữ", "Nu", "NU", "Nư\u0303", "Nữ "])
def test_a_womans_sex_is_read_in_every_spelling(sex: str):
    assert citizen(citizen_text(sex=sex)).sex == "female"


@pytest.mark.parametrize(
    ("birth", "iso"),
    [("02091990", "1990-09-02"), ("091990", "1990-09"), ("1990", "1990"), ("29022000", "2000-02-29")],
)
def test_a_birth_date_is_as_precise_as_the_card(birth: str, iso: str):
    assert citizen(citizen_text(birth=birth)).birth.iso == iso


@pytest.mark.parametrize(
    ("issued", "iso"),
    [("30062022", "2022-06-30"), ("2022", "2022"), ("", None), ("31022022", None), ("?", None)],
)
def test_nothing_depends_on_the_date_of_issue(issued: str, iso: str | None):
    read = citizen(citizen_text(issued=issued)).issued
    assert (read.iso if read else None) == iso


@pytest.mark.parametrize(("old", "kept"), [("", None), ("000000017", "000000017"), ("?", None), ("12", None)])
def test_the_old_number_is_kept_when_it_is_one(old: str, kept: str | None):
    assert citizen(citizen_text(old=old)).old_id == kept


def test_a_scanned_card_becomes_a_person_with_its_warnings():
    person = citizen(citizen_text(number="003090000011")).to_person()
    assert (person.citizen_id, person.source, person.is_complete) == ("003090000011", "card_qr", True)
    assert [problem.key for problem in person.warnings] == ["citizen_id.unknown_province"]


@pytest.mark.parametrize(
    "typed",
    [
        CODE,
        readable_code.grouped(CODE),
        readable_code.grouped(CODE).lower(),
        f"{CODE[:4]}-{CODE[4:8]} – {CODE[8:]}",
    ],
)
def test_a_receipt_code_is_read_however_it_is_typed(typed: str):
    assert parse(typed, TODAY) == ReceiptSlip(CODE)
    assert parse(f"BHXH:{typed}", TODAY) == ReceiptSlip(CODE)


def test_a_signed_slip_keeps_its_signed_text_to_the_letter():
    assert parse(f"BHXH1:{CODE}:6BF  A$%*+-./:Z", TODAY) == ReceiptSlip(CODE, "6BF  A$%*+-./:Z")


@given(st.integers(0, readable_code.LENGTH - 1), st.sampled_from(readable_code.ALPHABET), st.text(min_size=1))
def test_every_single_wrong_character_of_a_receipt_code_is_found(place: int, letter: str, secret: str):
    code = readable_code.derived("receipt", secret)
    wrong = code[:place] + letter + code[place + 1 :]
    scan = parse(f"BHXH:{wrong}", TODAY)
    assert isinstance(scan, ReceiptSlip) == (wrong == code)
    assert isinstance(parse(wrong, TODAY), ReceiptSlip) == (wrong == code)


def texts_in(value: object) -> list[str]:
    if isinstance(value, dict):
        return [text for one in value.values() for text in texts_in(one)]
    if isinstance(value, list):
        return [text for one in value for text in texts_in(one)]
    return [value] if isinstance(value, str) else []


SCRAPS = [
    "|",
    "$",
    "\x1b]0;x\x07",
    "\x9b2J",
    "\u202e",
    "\ud800",
    "Ã",
    "á»",
    "006090000011",
    "Nam",
    "01011990",
    "-",
]
NOISE = st.lists(st.sampled_from(SCRAPS) | st.text(max_size=5), max_size=20).map("".join)


@given(NOISE | st.tuples(st.sampled_from([citizen_text(), insurance_text()]), NOISE, st.integers(0, 300)))
def test_no_text_raises_or_lets_a_control_character_through(damage: str | tuple[str, str, int]):
    if isinstance(damage, tuple):
        text, noise, place = damage
        damage = text[:place] + noise + text[place:]
    for text in texts_in(to_json(parse(damage, TODAY))):
        assert not [c for c in text if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")]
        assert text == unicodedata.normalize("NFC", text)


SYLLABLES = (
    "Nguyễn Đặng Voòng H'Hen Êban K'Brôi Y Blô Đắk Rchâm Ý Ngoan Xoong Thuỷ Hòa Quỳnh Ươm Mẫu Ồ Niê Aa Án"
)
WORDS = st.sampled_from(SYLLABLES.split())


@given(
    name=st.lists(WORDS, min_size=1, max_size=5).map(" ".join),
    address=st.lists(WORDS, max_size=8).map(", ".join),
    birth=st.dates(date(1900, 1, 1), TODAY),
    is_woman=st.booleans(),
    tail=st.sampled_from(["", "||||"]),
)
def test_a_card_comes_back_from_its_text(name: str, address: str, birth: date, is_woman: bool, tail: str):
    digit = 2 * ((birth.year - 1900) // 100) + is_woman
    text = citizen_text(
        number=f"006{digit}{birth.year % 100:02}000011",
        name=name,
        birth=f"{birth:%d%m%Y}",
        sex="Nữ" if is_woman else "Nam",
        address=address,
        tail=tail,
    )
    card = citizen(text)
    assert (card.full_name, card.address) == (name, address)
    read = (card.birth.iso, card.sex, card.issued and card.issued.iso)
    assert read == (birth.isoformat(), "female" if is_woman else "male", "2022-06-30")


@given(st.integers(0, len(citizen_text()) - 1))
def test_a_citizen_card_cut_anywhere_never_names_somebody_else(place: int):
    cut, whole = parse(citizen_text()[:place], TODAY), citizen(citizen_text())
    if isinstance(cut, CitizenCard):  # all but the date of issue had come
        assert (cut.to_person(), cut.issued) == (whole.to_person(), None)
    else:
        assert isinstance(cut, Unknown)


@given(st.integers(0, len(insurance_text()) - 1))
def test_an_insurance_card_cut_anywhere_is_not_taken(place: int):
    assert isinstance(parse(insurance_text()[:place], TODAY), Unknown)


@pytest.mark.parametrize("shape", ["{}", "BHXH:{}"])
def test_a_kept_forms_code_is_told_from_a_receipts(shape):
    code = readable_code.derived(readable_code.PICK_UP, "sample")
    assert parse(shape.format(readable_code.grouped(code).lower()), TODAY) == PickUpSlip(code)
    assert parse(f"BHXH1:{code}:6BF A", TODAY) == PickUpSlip(code, "6BF A")


def test_a_kept_forms_slip_without_its_signed_text_is_damaged():
    code = readable_code.derived(readable_code.PICK_UP, "sample")
    for text in (f"BHXH1:{code}", f"BHXH:{code}:6BF", f"BHXH:{code[:-1]}"):
        assert parse(text, TODAY).problem.key == "code.damaged"
