"""Today's commune: guessed from the address, or found by a few letters."""

import pytest

from kiosk.domain.people import IdSource
from kiosk.domain.registration.draft import Path
from kiosk.domain.registration.journey import Question
from kiosk.resources.communes import gazetteer
from kiosk.ui.kiosk.questions.interruption import FixStep
from kiosk.ui.widgets.suggestions import Suggestions
from tests.fakes.citizen import CHILD, MAN, WOMAN, World
from tests.ui.answers import PHONE, RELATIVE, SCANNED, TYPED, begin, scans, types, walk
from tests.ui.visit import Visit, visiting

BAC_KAN, SAI_GON = "01843", "26740"


def name_of(code: str) -> str:
    return gazetteer().named(code).in_full


def offered(visit: Visit) -> list[str]:
    return [name for name, _ in visit.view.query_one(Suggestions).rows]


async def test_a_commune_that_the_address_names_is_confirmed_with_the_rest():
    async with visiting() as visit:
        await visit.scan(MAN)
        await visit.at(Question.DETAILS)
        assert visit.shows(visit.say("flow.details.commune"), name_of(BAC_KAN))
        assert Question.COMMUNE not in await walk(visit, SCANNED)
        (sent,) = visit.world.registrar.sent
        assert (sent.commune, sent.participant.address) == (BAC_KAN, "Tổ 0, Phường Bắc Kạn, Thái Nguyên")


async def test_an_address_that_names_none_is_followed_by_one_question():
    async with visiting() as visit:
        await visit.press("2")
        await visit.at(Question.RELATION)
        await walk(visit, {**RELATIVE, Question.CARD: scans(CHILD)}, to=Question.COMMUNE)
        assert visit.shows(visit.say("flow.commune.title_other"))
        await visit.type("sai gon")
        await visit.at(Question.HELPER_CARD)
        assert visit.draft.commune == SAI_GON
        await visit.press("escape")
        await visit.at(Question.COMMUNE)


async def test_a_wrong_guess_is_put_right_and_the_card_stays_a_scanned_one():
    async with visiting() as visit:
        await visit.scan(MAN)
        await visit.at(Question.DETAILS)
        await visit.choose("fix")
        await visit.at(FixStep)
        await visit.choose("fix-address")
        await visit.at(Question.ADDRESS)
        await visit.press("enter")
        await visit.at(Question.COMMUNE)
        assert offered(visit) == ["Phường Bắc Kạn"]
        await visit.type("sai gon")
        await visit.at(Question.DETAILS)
        assert visit.shows(name_of(SAI_GON))
        assert visit.draft.participant.source is IdSource.CARD_QR


async def test_another_address_brings_its_own_guess():
    async with visiting() as visit:
        await visit.press("1")
        await visit.at(Question.CARD)
        answers = {**TYPED, Question.ADDRESS: types("Số 0, Phường Sài Gòn, TP.HCM")}
        assert Question.COMMUNE not in await walk(visit, answers, to=Question.PHONE)
        assert visit.draft.commune == SAI_GON


@pytest.mark.parametrize("path", Path)
async def test_the_review_has_its_line_and_leads_back(path):
    async with visiting() as visit:
        await begin(visit, Question.REVIEW, path)
        assert visit.shows(visit.say("flow.review.commune"), name_of(BAC_KAN))
        await visit.choose("fix")
        await visit.at(FixStep)
        await visit.choose("fix-commune")
        await visit.at(Question.COMMUNE)
        await visit.press("escape")
        await visit.at(Question.REVIEW)
        await visit.choose("fix")
        await visit.at(FixStep)
        await visit.choose("fix-commune")
        await visit.at(Question.COMMUNE)
        await visit.type("sai gon")
        await visit.at(Question.REVIEW)
        assert visit.shows(name_of(SAI_GON))


async def test_whoever_does_not_know_it_goes_on():
    async with visiting() as visit:
        await begin(visit, Question.COMMUNE)
        await visit.choose("skip")
        await visit.at(Question.REVIEW)
        assert visit.draft.commune == ""
        assert visit.shows(visit.say("flow.details.address_later"))


async def test_the_details_seen_again_are_not_followed_by_a_question_that_has_its_answer():
    async with visiting() as visit:
        await begin(visit, Question.COMMUNE)
        await visit.type("sai gon")
        await visit.at(Question.REVIEW)
        await visit.choose("fix")
        await visit.at(FixStep)
        await visit.choose("fix-details")
        await visit.at(Question.DETAILS)
        await visit.choose("yes")
        await visit.at(Question.REVIEW)


# The field.


async def asked(visit: Visit) -> None:
    await visit.scan(CHILD)
    await visit.at(Question.DETAILS)
    await visit.app.screen.ask(Question.COMMUNE)
    await visit.at(Question.COMMUNE)


async def test_telex_finds_it_as_well():
    async with visiting() as visit:
        await asked(visit)
        await visit.press(*"Sai", "f", " ", *"Go", "n", "f")
        assert visit.field.value == "Sài Gòn"
        assert offered(visit)[0] == "Phường Sài Gòn"


async def test_with_vni_a_digit_is_a_mark():
    async with visiting(typing="vni") as visit:
        await asked(visit)
        await visit.press(*"Sai2 Gon2")
        assert (visit.field.value, offered(visit)[0]) == ("Sài Gòn", "Phường Sài Gòn")


async def test_the_arrows_mark_another_one():
    async with visiting() as visit:
        await asked(visit)
        await visit.press(*"tan phu", "down", "down", "up")
        chosen = offered(visit)[1]
        await visit.press("enter")
        await visit.until(lambda: visit.question is not Question.COMMUNE)
        assert gazetteer().named(visit.draft.commune).name == chosen


async def test_a_digit_behind_the_name_marks_a_line_and_enter_takes_it():
    async with visiting() as visit:
        await asked(visit)
        await visit.press(*"tan phu", " ", "3")
        chosen = offered(visit)[2]
        assert visit.view.query_one(Suggestions).marked == 2
        assert visit.question is Question.COMMUNE
        await visit.press("enter")
        await visit.until(lambda: visit.question is not Question.COMMUNE)
        assert gazetteer().named(visit.draft.commune).name == chosen


async def test_a_digit_of_a_name_is_the_names():
    async with visiting() as visit:
        await asked(visit)
        await visit.press(*"ha giang 2")
        assert offered(visit) == ["Phường Hà Giang 2"]


async def test_a_finger_takes_the_line_that_it_touches():
    async with visiting() as visit:
        await asked(visit)
        await visit.press(*"tan phu")
        line = visit.view.query_one(Suggestions)
        chosen = offered(visit)[3]
        await visit.touch(line, line.region_of(3))
        await visit.until(lambda: visit.question is not Question.COMMUNE)
        assert gazetteer().named(visit.draft.commune).name == chosen


async def test_the_keyboard_of_the_screen_leaves_room_for_what_it_finds():
    async with visiting() as visit:
        await asked(visit)
        await visit.touch(visit.field)
        await visit.touch_keys(*"sai")
        line = visit.view.query_one(Suggestions)
        assert visit.keyboard.display
        assert visit.view.query_one("#skip").is_on_screen
        assert line.region.height >= 2
        await visit.touch(line, line.region_of(0))
        await visit.until(lambda: visit.question is not Question.COMMUNE)


async def test_what_is_not_found_is_said_and_nothing_is_taken():
    async with visiting() as visit:
        await asked(visit)
        await visit.press("enter")
        await visit.reads_problem("commune.missing")
        await visit.press(*"xyzzy")
        assert visit.view.query_one(Suggestions).nothing == visit.say("flow.commune.nothing")
        await visit.press("enter")
        await visit.reads_problem("commune.unknown")
        assert visit.question is Question.COMMUNE


async def test_a_scan_into_the_field_chooses_nothing():
    async with visiting(World(home=BAC_KAN)) as visit:
        await asked(visit)
        await visit.press(*"tan phu")
        await visit.scan_key_by_key(WOMAN)
        await visit.reads("common.scan_not_needed")
        assert (visit.question, visit.field.value) == (Question.COMMUNE, "tan phu")


async def test_the_offices_own_commune_is_offered_before_anything_is_typed():
    async with visiting(World(home=SAI_GON)) as visit:
        await asked(visit)
        assert offered(visit) == ["Phường Sài Gòn"]
        await visit.press("enter")
        await visit.until(lambda: visit.question is not Question.COMMUNE)
        assert visit.draft.commune == SAI_GON


async def test_another_language_keeps_what_is_typed_and_what_it_finds():
    async with visiting() as visit:
        await asked(visit)
        await visit.press(*"sai gon", "f2")
        await visit.reads("flow.commune.hint")
        assert (visit.field.value, offered(visit)[0]) == ("sai gon", "Phường Sài Gòn")


async def test_the_arrows_move_the_focus_from_an_action():
    async with visiting() as visit:
        await asked(visit)
        visit.view.query_one("#skip").focus()
        await visit.press("down")
        assert visit.app.focused.id == "next"


async def test_the_phone_is_asked_after_it():
    async with visiting() as visit:
        await visit.scan(MAN)
        await walk(visit, SCANNED, to=Question.PHONE)
        await visit.type(PHONE)
        await visit.at(Question.CODE)


async def test_whoever_is_faster_than_the_search_gets_what_they_typed():
    async with visiting(World(home=BAC_KAN)) as visit:
        await asked(visit)
        visit.strike(*"sai gon", "enter")
        await visit.until(lambda: visit.question is not Question.COMMUNE)
        await visit.settled()
        assert visit.draft.commune == SAI_GON


async def test_a_name_from_before_the_reform_leads_to_the_commune_of_today():
    """The digit at its end belongs to the name; of a divided one, each part is offered."""
    async with visiting() as visit:
        await begin(visit, Question.COMMUNE)
        await visit.press(*"phuong 15 quan 4")
        await visit.until(lambda: len(offered(visit)) > 1, "both parts are offered")
        assert offered(visit)[:2] == ["Phường Khánh Hội", "Phường Xóm Chiếu"]
        rows = visit.view.query_one(Suggestions).rows
        assert rows[0][1] == visit.say("flow.commune.former", name="Phường 15, Quận 4")
        await visit.press("down", "enter")
        await visit.until(lambda: visit.draft.commune == "27259", "the second is taken")
