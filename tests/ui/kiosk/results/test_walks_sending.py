"""What happens after "send": it is sealed before anything else, and no way of going or failing loses it."""

import asyncio

import pytest

from kiosk.domain.registration.draft import Path
from kiosk.domain.registration.eligibility import Status
from kiosk.domain.registration.journey import Question
from kiosk.ports.errors import Refused, Unavailable
from kiosk.ports.registrations import Queued
from kiosk.ui.kiosk.results.receipt import ReceiptView
from kiosk.ui.kiosk.screens.help_sheet import HelpScreen
from kiosk.ui.toolkit.messages import Left
from kiosk.ui.widgets.card_sheet import CardSheet
from kiosk.ui.widgets.qr.qr_code import Qr
from tests.fakes.citizen import World
from tests.ui.answers import begin
from tests.ui.visit import visiting


def slow() -> World:
    world = World()
    world.registrar.slow = asyncio.Event()
    return world


async def test_walking_away_mid_send_loses_nothing():
    async with visiting(slow()) as visit:
        await begin(visit, Question.REVIEW)
        draft = visit.draft
        await visit.choose("send")
        await visit.reads("result.sending")
        await visit.reads("result.sending_hint")
        visit.app.post_message(Left())
        await visit.gone()
        assert visit.world.registrar.stored == [draft]


async def test_an_answer_that_comes_as_the_patience_ends_is_not_painted_over():
    async with visiting(World()) as visit:
        await begin(visit, Question.REVIEW)
        await visit.choose("send")
        await visit.stands(CardSheet)
        visit.view.call_later(visit.view._still_sending)  # the timer's event, already on its way
        await visit.settled()
        await visit.stands(CardSheet)
        assert not visit.shows(visit.say("result.sending"))


async def test_it_is_sealed_before_the_screen_says_that_it_is_safe():
    async with visiting(slow()) as visit:
        await begin(visit, Question.REVIEW)
        sealed = visit.world.registrar.stored
        assert not sealed
        visit.view.query_one("#send").action_press()
        await visit.until(lambda: bool(sealed) or visit.shows(visit.say("result.sending_hint")))
        assert sealed


async def test_no_key_stops_what_is_being_sent():
    async with visiting(slow(), size=(120, 40)) as visit:
        await begin(visit, Question.REVIEW)
        await visit.choose("send")
        for key in ("f1", "f3", "f4"):
            await visit.press(key)
            await visit.choose("close")
        await visit.press("f2", "f2", "escape")
        await visit.reads("result.sending")
        visit.world.registrar.slow.set()
        await visit.stands(CardSheet)
        assert len(visit.world.registrar.sent) == 1
        assert len(visit.view.query(CardSheet)) == 1


async def test_a_card_that_arrives_while_help_is_read_stands_there_afterwards():
    async with visiting(slow(), size=(120, 40)) as visit:
        await begin(visit, Question.REVIEW)
        await visit.choose("send")
        await visit.press("f1")
        await visit.at(HelpScreen)
        visit.world.registrar.slow.set()
        await visit.settled()
        await visit.choose("close")
        await visit.stands(CardSheet)


async def test_what_cannot_be_sent_now_is_saved_here_and_may_be_tried_again():
    async with visiting() as visit:
        await begin(visit, Question.REVIEW, Path.RELATIVE)
        code = visit.draft.receipt_code
        visit.world.registrar.receipt = Queued(code, "offline")
        await visit.choose("send")
        for why in ("slow", "broken", "busy"):
            await visit.reads("result.queued.title")
            await visit.reads("result.queued.todo")
            assert visit.view.query_one(Qr).payload == f"BHXH:{code}"
            assert not visit.shows(visit.say("result.pending_review.title"))
            visit.world.registrar.receipt = Queued(code, why)
            await visit.choose("again")
        await visit.reads("result.queued.todo")
        visit.world.registrar.receipt = None
        visit.world.registrar.status = Status.PENDING_REVIEW
        await visit.choose("again")
        await visit.reads("result.pending_review.title")
        assert visit.world.registrar.stored == [visit.draft]


async def test_what_an_officer_has_to_look_at_is_not_tried_again():
    async with visiting() as visit:
        await begin(visit, Question.REVIEW)
        visit.world.registrar.receipt = Queued(visit.draft.receipt_code, "kept_for_officer")
        await visit.choose("send")
        await visit.reads("result.queued.kept")
        assert not visit.view.query("#again")
        assert visit.view.query("#done")


@pytest.mark.parametrize("error", [Unavailable("broken"), Refused("unexpected"), OSError("disk full")])
async def test_whatever_goes_wrong_after_sealing_it_is_saved_here(error):
    world = World()
    world.registrar.submit_error = error
    async with visiting(world) as visit:
        await begin(visit, Question.REVIEW)
        await visit.choose("send")
        await visit.reads("result.queued.title")
        assert visit.view.query("#done")


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_the_card_outlives_another_size_of_the_terminal(size):
    async with visiting(size=(120, 40)) as visit:
        await begin(visit, Question.REVIEW)
        await visit.choose("send")
        await visit.stands(CardSheet)
        await visit.pilot.resize_terminal(*size)
        await visit.settled()
        assert isinstance(visit.view, ReceiptView)
        assert visit.view.query_one(CardSheet).is_on_screen


async def test_the_result_can_be_read_in_the_other_language():
    async with visiting() as visit:
        visit.world.registrar.status = Status.PENDING_REVIEW
        await begin(visit, Question.REVIEW)
        await visit.choose("send")
        await visit.reads("result.pending_review.title")
        await visit.press("f2")
        await visit.until(lambda: visit.app.session.language == "en")
        await visit.reads("result.pending_review.title")
        assert len(visit.world.registrar.sent) == 1
