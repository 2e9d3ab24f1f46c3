"""The code's question says what is true: whether it was sent, from whom, and to which phone."""

import pytest

from kiosk.domain.people import Relation, Sex
from kiosk.domain.registration.draft import PhoneOwner
from kiosk.domain.registration.journey import Question
from kiosk.ports.errors import Refused, Unavailable
from kiosk.ports.phone_codes import MaskedPhone
from kiosk.ui.kiosk.questions.phone_choice import PhoneChoiceStep
from kiosk.ui.widgets.card_sheet import CardSheet
from tests.fakes.citizen import CODE, MAN, World
from tests.ui.answers import SCANNED, begin, walk
from tests.ui.visit import Visit, visiting

OWN = MaskedPhone("p1", "••• 123", PhoneOwner.SELF)
DAUGHTERS = MaskedPhone("p2", "••• 456", PhoneOwner.HELPER, Relation.PARENT, Sex.FEMALE)


def without_messages(*, is_reached: bool = True) -> World:
    """A ward without SMS, or one whose backend does not answer."""
    world = World()
    world.phone_codes.can_send = False
    world.phone_codes.error = Refused("sms_unavailable")
    if not is_reached:
        world.phone_codes.availability_error = world.phone_codes.error = Unavailable("offline")
    return world


@pytest.mark.parametrize("is_reached", [True, False], ids=["no sms", "no backend"])
async def test_where_no_code_can_be_sent_it_is_said_before_the_number_and_none_is_asked(is_reached):
    async with visiting(without_messages(is_reached=is_reached)) as visit:
        await visit.scan(MAN)
        await visit.at(Question.DETAILS)
        await walk(visit, SCANNED, to=Question.PHONE)
        await visit.reads("flow.phone.hint_without_code")
        asked = await walk(visit, SCANNED, to=Question.REVIEW)
        assert Question.CODE not in asked
        assert (visit.draft.phone, visit.draft.is_phone_unproved) == ("+84900000000", True)
        await visit.reads("flow.review.phone_unproved", phone="090 ••• ••00")


async def test_a_proved_phone_stays_proved_when_messages_fail_later():
    async with visiting() as visit:
        await begin(visit, Question.PHONE)
        visit.world.phone_codes.can_send = False
        proof = visit.draft.phone_proof
        await visit.choose("next")
        await visit.at(Question.REVIEW)
        assert visit.draft.phone_proof == proof is not None


async def test_for_the_card_the_officer_is_offered_straight_away():
    async with visiting(without_messages()) as visit:
        await visit.press("3")
        await visit.at(Question.CARD)
        await visit.scan(MAN)
        await visit.reads("card.not_found")
        assert visit.view.query("#ask")
        assert visit.world.phone_codes.sent == []


async def title_is(visit: Visit, key: str) -> None:
    """See this title and no other of the code's."""
    await visit.reads(f"flow.code.{key}")
    for other in {"title_sending", "title", "title_not_sent", "title_earlier"} - {key}:
        assert not visit.shows(visit.say(f"flow.code.{other}"))


async def test_the_title_says_what_has_become_of_the_code():
    async with visiting() as visit:
        await begin(visit, Question.CODE)
        await title_is(visit, "title")
        await visit.reads("flow.code.from", sender="UBNDPHUONG")
        visit.world.phone_codes.error = Unavailable("slow")
        await visit.choose("again")
        await title_is(visit, "title_earlier")
        assert visit.view.query_one("TextField").display, "the code sent before is still good"
        visit.world.phone_codes.error = None
        await visit.choose("again")
        await title_is(visit, "title")
        await visit.press(*CODE)
        await visit.at(Question.REVIEW)


async def test_enter_goes_on_where_no_code_was_sent():
    async with visiting() as visit:
        visit.world.phone_codes.error = Refused("codes_too_many")
        await begin(visit, Question.CODE)
        await title_is(visit, "title_not_sent")
        assert not visit.view.query_one("TextField").display
        await visit.press("enter")
        await visit.at(Question.REVIEW)
        assert visit.draft.is_phone_unproved


def with_two_phones() -> World:
    """A person whose daughter registered them with her phone."""
    world = World()
    world.phone_codes.phones = (OWN, DAUGHTERS)
    return world


async def test_of_two_phones_the_right_one_is_chosen_and_back_leads_to_the_choice():
    async with visiting(with_two_phones()) as visit:
        await visit.press("3")
        await visit.at(Question.CARD)
        await visit.scan(MAN)
        await visit.at(PhoneChoiceStep)
        assert visit.shows("Số của tôi ••• 123", "Số của con gái ••• 456", "Không có số nào ở đây")
        assert visit.world.phone_codes.chosen == []
        await visit.press("2")
        await visit.reads("flow.code.sent_card", phone="••• 456")
        await visit.press("escape")
        await visit.at(PhoneChoiceStep)
        await visit.press("f2")
        await visit.reads("flow.code.choose")
        await visit.press("1")
        await visit.reads("flow.code.sent_card", phone="••• 123")
        assert visit.world.phone_codes.chosen == ["p2", "p1"]
        await visit.press(*CODE)
        await visit.stands(CardSheet)


async def test_whose_number_is_not_there_is_led_to_the_officer():
    async with visiting(with_two_phones()) as visit:
        await visit.press("3")
        await visit.at(Question.CARD)
        await visit.scan(MAN)
        await visit.at(PhoneChoiceStep)
        await visit.press("3")
        await visit.reads("card.not_found")
        assert visit.view.query("#ask")
        assert visit.world.phone_codes.sent == []
