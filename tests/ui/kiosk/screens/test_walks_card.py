"""A registered person sees their card again: a card or its number, the code on the phone, the QR."""

import json
from functools import partial
from pathlib import Path

import pytest

from kiosk.domain.people import IdSource
from kiosk.domain.registration.eligibility import Status
from kiosk.domain.registration.journey import Question
from kiosk.ports.errors import Refused
from kiosk.ui.widgets.card_sheet import CardSheet
from kiosk.ui.widgets.qr.qr_code import Qr
from tests.fakes.citizen import MAN, World, a_card
from tests.ui.answers import SCANNED, TYPED, answer, begin, scans, walk
from tests.ui.visit import Visit, visiting

_VECTORS = json.loads((Path(__file__).parents[3] / "data" / "vectors.json").read_text("utf-8"))["vectors"]
INSURANCE = next(v["text"] for v in _VECTORS if v["name"] == "insurance card, seventeen fields")
BIG, SMALL = (120, 40), (80, 24)
"""Terminals with room for a card's code in half blocks, and without."""


@pytest.mark.parametrize("card", [MAN, INSURANCE], ids=["id card", "insurance card"])
async def test_a_card_and_the_code_show_it(card):
    async with visiting(size=(120, 40)) as visit:
        await visit.press("3")
        await visit.at(Question.CARD)
        assert await walk(visit, {**SCANNED, Question.CARD: scans(card)}) == [Question.CARD, Question.CODE]
        await visit.stands(CardSheet)
        assert visit.view.query_one(Qr).payload == a_card(visit.draft.participant).payload
        await visit.choose("done")
        await visit.gone()
        assert visit.app.return_code == 0


async def test_an_insurance_card_on_the_welcome_screen_asks_for_the_code_at_once():
    async with visiting() as visit:
        await visit.scan(INSURANCE)
        await visit.at(Question.CODE)
        await visit.reads("flow.code.sent_card", phone="••• 000")
        assert visit.world.phone_codes.sent == ["0000000017"]
        await answer(visit, SCANNED)
        await visit.stands(CardSheet)


async def test_without_a_card_the_number_the_name_and_the_birth_are_typed():
    async with visiting() as visit:
        await visit.press("3")
        await visit.at(Question.CARD)
        assert await walk(visit, TYPED) == [
            Question.CARD,
            Question.NUMBER,
            Question.NAME,
            Question.BIRTH,
            Question.CODE,
        ]
        await visit.stands(CardSheet)
        person = visit.draft.participant
        assert (person.citizen_id, person.source) == ("006090000011", IdSource.TYPED)


async def test_who_gets_no_code_is_led_to_the_officer():
    async with visiting() as visit:
        await visit.scan(INSURANCE)
        await visit.at(Question.CODE)
        await visit.choose("without")
        await visit.reads("card.not_found")
        await visit.choose("ask")
        await visit.reads("call.ask.waiting")
        assert visit.world.desk.rings == [("card", None)]


async def test_a_card_that_is_not_given_is_said_in_words():
    world = World()
    world.cards.error = Refused("card_not_available")
    async with visiting(world) as visit:
        await visit.scan(INSURANCE)
        await visit.at(Question.CODE)
        await walk(visit, SCANNED)
        await visit.reads("refused.card_not_available")
        assert visit.view.query("#ask")
        assert visit.view.query("#done")


async def test_back_from_the_code_leads_to_the_card_and_on_again():
    async with visiting() as visit:
        await visit.press("3")
        await visit.at(Question.CARD)
        await answer(visit, SCANNED)
        await visit.at(Question.CODE)
        await visit.press("escape")
        await visit.at(Question.CARD)
        await visit.scan(MAN)
        await visit.at(Question.CODE)
        await answer(visit, SCANNED)
        await visit.stands(CardSheet)


async def test_back_through_what_was_typed_keeps_every_line():
    async with visiting() as visit:
        await visit.press("3")
        await visit.at(Question.CARD)
        await walk(visit, TYPED, to=Question.CODE)
        for question, line in [
            (Question.BIRTH, "01/01/1990"),
            (Question.NAME, "Nguyễn Văn Mẫu"),
            (Question.NUMBER, "006090000011"),
        ]:
            await visit.press("escape")
            await visit.at(question)
            assert visit.field.value == line
        await visit.press("escape")
        await visit.at(Question.CARD)
        await visit.choose("type")
        await visit.at(Question.NUMBER)
        assert visit.field.value == "006090000011"


def drawn(visit: Visit) -> list[str]:
    """Return what the codes say that can be seen."""
    codes = visit.app.screen.query(Qr)
    return [code.payload for code in codes if code.is_on_screen and code.way not in (None, "none")]


async def test_a_card_goes_with_the_room_for_it_and_comes_back_with_it():
    async with visiting(size=BIG) as visit:
        await visit.scan(INSURANCE)
        await visit.at(Question.CODE)
        await answer(visit, SCANNED)
        await visit.stands(CardSheet)
        card = a_card(visit.draft.participant)
        for size, code in [(BIG, card.payload), (SMALL, f"BHXH:{card.code}")] * 2:
            await visit.pilot.resize_terminal(*size)
            await visit.until(partial(lambda code: drawn(visit) == [code], code), f"{code} stands at {size}")
            assert visit.shows(visit.say("result.code.unreadable")) is (size == SMALL)


async def test_a_receipts_code_goes_with_the_room_for_it_and_comes_back_with_it():
    world = World()
    world.registrar.status = Status.PENDING_REVIEW
    async with visiting(world, size=SMALL) as visit:
        await begin(visit, Question.REVIEW)
        code = f"BHXH:{visit.draft.receipt_code}"
        await visit.choose("send")
        for size, codes in [(SMALL, [code]), ((60, 20), []), (BIG, [code]), (SMALL, [code])]:
            await visit.pilot.resize_terminal(*size)
            await visit.until(
                partial(lambda codes: drawn(visit) == codes, codes), f"{codes} stands at {size}"
            )
