"""A relative registers another person, waits for the officer, and sees the card on this very screen."""

import pytest

from kiosk.domain.people import IdSource, Relation
from kiosk.domain.registration.draft import Path, PhoneOwner, Purpose
from kiosk.domain.registration.eligibility import Status
from kiosk.domain.registration.journey import Question
from kiosk.ports.citizen import Timing
from kiosk.ports.errors import Refused, Unavailable
from kiosk.ui.kiosk.results.receipt import ReceiptView
from kiosk.ui.widgets.card_sheet import CardSheet
from kiosk.ui.widgets.qr.qr_code import Qr
from tests.fakes.citizen import CHILD, World
from tests.ui.answers import RELATIVE, RELATIVE_TYPED, begin, chooses, scans, walk
from tests.ui.visit import Visit, visiting


def pending(**timing) -> World:
    world = World(timing=Timing(**timing))
    world.registrar.status = Status.PENDING_REVIEW
    world.registrar.reasons = ("by_themselves",)
    return world


async def send(visit: Visit, answers=RELATIVE) -> list[Question]:
    await visit.press("2")
    await visit.at(Question.RELATION)
    asked = await walk(visit, answers)
    await visit.until(lambda: isinstance(visit.view, ReceiptView) and bool(visit.view.query("#done")))
    return asked


async def test_a_mother_is_registered_through_her_daughters_phone():
    async with visiting(pending()) as visit:
        assert await send(visit) == [
            Question.RELATION,
            Question.CARD,
            Question.DETAILS,
            Question.HELPER_CARD,
            Question.PHONE_OWNER,
            Question.PHONE,
            Question.CODE,
            Question.CONSENT,
            Question.DECLARATION,
            Question.NOTICES,
            Question.REVIEW,
        ]
        (sent,) = visit.world.registrar.sent
        assert (sent.relation, sent.phone_owner) == (Relation.PARENT, PhoneOwner.HELPER)
        assert (sent.participant.full_name, sent.helper.full_name) == (
            "Trần Thị Thử Nghiệm",
            "Nguyễn Văn Mẫu",
        )
        assert sent.consent(Purpose.DECLARATION).granted
        await visit.reads("result.pending_review.title")
        await visit.reads("result.reason.by_themselves")
        assert visit.view.query_one(Qr).payload == f"BHXH:{sent.receipt_code}"


@pytest.mark.parametrize(("owner", "phone"), [("self", "+84900000000"), ("none", None)])
async def test_the_phone_may_be_hers_or_mine_or_nobodys(owner, phone):
    async with visiting(pending()) as visit:
        asked = await send(visit, {**RELATIVE, Question.PHONE_OWNER: chooses(owner)})
        (sent,) = visit.world.registrar.sent
        assert (sent.phone_owner, sent.phone) == (PhoneOwner(owner), phone)
        assert (Question.CODE in asked) is (phone is not None)


async def test_without_any_card_both_are_typed():
    async with visiting(pending()) as visit:
        asked = await send(visit, RELATIVE_TYPED)
        assert asked[:13] == [
            Question.RELATION,
            Question.CARD,
            Question.NUMBER,
            Question.NAME,
            Question.BIRTH,
            Question.ADDRESS,
            Question.DETAILS,
            Question.COMMUNE,
            Question.HELPER_CARD,
            Question.HELPER_NUMBER,
            Question.HELPER_NAME,
            Question.HELPER_BIRTH,
            Question.PHONE_OWNER,
        ]
        (sent,) = visit.world.registrar.sent
        assert (sent.participant.source, sent.helper.source) == (IdSource.TYPED, IdSource.TYPED)
        assert (sent.participant.birth.iso, sent.participant.address) == ("1905", "")


async def test_a_child_is_registered_on_the_parents_account():
    child = {**RELATIVE, Question.RELATION: chooses("child"), Question.CARD: scans(CHILD)}
    async with visiting(pending()) as visit:
        await send(visit, child)
        (sent,) = visit.world.registrar.sent
        assert (sent.relation, sent.participant.full_name) == (Relation.CHILD, "Hoàng Bé Mẫu")


async def test_whoever_waits_sees_the_card_as_soon_as_the_officer_approves():
    async with visiting(pending(), size=(120, 40)) as visit:
        await begin(visit, Question.REVIEW, Path.RELATIVE)
        await visit.choose("send")
        await visit.until(lambda: bool(visit.view.query("#wait")), "one may wait")
        await visit.settled()
        await visit.choose("wait")
        await visit.reads("result.pending_review.waiting_todo")
        await visit.reads("result.pending_review.waiting", minutes=5)
        visit.world.registrar.decide(Status.PENDING_REVIEW)
        await visit.settled()
        assert visit.shows(visit.say("result.pending_review.waiting_todo"))
        visit.world.registrar.decide(Status.APPROVED)
        await visit.stands(CardSheet)
        assert visit.shows("Trần Thị Thử Nghiệm")


@pytest.mark.parametrize("status", [Status.REFUSED, Status.NEEDS_MORE])
async def test_whoever_waits_reads_the_officers_words(status):
    async with visiting(pending()) as visit:
        await begin(visit, Question.REVIEW, Path.RELATIVE)
        await visit.choose("send")
        await visit.until(lambda: bool(visit.view.query("#wait")), "one may wait")
        await visit.settled()
        await visit.choose("wait")
        await visit.reads("result.pending_review.waiting_todo")
        visit.world.registrar.decide(status, note="Xin mang giấy khai sinh mẫu")
        await visit.reads(f"result.{status}.title")
        await visit.reads("result.reason.note", note="Xin mang giấy khai sinh mẫu")
        await visit.choose("done")
        await visit.gone()


async def test_waiting_has_an_end_after_which_one_may_wait_again():
    async with visiting(pending(watch=0.2)) as visit:
        await begin(visit, Question.REVIEW, Path.RELATIVE)
        await visit.choose("send")
        await visit.until(lambda: bool(visit.view.query("#wait")), "one may wait")
        await visit.settled()
        await visit.choose("wait")
        await visit.reads("result.pending_review.waited")
        await visit.choose("wait")
        await visit.until(lambda: visit.world.registrar.watched == 2, "the officer is watched for again")
        await visit.reads("result.pending_review.waited_todo")


async def test_pressing_wait_twice_waits_once():
    async with visiting(pending()) as visit:
        await begin(visit, Question.REVIEW, Path.RELATIVE)
        await visit.choose("send")
        await visit.until(lambda: bool(visit.view.query("#wait")), "one may wait")
        await visit.settled()
        visit.strike("1", "1")
        await visit.reads("result.pending_review.waiting_todo")
        await visit.settled()
        assert visit.app.screen.keeps_awake
        visit.world.registrar.decide(Status.APPROVED)
        await visit.stands(CardSheet)


@pytest.mark.parametrize("error", [Unavailable("offline"), Refused("card_not_available")])
async def test_an_approval_whose_card_does_not_come_says_where_to_ask(error):
    world = pending()
    world.cards.error = error
    async with visiting(world) as visit:
        await begin(visit, Question.REVIEW, Path.RELATIVE)
        await visit.choose("send")
        await visit.until(lambda: bool(visit.view.query("#wait")), "one may wait")
        await visit.settled()
        await visit.choose("wait")
        await visit.reads("result.pending_review.waiting_todo")
        world.registrar.decide(Status.APPROVED)
        await visit.reads("result.approved.title")
        await visit.reads("result.approved.no_card")


async def test_a_watch_that_breaks_ends_in_words_and_not_in_silence():
    world = pending()
    world.registrar.changes_error = Unavailable("broken")
    async with visiting(world) as visit:
        await begin(visit, Question.REVIEW, Path.RELATIVE)
        await visit.choose("send")
        await visit.until(lambda: bool(visit.view.query("#wait")), "one may wait")
        await visit.settled()
        await visit.choose("wait")
        await visit.reads("result.pending_review.waited")
        assert visit.view.query("#done")
