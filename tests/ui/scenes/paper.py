"""Results where there is a printer, with and without trouble; and what the voice adds to the keys."""

from collections.abc import Callable

from kiosk.domain.registration.eligibility import Status
from kiosk.domain.registration.journey import Question
from kiosk.ports.citizen import PracticeScan
from kiosk.ports.errors import Unavailable
from kiosk.ports.registrations import Queued, RegistrationStatus
from kiosk.ui.widgets.card_sheet import CardSheet
from tests.fakes.citizen import NOW, FakePrinter, FakeVoice, Trouble, World
from tests.ui.answers import begin
from tests.ui.scenes.results import sent
from tests.ui.scenes.scene import RECEIPT, drawn, scene, world
from tests.ui.visit import Visit


def _with_printer(trouble: Trouble | None = None, **registrar) -> Callable[[], World]:
    def make() -> World:
        made = world(**registrar)()
        made.printer = FakePrinter(trouble)
        return made

    return make


@scene("paper", "pending_printed", world=_with_printer(status=Status.PENDING_REVIEW))
async def _(visit: Visit) -> None:
    await sent(visit)
    await visit.reads("paper.printed")


@scene("paper", "pending_paper_out", world=_with_printer("paper_out", status=Status.PENDING_REVIEW))
async def _(visit: Visit) -> None:
    await sent(visit)
    await visit.reads("paper.trouble.paper_out")


@scene(
    "paper",
    "waited_paper",
    world=_with_printer(status=Status.PENDING_REVIEW, changes_error=Unavailable("broken")),
)
async def _(visit: Visit) -> None:
    await sent(visit)
    await visit.choose("wait")
    await visit.reads("result.pending_review.waited")
    await drawn(visit)


@scene("paper", "queued_cover_open", world=_with_printer("cover_open", receipt=Queued(RECEIPT, "offline")))
async def _(visit: Visit) -> None:
    await sent(visit)
    await visit.reads("paper.trouble.cover_open")


@scene("paper", "consent_to_print", world=_with_printer())
async def _(visit: Visit) -> None:
    await begin(visit, Question.CONSENT)
    await visit.choose("print")
    await visit.reads("paper.printed")


@scene("paper", "card_to_print", world=_with_printer())
async def _(visit: Visit) -> None:
    await sent(visit)
    await visit.stands(CardSheet)


@scene("paper", "card_how", world=_with_printer())
async def _(visit: Visit) -> None:
    await sent(visit)
    await visit.choose("print-card")
    await visit.reads("paper.card.ask")


@scene("paper", "card_unreadable", world=_with_printer("unreadable"))
async def _(visit: Visit) -> None:
    await sent(visit)
    await visit.choose("print-card")
    await visit.reads("paper.card.ask")
    await visit.choose("masked")
    await visit.reads("paper.trouble.unreadable")
    await drawn(visit)


@scene("paper", "status_unplugged", world=_with_printer("unplugged"))
async def _(visit: Visit) -> None:
    visit.world.registrar.statuses[RECEIPT] = RegistrationStatus(
        RECEIPT, Status.PENDING_REVIEW, ("of_age",), NOW
    )
    await visit.scan(f"BHXH:{RECEIPT}")
    await visit.reads("result.pending_review.title")
    await visit.choose("print")
    await visit.reads("paper.trouble.unplugged")
    await drawn(visit)


@scene(
    "paper",
    "welcome_heard",
    world=lambda: World(is_demo=True, practice=(PracticeScan({}, ""),), voice=FakeVoice()),
)
async def _(visit: Visit) -> None:
    await visit.press("f6")
    await visit.reads("common.key.stop_voice")
