"""A person registers themselves, from the welcome screen to the card or the receipt."""

import pytest

from kiosk.domain.people import IdSource
from kiosk.domain.registration.draft import PhoneOwner, Purpose
from kiosk.domain.registration.eligibility import Status
from kiosk.domain.registration.journey import Question
from kiosk.ports.registrations import Accepted
from kiosk.ui.kiosk.results.receipt import ReceiptView
from kiosk.ui.widgets.card_sheet import CardSheet
from kiosk.ui.widgets.outcome import Outcome
from kiosk.ui.widgets.qr.qr_code import Qr
from tests.fakes.citizen import MAN, World, a_card
from tests.ui.answers import PHONE, SCANNED, TYPED, begin, chooses, walk
from tests.ui.visit import visiting


async def test_a_scanned_card_and_a_phone_lead_to_the_card():
    async with visiting(size=(120, 40)) as visit:
        await visit.press("1")
        await visit.at(Question.CARD)
        assert await walk(visit, SCANNED) == [
            Question.CARD,
            Question.DETAILS,
            Question.PHONE,
            Question.CODE,
            Question.CONSENT,
            Question.NOTICES,
            Question.REVIEW,
        ]
        await visit.stands(CardSheet)
        (sent,) = visit.world.registrar.sent
        assert sent.participant.full_name == "Nguyễn Văn Mẫu"
        assert sent.participant.source is IdSource.CARD_QR
        assert (sent.phone, sent.phone_owner, sent.phone_proof) == ("+84900000000", PhoneOwner.SELF, "PROOF")
        assert {c.purpose: c.granted for c in sent.consents} == {
            Purpose.REGISTRATION: True,
            Purpose.NOTICES: True,
        }
        assert visit.view.query_one(Qr).payload == a_card(sent.participant).payload
        assert visit.shows("Nguyễn Văn Mẫu", visit.say("common.sample"))
        await visit.choose("done")
        await visit.gone()
        assert visit.app.return_code == 0


async def test_without_a_card_everything_is_typed():
    async with visiting(World()) as visit:
        visit.world.registrar.status = Status.PENDING_REVIEW
        await visit.press("1")
        await visit.at(Question.CARD)
        assert await walk(visit, TYPED) == [
            Question.CARD,
            Question.NUMBER,
            Question.NAME,
            Question.BIRTH,
            Question.ADDRESS,
            Question.DETAILS,
            Question.COMMUNE,
            Question.PHONE,
            Question.CODE,
            Question.CONSENT,
            Question.NOTICES,
            Question.REVIEW,
        ]
        await visit.reads("result.pending_review.title")
        person = visit.world.registrar.sent[0].participant
        assert (person.citizen_id, person.birth.iso) == ("006090000011", "1990-01-01")
        assert (person.source, person.address) == (IdSource.TYPED, "Tổ 0, Thử Nghiệm")


async def test_a_scan_on_the_welcome_screen_begins_with_the_details():
    async with visiting() as visit:
        await visit.scan_key_by_key(MAN)
        await visit.at(Question.DETAILS)
        assert visit.shows("Nguyễn Văn Mẫu", "01/01/1990")
        await walk(visit, SCANNED)
        assert visit.world.registrar.sent


async def test_nobody_needs_a_phone():
    async with visiting() as visit:
        await visit.scan(MAN)
        asked = await walk(visit, {**SCANNED, Question.PHONE: chooses("none")})
        assert Question.CODE not in asked
        assert Question.NOTICES not in asked
        (sent,) = visit.world.registrar.sent
        assert (sent.phone, sent.phone_owner) == (None, PhoneOwner.NONE)


async def test_a_code_that_never_comes_and_messages_that_nobody_wants_stop_nobody():
    async with visiting() as visit:
        await visit.scan(MAN)
        answers = {**SCANNED, Question.CODE: chooses("without"), Question.NOTICES: chooses("refuse")}
        await walk(visit, answers)
        (sent,) = visit.world.registrar.sent
        assert (sent.phone, sent.phone_proof, sent.is_phone_unproved) == ("+84900000000", None, True)
        assert sent.consent(Purpose.REGISTRATION).granted
        assert not sent.consent(Purpose.NOTICES).granted


async def test_the_demo_shows_the_message_that_it_sends_nobody():
    async with visiting() as visit:
        await begin(visit, Question.CODE)
        await visit.until(lambda: visit.view.query_one("#sms").display, "the message is shown")
        assert visit.world.phone_codes.sent == ["+84900000000"]
        assert visit.shows("090 ••• ••00")
        assert PHONE not in visit.text


async def test_with_a_real_service_no_message_is_shown():
    world = World()
    world.phone_codes.is_simulated = False
    async with visiting(world) as visit:
        await begin(visit, Question.CODE)
        await visit.reads("flow.code.sent", phone="090 ••• ••00")
        assert not visit.view.query_one("#sms").display


@pytest.mark.parametrize(
    ("status", "reasons", "title"),
    [
        (Status.PENDING_REVIEW, (), "result.pending_review.title"),
        (Status.REFUSED, (), "result.refused.title"),
        (Status.NEEDS_MORE, (), "result.needs_more.title"),
        (Status.REFUSED, ("already_registered",), "result.already.title"),
    ],
)
async def test_every_answer_of_the_backend_has_its_screen(status, reasons, title):
    world = World()
    world.registrar.status, world.registrar.reasons = status, reasons
    async with visiting(world) as visit:
        await begin(visit, Question.REVIEW)
        await visit.choose("send")
        await visit.reads(title)
        assert isinstance(visit.view, ReceiptView)
        assert visit.view.query_one(Outcome).is_on_screen


async def test_who_is_registered_already_sees_the_card_at_once():
    world = World()
    async with visiting(world) as visit:
        await begin(visit, Question.REVIEW)
        draft = visit.draft
        card = a_card(draft.participant)
        already = ("already_registered",)
        world.registrar.receipt = Accepted(draft.receipt_code, Status.REFUSED, already, "SIGNED", card)
        await visit.choose("send")
        await visit.stands(CardSheet)
