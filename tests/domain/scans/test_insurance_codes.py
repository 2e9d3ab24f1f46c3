from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain import card
from kiosk.domain.dates import PartialDate
from kiosk.domain.people import IdSource, Sex
from kiosk.domain.scans.card_codes import InsuranceCard, Unknown, parse
from tests.domain.samples import TODAY, citizen_text, insurance_text

NAME_HEX = "Trần Thị Thử Nghiệm".encode().hex()


def read(text: str) -> InsuranceCard:
    scan = parse(text, TODAY)
    assert isinstance(scan, InsuranceCard), scan
    return scan


def problem_of(text: str) -> str:
    scan = parse(text, TODAY)
    assert isinstance(scan, Unknown), scan
    return scan.problem.key


def with_field(place: int, value: str) -> str:
    fields = insurance_text().split("|")
    fields[place] = value
    return "|".join(fields)


def test_the_short_form_of_ten_fields_is_read():
    scan = read("|".join([*insurance_text().split("|")[:9], "$"]))
    assert (scan.full_name, scan.facility, scan.issued.iso) == ("Trần Thị Thử Nghiệm", "01001", "2025-12-15")
    assert (scan.five_years_from, scan.benefit, scan.issued_by, scan.parent_name) == (None, None, None, None)


@pytest.mark.parametrize(
    ("number", "managed", "insurance_id", "citizen_id"),
    [
        ("0000000017", "-", "0000000017", ""),
        ("HT3010000000017", "-", "0000000017", ""),
        ("ht3010000000017", "-", "0000000017", ""),
        ("001105000017", "01000000000017", "0000000017", "001105000017"),
        ("001105000017", "-", None, "001105000017"),
        ("001105000017", "0100001105000017", None, "001105000017"),
    ],
)
def test_every_form_of_number_is_told_apart(
    number: str, managed: str, insurance_id: str | None, citizen_id: str
):
    scan = read(insurance_text(number=number, managed=managed))
    assert (scan.card_number, scan.insurance_id, scan.citizen_id) == (
        number.upper(),
        insurance_id,
        citizen_id,
    )


def test_a_card_without_the_citizen_number_leaves_it_to_be_typed():
    person = read(insurance_text()).to_person()
    assert (person.citizen_id, person.insurance_id, person.address) == ("", "0000000017", None)
    assert (person.source, person.is_complete) == (IdSource.TYPED, False)


def test_a_card_with_the_citizen_number_says_who_it_is():
    person = read(insurance_text(number="001105000017")).to_person()
    assert (person.citizen_id, person.source, person.address) == ("001105000017", IdSource.CARD_QR, "")
    assert person.is_complete


@pytest.mark.parametrize(
    ("printed", "iso"),
    [("02/09/1905", "1905-09-02"), ("2/9/1905", "1905-09-02"), ("1905", "1905"), ("09/1905", "1905-09")],
)
def test_a_birth_date_is_as_precise_as_the_card(printed: str, iso: str):
    assert read(insurance_text(birth=printed)).birth.iso == iso


@pytest.mark.parametrize(
    ("printed", "code"),
    [
        ("01 - C54", "01C54"),
        ("01 – 001", "01001"),
        ("01 001", "01001"),
        ("01001", "01001"),
        ("-", None),
        ("", None),
    ],
)
def test_a_facility_is_five_characters_however_it_is_printed(printed: str, code: str | None):
    assert read(insurance_text(facility=printed)).facility == code


@pytest.mark.parametrize(
    ("field", "name"),
    [
        (NAME_HEX.upper(), "Trần Thị Thử Nghiệm"),
        ("Trần Thị Mẫu".encode("utf-16-le").hex(), "Trần Thị Mẫu"),
        ("An".encode("utf-16-le").hex(), "An"),
        ("Trần Thị Mẫu", "Trần Thị Mẫu"),
        ("Tra\u0302\u0300n", "Trần"),
        (NAME_HEX[:-1], NAME_HEX[:-1]),
        ("fffe00", "fffe00"),
        ("41\x1b[2J4e", "AN"),
        ("Tr\u1ea7n\u202e".encode().hex(), "Tr\u1ea7n\u202e".encode().hex()),
    ],
)
def test_a_name_is_decoded_or_kept_as_it_is(field: str, name: str):
    assert read(insurance_text(name=field)).full_name == name


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (insurance_text(name=""), "name.missing"),
        (insurance_text(name="-"), "name.missing"),
        (insurance_text(birth="31/02/1905"), "birth.impossible"),
        (insurance_text(birth="02/09/2030"), "birth.in_the_future"),
        (insurance_text(birth="-"), "birth.unreadable"),
        (insurance_text(sex="3"), "sex.unreadable"),
        (insurance_text(number="001405000017"), "citizen_id.impossible"),
        (insurance_text(number="00000000177"), "code.not_a_card"),
        (insurance_text(number="H3010000000017"), "code.not_a_card"),
        ("0000000017|$", "code.not_a_card"),
        ("0000000017|4142|1905|1|$", "code.incomplete"),
    ],
)
def test_what_is_wrong_is_named(text: str, problem: str):
    assert problem_of(text) == problem


@pytest.mark.parametrize("place", [6, 7, 8, 12])
@pytest.mark.parametrize("printed", ["-", "", "31/02/2026", "?", "01/01/20"])
def test_other_dates_may_be_missing_or_wrong(place: int, printed: str):
    scan = read(with_field(place, printed))
    assert [scan.valid_from, scan.valid_to, scan.issued, scan.five_years_from].count(None) >= 1


def test_text_is_kept_for_showing_the_code_again():
    assert read(insurance_text() + "\r\n").payload == insurance_text()
    assert read(insurance_text() + "|junk").payload == insurance_text()


def test_an_id_card_is_never_taken_for_an_insurance_card():
    assert not isinstance(parse(citizen_text(name="Abe"), TODAY), InsuranceCard)
    assert problem_of(citizen_text(number="0060900000")) == "code.not_a_card"


@given(
    name=st.sampled_from(["Trần Thị Mẫu", "Y Blô", "H'Hen Niê", "Đặng Thử"]),
    birth=st.dates(date(1900, 1, 1), TODAY),
    precision=st.sampled_from([1, 2, 3]),
    sex=st.sampled_from(Sex),
    parent=st.none() | st.just("Nguyễn Văn Mẫu"),
    five_years=st.none() | st.just(date(2030, 1, 1)),
)
def test_the_layout_that_we_compose_is_the_one_that_we_read(name, birth, precision, sex, parent, five_years):
    born = PartialDate(*(birth.year, birth.month, birth.day)[:precision])
    text = card.payload(
        card_number="0000000017",
        full_name=name,
        birth=born,
        sex=sex,
        facility="01001",
        valid_from=date(2026, 1, 1),
        issued=date(2025, 12, 15),
        office="0100",
        insurance_id="0000000017",
        parent_name=parent,
        five_years_from=five_years,
        benefit="4",
        issued_by="Quận Thử Nghiệm",
    )
    scan = read(text)
    assert (scan.payload, scan.full_name, scan.birth, scan.sex) == (text, name, born, sex)
    assert (scan.parent_name, scan.benefit, scan.facility) == (parent, "4", "01001")
    assert (scan.five_years_from is None) == (five_years is None)
