"""Phones that cannot serve and codes that are not the right one: each is named, with a way on."""

import pytest

from kiosk.domain.registration.draft import Path
from kiosk.domain.registration.journey import Question
from kiosk.ports.errors import Refused, Unavailable
from tests.fakes.citizen import CODE, MAN, World
from tests.ui.answers import begin
from tests.ui.visit import Visit, visiting

AWAY = [Unavailable("offline"), Unavailable("slow"), Unavailable("broken"), Unavailable("busy")]


async def goes_on_without(visit: Visit) -> None:
    await visit.choose("without")
    await visit.at(Question.REVIEW)
    assert visit.draft.is_phone_unproved


async def another_phone_is_possible(visit: Visit) -> None:
    await visit.press("escape")
    await visit.at(Question.PHONE)
    visit.world.phone_codes.error = visit.world.phone_codes.answer_error = None
    await visit.type("0910000000")
    await visit.at(Question.CODE)
    await visit.press(*CODE)
    await visit.at(Question.REVIEW)
    assert visit.draft.phone == "+84910000000"


@pytest.mark.parametrize("way_on", [goes_on_without, another_phone_is_possible])
async def test_a_phone_that_gets_no_code_is_told_why(way_on):
    world = World()
    async with visiting(world) as visit:
        await begin(visit, Question.CODE, Path.RELATIVE)
        for code in ("phone_limit_reached", "phone_already_used", "codes_too_many"):
            world.phone_codes.error = Refused(code)
            await visit.choose("again")
            await visit.reads(f"refused.{code}")
        await way_on(visit)


@pytest.mark.parametrize("code", ["phone_limit_reached", "phone_already_used"])
async def test_a_phone_that_is_refused_only_when_it_is_proved_is_told_why_too(code):
    world = World()
    world.phone_codes.answer_error = Refused(code)
    async with visiting(world) as visit:
        await begin(visit, Question.CODE)
        await visit.press(*CODE)
        await visit.reads(f"refused.{code}")
        await another_phone_is_possible(visit)


async def test_a_wrong_code_can_be_typed_again():
    async with visiting() as visit:
        await begin(visit, Question.CODE)
        await visit.press(*"000000")
        await visit.reads("refused.code_wrong", tries=2)
        assert visit.field.value == ""
        await visit.press(*CODE)
        await visit.at(Question.REVIEW)
        assert visit.world.phone_codes.answered == ["000000", CODE]


async def test_a_code_that_is_spent_can_be_had_anew():
    world = World()
    async with visiting(world) as visit:
        await begin(visit, Question.CODE)
        for sent, code in enumerate(("code_expired", "code_used", "code_too_many_tries"), 2):
            world.phone_codes.answer_error = Refused(code, tries_left=0)
            await visit.press(*CODE)
            await visit.reads(f"refused.{code}")
            await visit.choose("again")
            await visit.until(lambda sent=sent: len(world.phone_codes.sent) == sent, "another code is sent")
        world.phone_codes.answer_error = None
        await visit.press(*CODE)
        await visit.at(Question.REVIEW)


async def test_a_fourth_code_is_not_sent_and_the_way_on_is_open():
    world = World()
    async with visiting(world) as visit:
        await begin(visit, Question.CODE)
        world.phone_codes.error = Refused("codes_too_many", retry_after=1800)
        await visit.choose("again")
        await visit.reads("refused.codes_too_many")
        await goes_on_without(visit)


async def test_a_backend_that_is_away_when_the_code_is_asked_for_stops_nobody():
    world = World()
    world.phone_codes.error = Unavailable("offline")
    async with visiting(world) as visit:
        await begin(visit, Question.CODE)
        for error in AWAY:
            world.phone_codes.error = error
            await visit.choose("again")
            await visit.reads("flow.code.unavailable")
        world.phone_codes.error = None
        await visit.choose("again")
        await visit.reads("flow.code.sent", phone="090 ••• ••00")
        await visit.press(*CODE)
        await visit.at(Question.REVIEW)


async def test_a_backend_that_is_away_when_the_code_is_checked_can_be_asked_again():
    world = World()
    world.phone_codes.answer_error = Unavailable("offline")
    async with visiting(world) as visit:
        await begin(visit, Question.CODE)
        await visit.press(*CODE)
        for asked, error in enumerate(AWAY, 1):
            await visit.until(lambda asked=asked: len(world.phone_codes.answered) == asked, "it is checked")
            await visit.reads("flow.code.unavailable")
            assert visit.field.value == CODE
            world.phone_codes.answer_error = error
            await visit.press("enter")
        await visit.until(lambda: len(world.phone_codes.answered) == 5, "it is checked")
        world.phone_codes.answer_error = None
        await visit.press("enter")
        await visit.at(Question.REVIEW)


async def test_a_scan_into_the_code_costs_no_try():
    async with visiting() as visit:
        await begin(visit, Question.CODE)
        await visit.scan_key_by_key(MAN)
        await visit.reads("common.scan_not_needed")
        assert (visit.field.value, visit.world.phone_codes.answered) == ("", [])


@pytest.mark.parametrize("error", [Unavailable("slow"), Refused("codes_too_many")], ids=str)
async def test_the_card_itself_waits_for_no_code_that_cannot_come(error):
    world = World()
    world.phone_codes.error = error
    async with visiting(world) as visit:
        await visit.press("3")
        await visit.at(Question.CARD)
        await visit.scan(MAN)
        await visit.at(Question.CODE)
        await visit.reads(
            "flow.code.unavailable_record" if isinstance(error, Unavailable) else "refused.codes_too_many"
        )
        await visit.choose("without")
        await visit.reads("card.not_found")
        assert visit.view.query("#ask")
