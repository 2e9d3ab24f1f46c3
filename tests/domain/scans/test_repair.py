import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.scans.card_codes import CitizenCard, InsuranceCard, Unknown, parse
from kiosk.domain.scans.repair import collapse_steps, repair, undo_typing
from tests.domain.samples import TODAY, citizen_text, insurance_text

SYLLABLES = "Đặng Văn Mẫu Huỳnh Thị Thử Nghiệm Ý Nhi Chí Hoàng Hà Tuệ Lờ Ớt Quýt Ẩn Y Blô Êban Án Đỗ Tý"
NAMES = st.lists(st.sampled_from(SYLLABLES.split()), min_size=1, max_size=5).map(" ".join)


def cp1252(text: str) -> str:
    """Read UTF-8 as browsers read cp1252: the five holes stand for themselves."""
    return "".join(
        chr(b) if b in b"\x81\x8d\x8f\x90\x9d" else bytes([b]).decode("cp1252") for b in text.encode()
    )


def latin1(text: str) -> str:
    return text.encode().decode("latin-1")


def card_of(text: str) -> CitizenCard:
    scan = parse(text, TODAY)
    assert isinstance(scan, CitizenCard), scan
    return scan


@pytest.mark.parametrize("misread", [latin1, cp1252])
@given(name=NAMES)
def test_utf8_read_in_a_western_character_set_is_undone_without_a_doubt(misread, name: str):
    text = citizen_text(name=name, address="Số 1, Bà Rịa, Hà")
    assert repair(misread(text)) == repair(text)
    assert card_of(misread(text) + "\r\n") == card_of(text)


@pytest.mark.parametrize("name", ["Nguyễn Thị Tuyết", "Văn Mẫu", "Trần Thử Nghiệm"])
def test_utf8_read_in_vietnams_old_windows_set_is_undone(name: str):
    text = citizen_text(name=name, address="Xã Hà")
    assert card_of(text.encode().decode("cp1258")).full_name == name


@pytest.mark.parametrize("errors", ["ignore", "replace"])
def test_a_lost_byte_that_leaves_one_letter_only_is_guessed_and_shown(errors: str):
    text = citizen_text(name="Đỗ Văn Mẫu")
    card = card_of(text.encode().decode("cp1252", errors))
    doubts = [problem.key for problem in card.warnings]
    assert (card.full_name, doubts) == ("Đỗ Văn Mẫu", ["name.repaired", "address.doubtful"])


def test_a_lost_byte_that_could_be_several_letters_is_not_guessed():
    scan = parse(citizen_text(name="Lờ Thị Mẫu").encode().decode("cp1252", "ignore"), TODAY)
    assert scan == Unknown(scan.problem)
    assert scan.problem.key == "code.damaged"


def test_a_no_break_space_that_became_a_space_is_still_a_letter():
    card = card_of(cp1252(citizen_text(name="Hoàng Hà Mẫu")).replace("\xa0", " "))
    assert card.full_name == "Hoàng Hà Mẫu"


def test_utf8_read_as_big5_is_undone():
    text = citizen_text(name="Huỳnh Mẫu", address="Long An")
    assert "Hu廙軟h" in text.encode().decode("big5")
    assert card_of(text.encode().decode("big5")) == card_of(text)


@pytest.mark.parametrize("text", ["Số 1 – Xã “Â” …", "LÊ – ĂN", "XÃ ĐÔNG", "Ấp Cá (º) Ñ", "Á» Áº", "ÁNH Ã Ä"])
def test_proper_vietnamese_is_never_taken_for_misread_text(text: str):
    assert repair(text).text == text


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("DĐaăặng Vaăn Maâẫu", "Đặng Văn Mẫu"),
        ("Nguyeêễn Thiị Thuưử", "Nguyễn Thị Thử"),
        ("Vooòng Vaăn Maâẫu", "Voòng Văn Mẫu"),
        ("Xoong Vaăn", "Xoong Văn"),
        ("EÊban DĐaăắk", "Êban Đắk"),
        ("Voòng A Xoọng", "Voòng A Xoọng"),
        ("Aaron Lee 1122", "Aaron Lee 1122"),
        ("Hoàng Thị Thuý Uyên", "Hoàng Thị Thuý Uyên"),
    ],
)
def test_composition_steps_are_collapsed_and_real_double_letters_kept(typed: str, name: str):
    assert collapse_steps(typed) == name


def steps(text: str) -> str:
    """Type each letter as its composition goes: the letter, its hat, its tone."""
    typed = []
    for letter in text:
        if letter in "đĐ":
            typed.append({"đ": "dđ", "Đ": "DĐ"}[letter])
            continue
        base, *marks = unicodedata.normalize("NFD", letter)
        marks.sort(key=lambda mark: mark in "\u0300\u0301\u0303\u0309\u0323")
        typed.append(base)
        typed += [unicodedata.normalize("NFC", "".join([base, *marks[: i + 1]])) for i in range(len(marks))]
    return "".join(typed)


@given(NAMES)
def test_a_name_typed_step_by_step_is_read_and_asked_about(name: str):
    card = card_of(citizen_text(name=steps(name), address="Tổ 0"))
    is_repaired = "name.repaired" in [problem.key for problem in card.warnings]
    assert card.full_name == name
    assert is_repaired == (steps(name) != name)


def test_a_sex_typed_step_by_step_is_read():
    assert card_of(citizen_text(name=steps("Đặng Thị Mẫu"), sex=steps("Nữ"))).sex == "female"


@pytest.mark.parametrize(
    "hostile",
    [
        "\x1b]0;TITLE\x07",
        "\x1b[31m",
        "\x9b2J",
        "\x9d52;c;AAAA\x9c",
        "\x1b]8;;x\x1b\\",
        "\u202e",
        "\u200b",
        "\x1b",
        "\0",
    ],
)
def test_what_a_terminal_would_obey_leaves_no_trace(hostile: str):
    assert card_of(citizen_text(name=f"Nguyễn {hostile}Văn Mẫu")).full_name == "Nguyễn Văn Mẫu"


def test_an_unfinished_sequence_cannot_swallow_the_next_field():
    assert card_of(citizen_text(name="Nguyễn\x1b]x", address="Tổ\x07")).address == "Tổ"


def test_caps_lock_is_undone():
    card = card_of(citizen_text(name="H'Hen Nguyễn Mẫu").swapcase())
    assert (card.full_name, card.sex) == ("H'Hen Nguyễn Mẫu", "male")


@pytest.mark.parametrize("name", ["NGUYỄN VĂN MẪU", "nguyễn văn mẫu", "Nguyễn văn Mẫu"])
def test_other_capitals_are_left_as_the_card_has_them(name: str):
    assert card_of(citizen_text(name=name)).full_name == name


TELEX = {"aaf": "ầ", "eef": "ề", "aa": "â", "ee": "ê", "dd": "đ", "af": "à", "ef": "è"}
VNI = {"a6": "â", "e6": "ê", "a8": "ă", "d9": "đ"} | {
    f"{vowel}{digit}": unicodedata.normalize("NFC", vowel + mark)
    for vowel in "ae"
    for digit, mark in zip("12345", "\u0301\u0300\u0309\u0303\u0323", strict=True)
}


def typed_through(method: dict[str, str], text: str) -> str:
    lower = re.sub("|".join(method), lambda match: method[match[0]], text)
    upper = {keys.upper(): letter.upper() for keys, letter in method.items()}
    return re.sub("|".join(upper), lambda match: upper[match[0]], lower)


@pytest.mark.parametrize("method", [TELEX, VNI], ids=["telex", "vni"])
@pytest.mark.parametrize("form", [str.lower, str.upper])
@given(name=NAMES)
def test_an_input_methods_letters_in_hexadecimal_text_are_typed_back(method: dict[str, str], form, name: str):
    text = insurance_text(name=form(name.encode().hex()), facility="01 - 101")
    scan = parse(typed_through(method, text), TODAY)
    assert isinstance(scan, InsuranceCard)
    assert scan == parse(text, TODAY)
    assert scan.full_name == name


def test_an_input_methods_work_on_a_cards_number_is_undone():
    assert undo_typing(["TÉ010000000017", "Đà"]) == ["TE1010000000017", "Đà"]


@pytest.mark.parametrize(
    "address",
    ["S? 1, Hà Nội", "Số 1, H\ufffd Nội", steps("Số 1, Phúc Xá, Hà Nội")],
    ids=["?", "hole", "steps"],
)
def test_an_address_that_was_hurt_is_asked_about_and_the_numbers_are_not(address: str):
    card = card_of(citizen_text(address=address))
    assert [problem.key for problem in card.warnings] == ["address.doubtful"]


def test_a_question_mark_that_stands_alone_is_part_of_an_address():
    assert card_of(citizen_text(address="Tổ 0 (?), Bắc Kạn")).warnings == ()
