"""The keyboard of the screen: a finger alone can type all there is, and nothing is in the way."""

import pytest
from textual.geometry import Offset, Region

from kiosk.domain.registration.journey import Question
from kiosk.ui.widgets.choice import Choice
from kiosk.ui.widgets.heading import Heading
from kiosk.ui.widgets.key_bar import KeyBar
from kiosk.ui.widgets.keyboard.keyboard import outline
from kiosk.ui.widgets.keyboard.layouts import LAYOUTS, placed
from kiosk.ui.widgets.vietnamese_field import TypingSwitch
from tests.fakes.citizen import MAN
from tests.ui.answers import begin
from tests.ui.visit import Visit, visiting

SIZES = ((80, 24), (100, 30), (120, 34), (120, 40), (160, 45))


async def by_touch(visit: Visit, question: Question) -> None:
    """Stand at a question, its field empty, and touch the field."""
    await begin(visit, question)
    visit.field.value = ""
    await visit.touch(visit.field)
    assert visit.keyboard.display


async def test_a_whole_name_is_typed_by_touch_alone():
    async with visiting() as visit:
        await by_touch(visit, Question.NAME)
        await visit.touch_keys(*"nguyên", "tone_tilde", "space", *"thi", "tone_dot", "space")
        await visit.touch_keys(*"điêp", "tone_dot", "done")
        await visit.at(Question.DETAILS)
        assert visit.draft.participant.full_name == "Nguyễn Thị Điệp"
        assert not visit.keyboard.display


async def test_words_begin_with_a_capital_until_told_otherwise():
    async with visiting() as visit:
        await by_touch(visit, Question.NAME)
        await visit.touch_keys(*"an", "space", "capital", *"b", "capital", *"c")
        assert visit.field.value == "An bC"


async def test_a_tone_key_moves_and_takes_away_the_tone_and_never_leaves_its_letter():
    async with visiting() as visit:
        await by_touch(visit, Question.NAME)
        await visit.touch_keys("tone_acute")
        assert visit.field.value == ""
        await visit.touch_keys(*"hoa", "tone_grave")
        assert visit.field.value == "Hòa"
        await visit.touch_keys("n")
        assert visit.field.value == "Hoàn"
        await visit.touch_keys("tone_none")
        assert visit.field.value == "Hoan"
        await visit.touch_keys("space", *"kpă", "tone_acute")
        assert visit.field.value == "Hoan Kpắ"


async def test_names_of_the_highlands_have_a_page():
    async with visiting() as visit:
        await by_touch(visit, Question.NAME)
        await visit.touch_keys("other", *"ƀŏ", "letters", *"đ")
        assert visit.field.value == "Ƀŏđ"


async def test_delete_takes_a_letter_and_typing_goes_on_from_there():
    async with visiting() as visit:
        await by_touch(visit, Question.NAME)
        await visit.touch_keys(*"nguyên", "tone_tilde", "delete", "t", "tone_dot")
        assert visit.field.value == "Nguyệt"


async def test_a_finger_that_slides_off_a_key_types_nothing():
    async with visiting() as visit:
        await by_touch(visit, Question.NAME)
        await visit.touch(visit.keyboard, visit.keyboard.region_of("g"), slide=Offset(8, 0))
        assert visit.field.value == ""
        assert visit.keyboard.pressed is None
        await visit.touch(visit.keyboard, visit.keyboard.region_of("g"), slide=Offset(2, 0))
        assert visit.field.value == "G"


async def test_the_focus_stays_in_the_field():
    async with visiting() as visit:
        await by_touch(visit, Question.NAME)
        await visit.touch_keys("a", "capital", "other", "delete")
        assert visit.app.focused is visit.field


async def test_a_trembling_finger_on_done_answers_one_question():
    async with visiting() as visit:
        await visit.touch(visit.app.screen.query_one("#self"))
        await visit.at(Question.CARD)
        await visit.touch(visit.view.query_one("#type"))
        await visit.at(Question.NUMBER)
        await visit.touch_keys(*"006090000011")
        done = visit.keyboard.region_of("done")
        await visit.touch(visit.keyboard, done)
        await visit.at(Question.NAME)
        await visit.touch(visit.keyboard, done, after=0.1)
        assert visit.field.value == ""
        await visit.touch(visit.keyboard, done)
        assert visit.field.value == " "


async def test_a_touch_on_the_switch_leaves_letters_alone():
    async with visiting() as visit:
        await by_touch(visit, Question.NAME)
        await visit.touch(visit.view.query_one(TypingSwitch))
        await visit.reads("keyboard.latin")
        assert visit.app.focused is visit.field
        await visit.touch_keys(*"rose")
        assert visit.field.value == "Rose"


async def test_a_keyboard_that_is_used_hides_it_and_a_touch_brings_it_back():
    async with visiting() as visit:
        await by_touch(visit, Question.NAME)
        await visit.press("a")
        assert not visit.keyboard.display
        await visit.touch(visit.field)
        assert visit.keyboard.display
        assert visit.field.value == "a"


async def test_a_scan_hides_it_and_leaks_nothing_into_the_field():
    async with visiting() as visit:
        await by_touch(visit, Question.PHONE)
        await visit.touch_keys(*"09")
        await visit.scan(MAN)
        await visit.reads("common.scan_not_needed")
        assert visit.field.value == "09"
        assert not visit.keyboard.display
        await visit.touch(visit.field)
        await visit.scan_by_serial_line(MAN)
        assert not visit.keyboard.display
        assert visit.field.value == "09"


@pytest.mark.parametrize("how", ["scan", "scan_key_by_key", "scan_by_serial_line"])
async def test_who_holds_a_card_out_still_finds_it_at_the_next_field(how):
    async with visiting() as visit:
        await visit.touch(visit.app.screen.query_one("#card"))
        await visit.at(Question.CARD)
        await getattr(visit, how)(MAN)
        await visit.at(Question.CODE)
        assert visit.keyboard.display


async def test_who_comes_by_touch_finds_it_at_the_first_field():
    async with visiting() as visit:
        await visit.touch(visit.app.screen.query_one("#self"))
        await visit.at(Question.CARD)
        await visit.touch(visit.view.query_one("#type"))
        await visit.at(Question.NUMBER)
        assert visit.keyboard.display
        await visit.touch(visit.view.query_one("#back"))
        await visit.at(Question.CARD)
        assert not visit.keyboard.display


async def test_numbers_have_a_pad():
    async with visiting() as visit:
        await by_touch(visit, Question.NUMBER)
        await visit.touch_keys(*"0060900000118", "delete", "done")
        await visit.at(Question.DETAILS)
        assert visit.draft.participant.citizen_id == "006090000011"


async def test_dates_have_a_pad_with_a_stroke():
    async with visiting() as visit:
        await by_touch(visit, Question.BIRTH)
        await visit.touch_keys(*"01/05/1948")
        assert visit.field.value == "01/05/1948"


async def test_the_language_changes_the_keys_too():
    async with visiting() as visit:
        await by_touch(visit, Question.NAME)
        bar = visit.app.screen.query_one(KeyBar)
        place = bar.region.x + bar.gutter.left + str(bar.render()).index("F2")
        await visit.touch(bar, Region(place, bar.region.y, 1, 1))
        await visit.until(lambda: visit.app.session.language == "en")
        await visit.settled()
        assert visit.keyboard.display
        assert any(visit.say("keyboard.space") in line for line in drawn_lines(visit))


def drawn_lines(visit: Visit) -> list[str]:
    """Return what the keyboard draws, line by line."""
    return [visit.keyboard.render_line(y).text for y in range(visit.keyboard.size.height)]


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("question", [Question.NUMBER, Question.NAME, Question.BIRTH, Question.ADDRESS])
async def test_question_field_and_hint_can_be_seen_beside_it(size, question):
    async with visiting(size=size) as visit:
        await by_touch(visit, question)
        screen = visit.app.screen
        heading, bar, keyboard = screen.query_one(Heading), screen.query_one(KeyBar), visit.keyboard
        regions = [heading.region, visit.field.region, *(c.region for c in visit.view.query(Choice))]
        assert heading.size.height == 3
        assert keyboard.region.bottom == bar.region.y
        assert all(region.bottom <= keyboard.region.y for region in regions)
        assert visit.field.region.height == 3
        assert not any(a.overlaps(b) for a in regions for b in regions if a is not b)


async def test_what_is_wrong_can_be_read_above_it():
    async with visiting() as visit:
        await by_touch(visit, Question.NAME)
        await visit.touch_keys("1", "done")
        await visit.reads_problem("name.missing")
        notice = visit.view.query_one("#notice")
        actions = visit.view.query(Choice).first()
        assert visit.field.region.bottom <= notice.region.y
        assert notice.region.bottom <= actions.region.y


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("layout", LAYOUTS)
async def test_keys_are_large_enough_apart_and_labelled(size, layout):
    async with visiting(size=size) as visit:
        await by_touch(visit, Question.NAME)
        visit.keyboard.layout_name = layout
        keys = placed(layout, visit.keyboard.size.width, visit.keyboard.size.height)
        rows = 3 if size[1] >= 34 else 2
        for region, key in keys:
            label = visit.keyboard.label_of(key)
            assert region.height >= rows
            assert region.width + 1 >= 8
            assert len(label) <= region.width - 2, label
            assert not any(region.grow((0, 1, 0, 0)).overlaps(other) for other, _ in keys if other != region)


@pytest.mark.parametrize("rows", [2, 3])
@pytest.mark.parametrize("width", [80, 100, 120])
@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_key_has_an_edge_all_around(layout, width, rows):
    height = len(LAYOUTS[layout]) * rows + (rows == 2)
    lines = outline(layout, width, height)
    assert [len(line) for line in lines] == [width] * height
    for region, _ in placed(layout, width, height):
        floor = region.bottom if region.height == 2 else region.bottom - 1
        columns, between = range(region.x, region.right), range(region.y, floor + 1)
        assert all(lines[y][x] != " " for y in (region.y, floor) for x in columns)
        assert all(lines[y][x] != " " for y in between for x in (region.x, region.right - 1))
        assert lines[region.y + 1][region.x + 1 : region.right - 1].isspace()


def test_where_rows_of_keys_touch_floor_and_lid_are_one_line():
    assert outline("date", 48, 9)[5:] == (
        "│             │ │             │ │             │ ",
        "├─────────┬─┬─┴─┴─────┬─┬─────┴─┴─┬─┬─────────┤ ",
        "│         │ │         │ │         │ │         │ ",
        "╰─────────╯ ╰─────────╯ ╰─────────╯ ╰─────────╯ ",
    )


async def test_a_finger_on_the_floor_of_the_last_row_presses_its_key():
    async with visiting() as visit:
        await by_touch(visit, Question.NAME)
        key = visit.keyboard.region_of("space")
        await visit.touch(visit.keyboard, Region(key.x, key.bottom - 1, key.width, 1))
        assert visit.field.value == " "
