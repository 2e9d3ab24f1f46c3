"""Stopping, and coming back with the code of a form that was kept."""

from dataclasses import replace

from kiosk.domain.registration.journey import Question
from kiosk.ports.errors import Refused, Unavailable
from kiosk.ui.kiosk.questions.interruption import LeaveFormStep
from kiosk.ui.kiosk.results.pick_up_code import PickUpCodeView
from tests.domain.samples import complete_draft
from tests.fakes.citizen import FakePrinter, World
from tests.ui.answers import begin
from tests.ui.scenes.scene import PICK_UP, drawn, scene
from tests.ui.visit import Visit


def _kept() -> World:
    world = World()
    world.pick_ups.forms[PICK_UP] = replace(complete_draft(), phone_proof=None)
    return world


async def _stop(visit: Visit) -> None:
    await begin(visit, Question.PHONE)
    await visit.press("f8")
    await visit.at(LeaveFormStep)


@scene("pick_up", "stop")
async def _(visit: Visit) -> None:
    await _stop(visit)


@scene("pick_up", "erased")
async def _(visit: Visit) -> None:
    await _stop(visit)
    await visit.choose("leave")
    await visit.reads("flow.erased.nothing_left")


@scene("pick_up", "kept")
async def _(visit: Visit) -> None:
    await _stop(visit)
    await visit.choose("keep")
    await visit.reads("pick_up.kept")
    await drawn(visit)


@scene("pick_up", "kept_on_paper", world=lambda: World(printer=FakePrinter()))
async def _(visit: Visit) -> None:
    await _stop(visit)
    await visit.choose("keep")
    await visit.reads("paper.printed")
    await drawn(visit)


@scene("pick_up", "not_kept")
async def _(visit: Visit) -> None:
    await _stop(visit)
    visit.world.pick_ups.error = Unavailable("offline")
    await visit.choose("keep")
    await visit.at(PickUpCodeView)
    await visit.reads("pick_up.not_kept")


@scene("pick_up", "whose", world=_kept)
async def _(visit: Visit) -> None:
    await visit.scan(f"BHXH:{PICK_UP}")
    await visit.reads("pick_up.whose")


@scene("pick_up", "whose_wrong", world=_kept)
async def _(visit: Visit) -> None:
    await visit.scan(f"BHXH:{PICK_UP}")
    await visit.reads("pick_up.whose")
    await visit.type("9999")
    await visit.reads("pick_up.wrong", left=2)


@scene("pick_up", "too_often", world=_kept)
async def _(visit: Visit) -> None:
    await visit.scan(f"BHXH:{PICK_UP}")
    await visit.reads("pick_up.whose")
    for _ in range(3):
        await visit.type("9999")
    await visit.reads("pick_up.too_often")


@scene("pick_up", "not_opened")
async def _(visit: Visit) -> None:
    visit.world.pick_ups.error = Refused("pick_up_unknown")
    await visit.scan(f"BHXH:{PICK_UP}")
    await visit.reads("refused.pick_up_unknown")
