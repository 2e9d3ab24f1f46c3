"""A person answers what an officer asked for: by the slip's scan, just those questions."""

from kiosk.domain import readable_code
from kiosk.domain.registration.draft import PhoneOwner
from kiosk.domain.registration.eligibility import Status
from kiosk.domain.registration.journey import Question
from kiosk.domain.registration.supplement import AskedPart
from kiosk.ports.errors import Refused, Unavailable
from kiosk.ports.registrations import RegistrationStatus
from kiosk.ui.kiosk.screens.call_sheet import CallScreen
from kiosk.ui.kiosk.screens.supplement import SupplementSentView
from tests.fakes.citizen import CODE, MAN, NOW, WOMAN, FakePrinter, World
from tests.ui.answers import begin
from tests.ui.visit import Visit, visiting

RECEIPT = readable_code.derived("receipt", "0" * 32)
SLIP = f"BHXH1:{RECEIPT}:6BF SIGNED TEXT"


def asking(*parts: AskedPart, reasons: tuple[str, ...] = (), note: str = "") -> World:
    """A world in which an officer asks for `parts`."""
    world = World(printer=FakePrinter())
    status = RegistrationStatus(RECEIPT, Status.NEEDS_MORE, reasons, NOW, note, parts)
    world.registrar.statuses[RECEIPT] = status
    return world


async def answer(visit: Visit) -> None:
    """Show the slip and begin."""
    await visit.scan(SLIP)
    await visit.reads("result.asked.title")
    await visit.choose("supplement")


async def test_a_phone_is_asked_for_given_and_sent():
    async with visiting(asking(AskedPart.PHONE, note="Xin cho số của con gái.")) as visit:
        await visit.scan(SLIP)
        await visit.reads("result.asked.phone")
        assert visit.shows("Xin cho số của con gái.")
        await visit.choose("supplement")
        await visit.at(Question.PHONE)
        await visit.type("0970000000")
        await visit.at(Question.CODE)
        assert visit.world.supplements.codes == ["+84970000000"]
        await visit.press(*CODE)
        await visit.at(Question.REVIEW)
        await visit.choose("send")
        await visit.at(SupplementSentView)
        await visit.reads("result.pending_review.title")
        sent = visit.world.supplements.sent[0]
        assert (sent.phone, sent.phone_owner, sent.phone_proof) == ("+84970000000", PhoneOwner.SELF, "PROOF")
        assert sent.asked is not None
        assert sent.asked.receipt == "6BF SIGNED TEXT"
        await visit.until(lambda: len(visit.world.printer.slips) == 1, "the slip is printed")
        await visit.choose("done")
        await visit.gone()


async def test_cards_are_scanned_and_only_scanned():
    parts = (AskedPart.PERSON_CARD, AskedPart.HELPER_CARD, AskedPart.PHONE, AskedPart.DOCUMENT)
    async with visiting(asking(*parts, reasons=("by_themselves",))) as visit:
        await answer(visit)
        await visit.at(Question.CARD)
        assert not visit.view.query("#type")
        await visit.scan(WOMAN)
        await visit.at(Question.HELPER_CARD)
        await visit.scan(MAN)
        await visit.at(Question.PHONE_OWNER)
        await visit.choose("none")
        await visit.at(Question.REVIEW)
        assert visit.shows("Trần Thị Thử Nghiệm", "Nguyễn Văn Mẫu")
        await visit.choose("send")
        await visit.at(SupplementSentView)
        sent = visit.world.supplements.sent[0]
        assert sent.participant is not None
        assert sent.participant.citizen_id == "001105000017"
        assert sent.phone_owner is PhoneOwner.NONE


async def test_what_cannot_be_sent_stays_and_is_sent_again_as_the_same():
    async with visiting(asking(AskedPart.PERSON_CARD)) as visit:
        await answer(visit)
        await visit.at(Question.CARD)
        await visit.scan(WOMAN)
        await visit.at(Question.REVIEW)
        visit.world.supplements.error = Unavailable("offline")
        await visit.choose("send")
        await visit.reads("flow.supplement.unsent")
        assert visit.shows("Trần Thị Thử Nghiệm")
        visit.world.supplements.error = Refused("card_of_another")
        await visit.choose("send")
        await visit.reads("refused.card_of_another")
        visit.world.supplements.error = None
        await visit.choose("send")
        await visit.at(SupplementSentView)
        assert len({draft.idempotency_key for draft in visit.world.supplements.tried}) == 1


async def test_a_typed_code_opens_nothing_but_says_what_to_do():
    async with visiting(asking(AskedPart.PHONE)) as visit:
        await visit.scan(f"BHXH:{RECEIPT}")
        await visit.reads("result.asked.scan_slip")
        assert not visit.view.query("#supplement")
        await visit.choose("call")
        await visit.until(lambda: isinstance(visit.app.screen, CallScreen), "the officer is called")
        await visit.press("escape")
        await visit.scan(SLIP)
        await visit.until(lambda: bool(visit.view.query("#supplement")), "the slip opens it")


async def test_who_waits_at_the_kiosk_answers_at_once():
    world = World()
    world.registrar.status = Status.PENDING_REVIEW
    async with visiting(world) as visit:
        await begin(visit, Question.REVIEW)
        await visit.choose("send")
        await visit.until(lambda: bool(visit.view.query("#wait")), "it waits")
        await visit.choose("wait")
        await visit.until(lambda: world.registrar.watched == 1, "it is watched")
        code = world.registrar.sent[-1].receipt_code
        asked = RegistrationStatus(code, Status.NEEDS_MORE, (), NOW, "", (AskedPart.PERSON_CARD,))
        world.registrar.decisions.put_nowait(asked)
        await visit.reads("result.asked.person_card")
        await visit.choose("supplement")
        await visit.at(Question.CARD)
        assert visit.app.screen.draft.asked is not None
