"""One's own data: what is kept, the wishes, whether it is meant, and the receipt."""

from kiosk.domain.registration.journey import Question
from kiosk.ui.kiosk.screens.lookup_menu import LookupScreen
from kiosk.ui.kiosk.screens.rights import RightsView
from tests.fakes.citizen import MAN, FakePrinter, World
from tests.ui.answers import SCANNED, walk
from tests.ui.scenes.scene import scene
from tests.ui.visit import Visit


def _world() -> World:
    return World(printer=FakePrinter())


async def _shown(visit: Visit) -> None:
    await visit.press("4")
    await visit.at(LookupScreen)
    await visit.press("4")
    await visit.at(Question.CARD)
    await visit.scan(MAN)
    await visit.at(Question.CODE)
    await walk(visit, SCANNED)
    await visit.at(RightsView)
    await visit.settled()


@scene("lookups", "rights", world=_world)
async def _(visit: Visit) -> None:
    await _shown(visit)


@scene("lookups", "rights_wishes", world=_world)
async def _(visit: Visit) -> None:
    await _shown(visit)
    await visit.choose("wishes")


@scene("lookups", "rights_fields", world=_world)
async def _(visit: Visit) -> None:
    await _shown(visit)
    await visit.choose("wishes")
    await visit.choose("right-correct")


@scene("lookups", "rights_sure", world=_world)
async def _(visit: Visit) -> None:
    await _shown(visit)
    await visit.choose("wishes")
    await visit.choose("right-erase")


@scene("lookups", "rights_done", world=_world)
async def _(visit: Visit) -> None:
    await _shown(visit)
    await visit.choose("wishes")
    await visit.choose("right-withdraw")
    await visit.choose("yes")
    await visit.reads("rights.done.withdraw")
    await visit.reads("paper.printed")


@scene("lookups", "rights_no_code", world=_world)
async def _(visit: Visit) -> None:
    await visit.press("4")
    await visit.at(LookupScreen)
    await visit.press("4")
    await visit.at(Question.CARD)
    await visit.scan(MAN)
    await visit.at(Question.CODE)
    await visit.choose("without")
    await visit.at(RightsView)
    await visit.reads("call.ask.no_code")
