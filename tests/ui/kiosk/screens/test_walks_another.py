"""A helper goes on with the next person: card, phone and commune stay, consents are asked anew."""

import pytest

from kiosk.domain.people import Relation
from kiosk.domain.registration.draft import Purpose
from kiosk.domain.registration.eligibility import Status
from kiosk.domain.registration.journey import Question
from kiosk.ports.errors import Refused, Unavailable
from kiosk.ui.kiosk.results.receipt import ReceiptView
from kiosk.ui.kiosk.screens.idle_sheet import IdleScreen
from kiosk.ui.widgets.choice import Choice
from tests.fakes.citizen import CHILD, CODE, World
from tests.ui.answers import RELATIVE, SCANNED, chooses, scans, walk
from tests.ui.visit import Visit, visiting

NEXT = {**RELATIVE, Question.RELATION: chooses("child"), Question.CARD: scans(CHILD)}
HELPERS = "+84900000000"


def pending() -> World:
    world = World()
    world.registrar.status = Status.PENDING_REVIEW
    return world


async def first(visit: Visit) -> None:
    """Register the mother."""
    await visit.press("2")
    await visit.at(Question.RELATION)
    await walk(visit, RELATIVE)
    await visit.until(lambda: isinstance(visit.view, ReceiptView) and bool(visit.view.query("#another")))


async def to_the_code(visit: Visit) -> None:
    """Go on with the child, as far as its details."""
    await visit.choose("another")
    await visit.at(Question.RELATION)
    await walk(visit, NEXT, to=Question.DETAILS)
    await visit.choose("yes")


async def test_a_daughter_registers_her_mother_and_her_child_in_one_visit():
    async with visiting(pending()) as visit:
        await first(visit)
        await to_the_code(visit)
        await visit.at(Question.CONSENT)
        assert visit.draft.consents == ()
        codes = visit.world.phone_codes
        ((number, kept),) = codes.kept
        assert (number, kept.phone, kept.proof, kept.receipt) == ("006226000019", HELPERS, "PROOF", "SIGNED")
        assert len(codes.sent) == 1
        await walk(visit, NEXT)
        await visit.until(lambda: len(visit.world.registrar.sent) == 2, "both are sent")
        mother, child = visit.world.registrar.sent
        assert mother.idempotency_key != child.idempotency_key
        assert (child.helper, child.phone, child.phone_proof) == (mother.helper, HELPERS, "PROOF AGAIN")
        assert (mother.relation, child.relation) == (Relation.PARENT, Relation.CHILD)
        assert child.consent(Purpose.DECLARATION).granted
        await visit.until(lambda: bool(visit.view.query("#done")))
        await visit.choose("done")
        await visit.gone()


@pytest.mark.parametrize("error", [Refused("proof_invalid"), Unavailable("offline")], ids=str)
async def test_where_the_proof_has_ended_a_code_is_sent_as_ever(error):
    async with visiting(pending()) as visit:
        await first(visit)
        visit.world.phone_codes.again_error = error
        await to_the_code(visit)
        await visit.at(Question.CODE)
        await visit.until(lambda: len(visit.world.phone_codes.sent) == 2, "another code is sent")
        await visit.press(*CODE)
        await visit.at(Question.CONSENT)
        assert visit.draft.phone_proof == "PROOF"


async def test_a_phone_that_serves_enough_people_offers_another_one():
    async with visiting(pending()) as visit:
        await first(visit)
        visit.world.phone_codes.again_error = Refused("phone_limit_reached")
        await to_the_code(visit)
        await visit.reads("refused.phone_limit_reached")
        await visit.choose("other")
        await visit.at(Question.PHONE)


async def test_whoever_registered_themselves_is_offered_nobody_else():
    async with visiting() as visit:
        await visit.press("1")
        await visit.at(Question.CARD)
        await walk(visit, SCANNED)
        await visit.until(lambda: bool(visit.view.query("#done")))
        assert not visit.view.query("#another")


async def test_another_one_is_never_the_main_action_and_the_kiosk_still_asks_whether_one_is_there():
    async with visiting(pending()) as visit:
        await first(visit)
        another = visit.view.query_one("#another", Choice)
        assert not another.has_class("-main")
        assert visit.app.focused is not another
        await visit.choose("another")
        await visit.at(Question.RELATION)
        await visit.idle_time_passes()
        await visit.at(IdleScreen)
