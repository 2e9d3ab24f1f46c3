"""The officer is asked for, comes, and goes on."""

from kiosk.domain.registration.eligibility import Status
from kiosk.domain.registration.journey import Question
from kiosk.domain.scans.officer_badge import to_text
from kiosk.ports.citizen import PracticeScan, Timing
from kiosk.ui.kiosk.screens.officer_sheet import OfficerScreen
from tests.fakes.citizen import MAN, FakePrinter, FakeRegistrar, World
from tests.fakes.presences import BADGE
from tests.ui.answers import begin
from tests.ui.scenes.results import sent
from tests.ui.scenes.scene import drawn, scene
from tests.ui.visit import Visit

TRIED = (PracticeScan({"vi": "Anh Mẫu", "en": "Mr Mẫu"}, MAN),)
REASONS = ("by_themselves", "phone_proved")


def _waits() -> World:
    """A world in which a registration waits for the officer, with a printer."""
    return World(
        registrar=FakeRegistrar(status=Status.PENDING_REVIEW, reasons=REASONS), printer=FakePrinter()
    )


async def _without_code(visit: Visit) -> None:
    await visit.press("3")
    await visit.at(Question.CARD)
    await visit.scan(MAN)
    await visit.at(Question.CODE)
    await visit.choose("without")
    await visit.reads("call.ask.no_code")


@scene("officer", "no_code")
async def _(visit: Visit) -> None:
    await _without_code(visit)


@scene("officer", "officer_asked")
async def _(visit: Visit) -> None:
    await _without_code(visit)
    await visit.choose("ask")
    await visit.reads("call.ask.waiting")


@scene("officer", "officer_declined")
async def _(visit: Visit) -> None:
    await _without_code(visit)
    await visit.choose("ask")
    visit.world.desk.outcomes.put_nowait("declined")
    await visit.reads("call.ask.declined_todo")


@scene("officer", "officer_nobody", world=lambda: World(timing=Timing(watch=0.01)))
async def _(visit: Visit) -> None:
    await _without_code(visit)
    await visit.choose("ask")
    await visit.reads("call.ask.nobody")


@scene("officer", "officer_login", world=lambda: World(is_demo=True))
async def _(visit: Visit) -> None:
    await begin(visit, Question.NAME)
    await visit.press("f4")
    await visit.reads("call.called")
    await visit.choose("officer")
    await visit.reads("call.officer.login")


@scene("officer", "officer_pin")
async def _(visit: Visit) -> None:
    await _without_code(visit)
    await visit.choose("ask")
    await visit.reads("call.ask.waiting")
    await visit.scan(to_text(BADGE))
    await visit.at(OfficerScreen)
    await visit.press(*"2749")


@scene("officer", "officer_pin_touched", world=_waits)
async def _(visit: Visit) -> None:
    await sent(visit)
    await visit.scan(to_text(BADGE))
    await visit.at(OfficerScreen)
    await visit.touch(visit.field)
    await visit.until(lambda: visit.keyboard.display, "the pad stands")
    await visit.touch_keys(*"27")


@scene("officer", "officer_refused")
async def _(visit: Visit) -> None:
    await begin(visit, Question.NAME)
    await visit.scan(to_text("0" * len(BADGE)))
    await visit.reads("refused.presence_refused")


@scene("officer", "officer_helps")
async def _(visit: Visit) -> None:
    await begin(visit, Question.NAME)
    await visit.scan(to_text(BADGE))
    await visit.until(lambda: visit.app.session.officer is not None, "an officer has taken over")


@scene("officer", "no_phone_waits", world=_waits)
async def _(visit: Visit) -> None:
    await sent(visit)
    await drawn(visit)


@scene("officer", "practice_welcome", world=lambda: World(is_demo=True, is_practice=True, practice=TRIED))
async def _(visit: Visit) -> None:
    await visit.reads("common.training.hint")


@scene("officer", "practice_question", world=lambda: World(is_demo=True, is_practice=True, practice=TRIED))
async def _(visit: Visit) -> None:
    await begin(visit, Question.NAME)


@scene("officer", "practice_offered")
async def _(visit: Visit) -> None:
    await visit.press("f4")
    await visit.reads("call.called")
    await visit.choose("officer")
    await visit.type("mai")
    await visit.reads("call.officer.practice")
