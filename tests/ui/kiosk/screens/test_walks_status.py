"""A person asks where their registration stands, by the code on the slip."""

import pytest

from kiosk.domain import readable_code
from kiosk.domain.registration.eligibility import Status
from kiosk.domain.registration.journey import Question
from kiosk.ports.errors import Unavailable
from kiosk.ports.registrations import RegistrationStatus
from kiosk.ui.kiosk.screens.lookup_menu import LookupScreen
from kiosk.ui.kiosk.screens.status import StatusView
from tests.fakes.citizen import MAN, NOW, PAYMENT, SIGNED_RECEIPT, WOMAN, World
from tests.ui.visit import visiting

CODE = readable_code.derived("receipt", "0" * 32)


def knowing(status: Status, note: str = "") -> World:
    world = World()
    world.registrar.statuses[CODE] = RegistrationStatus(CODE, status, (), NOW, note)
    return world


async def test_a_typed_code_leads_to_where_it_stands():
    async with visiting() as visit:
        await visit.press("4")
        for status in Status:
            note = "Xin mang giấy khai sinh mẫu"
            visit.world.registrar.statuses[CODE] = RegistrationStatus(CODE, status, (), NOW, note)
            await visit.press("1")
            await visit.at(StatusView)
            await visit.type(readable_code.grouped(CODE).lower())
            await visit.reads(f"result.{status}.title")
            await visit.until(lambda: visit.shows(readable_code.grouped(CODE)), "the code stands")
            await visit.press("escape")
            await visit.at(LookupScreen)


async def test_done_ends_the_session():
    async with visiting(knowing(Status.RECEIVED)) as visit:
        await visit.scan(f"BHXH:{CODE}")
        await visit.reads("result.received.title")
        await visit.choose("done")
        await visit.gone()
        assert visit.app.return_code == 0


@pytest.mark.parametrize("start", ["welcome", "status"])
async def test_a_scanned_slip_needs_no_typing(start):
    async with visiting(knowing(Status.PENDING_REVIEW)) as visit:
        if start == "status":
            await visit.press("4", "1")
            await visit.at(StatusView)
        await visit.scan(f"BHXH:{CODE}")
        await visit.reads("result.pending_review.title")


async def test_the_next_slip_may_follow_the_first():
    async with visiting(knowing(Status.PENDING_REVIEW)) as visit:
        await visit.scan(f"BHXH:{CODE}")
        await visit.reads("result.pending_review.title")
        other = readable_code.derived("receipt", "1" * 32)
        visit.world.registrar.statuses[other] = RegistrationStatus(other, Status.APPROVED, (), NOW)
        await visit.scan(f"BHXH:{other}")
        await visit.reads("result.approved.title")


async def test_a_mistyped_code_is_said_and_stays_to_be_mended():
    async with visiting(knowing(Status.APPROVED)) as visit:
        await visit.press("4", "1")
        await visit.at(StatusView)
        for code in ("", "7K3M", CODE[:-1] + ("2" if CODE[-1] != "2" else "3")):
            await visit.type(code)
            await visit.reads("status.wrong")
            assert visit.field.value == code
        await visit.type(CODE)
        await visit.reads("result.approved.title")


async def test_a_code_that_nobody_knows_is_said():
    async with visiting() as visit:
        await visit.scan(f"BHXH:{CODE}")
        await visit.reads("refused.receipt_unknown")
        assert visit.field.value == CODE


async def test_a_backend_that_is_away_is_said_and_may_be_asked_again():
    world = knowing(Status.APPROVED)
    async with visiting(world) as visit:
        await visit.press("4", "1")
        await visit.at(StatusView)
        for why in ("offline", "slow", "broken", "busy"):
            world.registrar.status_error = Unavailable(why)
            await visit.type(CODE)
            await visit.reads("status.unavailable")
        world.registrar.status_error = None
        await visit.press("enter")
        await visit.reads("result.approved.title")


async def test_other_codes_are_named_for_what_they_are():
    async with visiting() as visit:
        await visit.press("4", "1")
        await visit.at(StatusView)
        await visit.scan(PAYMENT)
        await visit.reads("status.not_slip")
        await visit.scan(MAN)
        await visit.reads("status.not_slip")
        assert visit.field.value == ""


async def test_what_was_typed_survives_another_language():
    async with visiting(knowing(Status.APPROVED)) as visit:
        await visit.press("4", "1")
        await visit.at(StatusView)
        await visit.press(*CODE[:5], "f2")
        await visit.reads("status.title")
        assert visit.field.value == CODE[:5]
        assert visit.app.session.language == "en"


async def test_back_leads_to_what_can_be_looked_up():
    async with visiting() as visit:
        await visit.press("4")
        for way in ("escape", "back"):
            await visit.press("1")
            await visit.at(StatusView)
            await (visit.press("escape") if way == "escape" else visit.choose("back"))
            await visit.at(LookupScreen)


@pytest.mark.parametrize("scanned", [f"BHXH:{CODE}", f"BHXH1:{CODE}:{SIGNED_RECEIPT}"])
async def test_an_approved_slip_leads_on_to_the_card_whichever_of_its_codes_is_scanned(scanned):
    async with visiting(knowing(Status.APPROVED)) as visit:
        await visit.scan(scanned)
        await visit.reads("result.approved.title")
        await visit.reads("result.approved.to_card")
        await visit.press("1")
        await visit.at(Question.CARD)
        await visit.scan(WOMAN)
        await visit.at(Question.CODE)
