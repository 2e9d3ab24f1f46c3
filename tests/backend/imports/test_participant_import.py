"""Which rows of a file become people of the register, which only with a doubt, and which not."""

from datetime import date

import pytest

from kiosk.backend.imports.participant_import import check_participant
from kiosk.backend.insurer.register_entry import RegisterEntry
from kiosk.backend.insurer.result_codes import OF_CARDS, Effect, effect
from kiosk.domain.people import Sex
from kiosk.resources import text
from kiosk.resources.languages import languages

TODAY = date(2026, 11, 22)
ROW = {"citizen_id": "006090000011", "full_name": "Nguyễn Văn Mẫu", "birth": "01/01/1990", "sex": "Nam"}
CARD = {"card_number": "0000000011", "facility": "06 - 001", "valid_from": "1/1/2026"}


def refusals(**cells: str) -> list[tuple[str, str]]:
    checked = check_participant({**ROW, **cells}, TODAY)
    assert (checked.entry is None) == bool(checked.refusals)
    return [(trouble.column, trouble.what) for trouble in checked.refusals]


def doubts(**cells: str) -> list[tuple[str, str]]:
    checked = check_participant({**ROW, **cells}, TODAY)
    assert checked.entry is not None
    return [(trouble.column, trouble.what) for trouble in checked.doubts]


def entry(**cells: str) -> RegisterEntry:
    checked = check_participant({**ROW, **cells}, TODAY)
    assert (checked.refusals, checked.doubts) == ((), ())
    assert checked.entry is not None
    return checked.entry


def test_the_least_that_a_row_needs_is_a_person():
    assert entry() == RegisterEntry("006090000011", "Nguyễn Văn Mẫu", "1990-01-01", Sex.MALE, "")


def test_everything_that_a_row_can_have():
    assert entry(
        **CARD,
        address="Tổ 0,  Thử Nghiệm",
        phone="090 000 0000",
        insurance_id="0000000011",
        valid_to="31/12/2027",
        five_years_from="2020-01-01",
        benefit="4",
        parent_name="Trần Thị Thử",
        parent_citizen_id="006 170 000018",
        household="H1",
        employer="Công ty Mẫu",
        status="Đã mất",
        result="4",
    ) == RegisterEntry(
        citizen_id="006090000011",
        full_name="Nguyễn Văn Mẫu",
        birth="1990-01-01",
        sex=Sex.MALE,
        address="Tổ 0, Thử Nghiệm",
        status="deceased",
        insurance_id="0000000011",
        card_number="0000000011",
        phone="+84900000000",
        facility="06001",
        valid_from=date(2026, 1, 1),
        valid_to=date(2027, 12, 31),
        five_years_from=date(2020, 1, 1),
        benefit="4",
        parent_name="Trần Thị Thử",
        parent_citizen_id="006170000018",
        household="H1",
        employer="Công ty Mẫu",
        result="004",
    )


@pytest.mark.parametrize(
    ("written", "read"),
    [("1990-01-01", "1990-01-01"), ("01011990", "1990-01-01"), ("1.1.1990", "1990-01-01"), ("1990", "1990")],
)
def test_a_birth_is_read_in_each_way_that_lists_have(written, read):
    assert entry(birth=written).birth == read


@pytest.mark.parametrize(("written", "read"), [("nữ", Sex.FEMALE), ("2", Sex.FEMALE), ("1", Sex.MALE)])
def test_sex_is_read_as_words_and_as_the_cards_digits(written, read):
    row = {**ROW, "citizen_id": "006190000011"} if read is Sex.FEMALE else ROW
    checked = check_participant({**row, "sex": written}, TODAY)
    assert checked.entry is not None
    assert checked.entry.sex is read


def test_the_insurance_number_is_also_read_off_the_card():
    assert entry(**{**CARD, "card_number": "DN4010000000011"}).insurance_id == "0000000011"


def test_a_citizen_number_in_place_of_the_insurance_number_is_none():
    assert entry(insurance_id=ROW["citizen_id"]).insurance_id is None


REFUSED = [
    ("citizen_id", "", "missing"),
    ("citizen_id", "00609000001x", "not_digits"),
    ("citizen_id", "090000011", "old_number"),
    ("citizen_id", "6090000011", "length"),
    ("citizen_id", "006990000011", "impossible"),
    ("full_name", "  ", "missing"),
    ("full_name", "Nguyễn 2", "has_digits"),
    ("full_name", "M" * 101, "too_long"),
    ("birth", "", "missing"),
    ("birth", "30/02/1990", "impossible"),
    ("birth", "ngày nào đó", "unreadable"),
    ("birth", "01/01/2027", "in_the_future"),
    ("sex", "", "missing"),
    ("sex", "x", "unreadable"),
    ("insurance_id", "12345", "length"),
    ("insurance_id", "12345abc90", "not_digits"),
    ("card_number", "123", "unreadable"),
    ("facility", "6001", "unreadable"),
    ("valid_from", "2026", "not_a_day"),
    ("valid_to", "hết", "unreadable"),
    ("benefit", "6", "unreadable"),
    ("status", "?", "unreadable"),
    ("result", "060", "unreadable"),
]


@pytest.mark.parametrize(("column", "written", "what"), REFUSED)
def test_what_could_make_it_another_persons_entry_refuses_the_row(column, written, what):
    assert refusals(**{column: written}) == [(column, what)]


def test_a_card_that_contradicts_the_insurance_number_refuses_the_row():
    assert refusals(**CARD, insurance_id="0000000012") == [("card_number", "contradicts_insurance")]


def test_a_card_cannot_end_before_it_begins():
    assert refusals(valid_from="02/01/2026", valid_to="01/01/2026") == [("valid_to", "before_the_first")]


def test_all_that_is_wrong_is_told_at_once():
    found = refusals(citizen_id="", birth="x", benefit="9")
    assert found == [("citizen_id", "missing"), ("birth", "unreadable"), ("benefit", "unreadable")]


DOUBTED = [
    ({"birth": "1991"}, ("birth", "contradicts_number")),
    ({"sex": "Nữ"}, ("sex", "contradicts_number")),
    ({"citizen_id": "999090000011"}, ("citizen_id", "unknown_province")),
    ({"phone": "0283 000 0000"}, ("phone", "landline")),
    ({"phone": "+1 202 555 0000"}, ("phone", "foreign")),
    ({"phone": "không có"}, ("phone", "not_digits")),
    ({"phone": "0900"}, ("phone", "length")),
    ({"card_number": "0000000011"}, ("card_number", "incomplete")),
    ({"five_years_from": "2020"}, ("five_years_from", "not_a_day")),
    ({"parent_citizen_id": "12"}, ("parent_citizen_id", "length")),
]


@pytest.mark.parametrize(("cells", "found"), DOUBTED)
def test_what_only_lessens_it_is_a_doubt_and_the_person_is_taken(cells, found):
    assert doubts(**cells) == [found]


def test_a_phone_that_cannot_get_a_code_is_left_out():
    checked = check_participant({**ROW, "phone": "0283 000 0000"}, TODAY)
    assert checked.entry is not None
    assert checked.entry.phone is None


def test_nothing_in_an_entry_can_command_a_terminal():
    # a digit is left of the command, so the name is none; without it the command is no more
    assert refusals(full_name="Nguyễn\x1b[2J Mẫu") == [("full_name", "has_digits")]
    assert entry(full_name="Nguyễn\x1b[J\u200b Mẫu").full_name == "Nguyễn[J Mẫu"


@pytest.mark.parametrize("language", languages())
def test_every_reason_has_words(language):
    reasons = {what for _, _, what in REFUSED} | {what for _, (_, what) in DOUBTED}
    reasons |= {"contradicts_insurance", "before_the_first", "cells", "twice"}
    assert [what for what in reasons if not text.has(f"import.reason.{what}", language)] == []


@pytest.mark.parametrize("language", languages())
def test_every_code_that_a_card_can_have_has_words(language):
    assert [code for code in OF_CARDS if not text.has(f"result_code.{code}", language)] == []


def test_a_code_that_nobody_has_heard_of_withholds_the_card():
    assert effect("999") is Effect.WITHHELD
