"""A person comes back with the code of a form that was kept: it is theirs, and goes on where it was left."""

from dataclasses import replace

import pytest

from kiosk.domain import readable_code
from kiosk.domain.registration.draft import Draft, Path
from kiosk.domain.registration.eligibility import Status
from kiosk.domain.registration.journey import Question
from kiosk.ports.errors import Refused, Unavailable
from kiosk.ports.registrations import Queued
from kiosk.ui.kiosk.results.receipt import ReceiptView
from kiosk.ui.kiosk.screens.pick_up import PickUpView
from kiosk.ui.kiosk.screens.status import StatusView
from tests.domain.samples import complete_draft
from tests.fakes.citizen import CHILD, MAN, NOW, WOMAN, World
from tests.fakes.pick_ups import SIGNED_PICK_UP
from tests.ui.answers import SCANNED, stop, types, walk
from tests.ui.visit import visiting

CODE = readable_code.derived(readable_code.PICK_UP, "a form")


def begun(path: Path = Path.SELF) -> Draft:
    """A form that was left at the phone: who it is about is known."""
    return replace(
        complete_draft(path), phone=None, phone_owner=None, phone_proof=None, consents=(), day=NOW.date()
    )


def keeping(draft: Draft | None = None, **world) -> World:
    """A world in which a form is kept under `CODE`."""
    made = World(**world)
    made.pick_ups.forms[CODE] = draft or begun()
    return made


@pytest.mark.parametrize("text", [f"BHXH:{CODE}", f"BHXH1:{CODE}:{SIGNED_PICK_UP}"])
async def test_a_scanned_slip_and_four_digits_lead_to_where_it_was_left(text):
    async with visiting(keeping()) as visit:
        await visit.scan(text)
        await visit.at(PickUpView)
        await visit.reads("pick_up.whose")
        assert visit.draft.participant is None, "nothing is known before it is proved"
        await visit.type("0011")
        await visit.at(Question.PHONE)
        assert visit.draft == begun()


async def test_a_typed_code_leads_there_too():
    async with visiting(keeping()) as visit:
        await visit.press("4", "1")
        await visit.at(StatusView)
        await visit.type(readable_code.grouped(CODE).lower())
        await visit.at(PickUpView)
        await visit.reads("pick_up.whose")


async def test_a_slip_that_is_scanned_where_receipts_are_looked_up_is_taken_as_well():
    async with visiting(keeping()) as visit:
        await visit.press("4", "1")
        await visit.at(StatusView)
        await visit.scan(f"BHXH:{CODE}")
        await visit.reads("pick_up.whose")


@pytest.mark.parametrize("card", [WOMAN, MAN])
async def test_the_card_of_the_person_or_of_who_helps_proves_it_as_well(card):
    async with visiting(keeping(begun(Path.RELATIVE))) as visit:
        await visit.scan(f"BHXH:{CODE}")
        await visit.reads("pick_up.whose")
        await visit.scan(CHILD)
        await visit.reads("pick_up.another_card")
        await visit.scan(card)
        await visit.at(Question.PHONE_OWNER)


async def test_three_wrong_answers_close_the_form():
    async with visiting(keeping()) as visit:
        await visit.scan(f"BHXH:{CODE}")
        await visit.reads("pick_up.whose")
        await visit.type("12")
        await visit.reads("pick_up.four_digits")
        for left in (2, 1):
            await visit.type("9999")
            await visit.reads("pick_up.wrong", left=left)
        await visit.type("9999")
        await visit.reads("pick_up.too_often")
        await visit.scan(MAN)
        await visit.reads("pick_up.too_often")
        assert visit.draft.participant is None
        assert CODE in visit.world.pick_ups.forms, "it is still there for who it belongs to"
        await visit.choose("out")
        await visit.gone()


@pytest.mark.parametrize("way", ["escape", "out"])
async def test_whoever_does_not_know_the_digits_goes_and_nothing_stays_in_memory(way):
    async with visiting(keeping()) as visit:
        await visit.scan(f"BHXH:{CODE}")
        await visit.reads("pick_up.whose")
        await (visit.press("escape") if way == "escape" else visit.choose(way))
        await visit.gone()


@pytest.mark.parametrize("code", ["pick_up_unknown", "pick_ups_too_many"])
async def test_a_form_that_is_not_there_is_said_and_the_officer_can_be_called(code):
    async with visiting() as visit:
        visit.world.pick_ups.error = Refused(code)
        await visit.scan(f"BHXH:{CODE}")
        await visit.reads(f"refused.{code}")
        await visit.choose("call")
        await visit.reads("call.called")
        assert visit.world.desk.rings == [("pick_up", None)]


async def test_a_backend_that_is_away_may_be_asked_again():
    world = keeping()
    world.pick_ups.error = Unavailable("offline")
    async with visiting(world) as visit:
        await visit.scan(f"BHXH:{CODE}")
        await visit.reads("pick_up.unavailable")
        world.pick_ups.error = None
        await visit.choose("again")
        await visit.reads("pick_up.whose")


async def test_what_was_answered_stays_and_the_phone_is_proved_anew():
    kept = replace(complete_draft(), phone_proof=None, day=NOW.date())
    async with visiting(keeping(kept)) as visit:
        await visit.scan(f"BHXH:{CODE}")
        await visit.reads("pick_up.whose")
        await visit.type("0011")
        await visit.at(Question.CODE)
        await walk(visit, SCANNED, to=Question.REVIEW)
        assert visit.draft == replace(kept, phone_proof="PROOF")
        await visit.reads("flow.review.consent_notices")


@pytest.mark.parametrize("receipt", [None, Queued("7K3M9QXRA2WD", "offline")], ids=["received", "saved here"])
async def test_what_is_sent_is_kept_no_more(receipt):
    async with visiting(keeping()) as visit:
        visit.world.registrar.status, visit.world.registrar.receipt = Status.PENDING_REVIEW, receipt
        await visit.scan(f"BHXH:{CODE}")
        await visit.reads("pick_up.whose")
        await visit.type("0011")
        await walk(visit, {**SCANNED, Question.PHONE: types("0900000000")})
        await visit.at(ReceiptView)
        await visit.until(lambda: not visit.world.pick_ups.forms, "it is erased")
        assert visit.draft.idempotency_key == begun().idempotency_key


async def test_what_cannot_be_erased_now_keeps_nobody_from_sending():
    async with visiting(keeping()) as visit:
        visit.world.pick_ups.erase_error = Unavailable("offline")
        await visit.scan(f"BHXH:{CODE}")
        await visit.reads("pick_up.whose")
        await visit.type("0011")
        await walk(visit, SCANNED)
        await visit.at(ReceiptView)
        assert CODE in visit.world.pick_ups.forms, "it runs out by itself"


@pytest.mark.parametrize("is_away", [False, True])
async def test_stopping_for_good_erases_what_is_kept_elsewhere(is_away):
    async with visiting(keeping()) as visit:
        await visit.scan(f"BHXH:{CODE}")
        await visit.reads("pick_up.whose")
        await visit.type("0011")
        await visit.at(Question.PHONE)
        visit.world.pick_ups.erase_error = Unavailable("offline") if is_away else None
        await stop(visit)
        await visit.choose("leave")
        await visit.reads("flow.erased.runs_out" if is_away else "flow.erased.nothing_left")
        assert (CODE in visit.world.pick_ups.forms) is is_away


async def test_keeping_it_once_more_keeps_the_code_on_the_slip():
    async with visiting(keeping()) as visit:
        await visit.scan(f"BHXH:{CODE}")
        await visit.reads("pick_up.whose")
        await visit.type("0011")
        await visit.at(Question.PHONE)
        await visit.type("0900000000")
        await visit.at(Question.CODE)
        await stop(visit)
        await visit.choose("keep")
        await visit.reads("pick_up.kept")
        assert visit.world.pick_ups.forms[CODE].phone == "+84900000000"
        assert len(visit.world.pick_ups.forms) == 1


async def test_the_digits_that_were_typed_survive_another_language():
    async with visiting(keeping()) as visit:
        await visit.scan(f"BHXH:{CODE}")
        await visit.reads("pick_up.whose")
        await visit.press("0", "0", "f2")
        await visit.reads("pick_up.whose_hint")
        assert (visit.field.value, visit.app.session.language) == ("00", "en")
