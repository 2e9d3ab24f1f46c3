"""Typing Vietnamese into the kiosk's fields on a keyboard: composed, switched off, mended, scanned over."""

import unicodedata

import pytest

from kiosk.domain import limits
from kiosk.domain.registration.journey import Question
from tests.fakes.citizen import MAN
from tests.ui.answers import begin
from tests.ui.visit import Visit, visiting

WAYS = {"telex": "Nguyeenx Thij DDieepj", "vni": "Nguye6n4 Thi5 D9ie6p5"}


async def at_an_empty_name(visit: Visit) -> None:
    """Stand in the field for the name, with nothing in it."""
    await begin(visit, Question.NAME)
    visit.field.value = ""


@pytest.mark.parametrize("typing", WAYS)
async def test_a_whole_name_is_composed_while_it_is_typed(typing):
    async with visiting(typing=typing) as visit:
        await at_an_empty_name(visit)
        await visit.press(*WAYS[typing])
        assert visit.field.value == "Nguyễn Thị Điệp"
        await visit.decide("enter")
        await visit.at(Question.DETAILS)
        assert visit.draft.participant.full_name == "Nguyễn Thị Điệp"


async def test_names_of_the_highlands_and_of_strangers_come_out_as_they_are_meant():
    async with visiting() as visit:
        await at_an_empty_name(visit)
        await visit.press(*"Y Bloo EEban H'Hen Nie Maria")
        assert visit.field.value == "Y Blô Êban H'Hen Nie Maria"


async def test_an_address_is_composed_and_its_numbers_are_left_alone():
    async with visiting() as visit:
        await begin(visit, Question.ADDRESS)
        visit.field.value = ""
        await visit.press(*"Soos 12/3, toor 4")
        assert visit.field.value == "Số 12/3, tổ 4"


async def test_dates_are_never_composed():
    async with visiting() as visit:
        await begin(visit, Question.BIRTH)
        visit.field.value = ""
        await visit.press(*"oor")
        assert visit.field.value == "oor"


async def test_f5_leaves_the_keys_alone_and_says_so():
    async with visiting() as visit:
        await at_an_empty_name(visit)
        await visit.reads("keyboard.vietnamese")
        await visit.press("f5")
        await visit.reads("keyboard.latin")
        await visit.press(*"Rose ")
        await visit.press("f5")
        await visit.reads("keyboard.vietnamese")
        await visit.press(*"Leee")
        assert visit.field.value == "Rose Lee"


async def test_the_next_field_composes_again():
    async with visiting() as visit:
        await at_an_empty_name(visit)
        await visit.press("f5", *"Rose", "enter")
        await visit.at(Question.DETAILS)
        await visit.app.screen.ask(Question.NAME)
        await visit.at(Question.NAME)
        await visit.reads("keyboard.vietnamese")


async def test_backspace_takes_a_letter_and_typing_goes_on_from_there():
    async with visiting() as visit:
        await at_an_empty_name(visit)
        await visit.press(*"Nguyeenx", "backspace")
        assert visit.field.value == "Nguyễ"
        await visit.press("t", "j")
        assert visit.field.value == "Nguyệt"


async def test_a_word_is_mended_in_its_middle():
    async with visiting() as visit:
        await at_an_empty_name(visit)
        await visit.press(*"Nguyen Mau", *["left"] * 5, "e", "x")
        assert visit.field.value == "Nguyễn Mau"
        assert visit.field.cursor_position == len("Nguyễ")
        await visit.press("end", "a", "x")
        assert visit.field.value == "Nguyễn Mẫu"


async def test_a_full_field_takes_marks_but_no_more_letters():
    async with visiting() as visit:
        await at_an_empty_name(visit)
        full = "A" * (limits.NAME - 3) + " be"
        visit.field.value = full
        await visit.press("end", "e", "s", "n")
        assert visit.field.value == full[:-2] + "bế"


async def test_everything_stays_in_nfc():
    async with visiting() as visit:
        await at_an_empty_name(visit)
        await visit.press(*"Phuowngf Truwowngf Oanhs")
        assert visit.field.value == unicodedata.normalize("NFC", visit.field.value)
        assert visit.field.value == "Phường Trường Oánh"


@pytest.mark.parametrize("key_by_key", [True, False])
async def test_a_scan_over_a_half_typed_phone_leaves_it_as_it_was(key_by_key):
    async with visiting() as visit:
        await begin(visit, Question.PHONE)
        visit.field.value = ""
        await visit.press(*"09")
        await (visit.scan_key_by_key if key_by_key else visit.scan)(MAN)
        assert visit.field.value == "09"
        await visit.press("1")
        assert visit.field.value == "091"
