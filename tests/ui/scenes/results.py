"""What comes after "send"."""

import asyncio

from kiosk.domain.registration.draft import Path
from kiosk.domain.registration.eligibility import Status
from kiosk.domain.registration.journey import Question
from kiosk.ports.errors import Unavailable
from kiosk.ports.registrations import Queued
from kiosk.ui.widgets.card_sheet import CardSheet
from tests.fakes.citizen import CODE, CONTRADICTING
from tests.ui.answers import begin
from tests.ui.scenes.scene import RECEIPT, drawn, scene, world
from tests.ui.visit import Visit


async def sent(visit: Visit) -> None:
    """Send a relative's registration and wait for what comes of it."""
    await begin(visit, Question.REVIEW, Path.RELATIVE)
    await visit.choose("send")
    await visit.until(lambda: bool(visit.view.query("#done")), "it is sent")
    await drawn(visit)


class Never:
    """A backend that is still thinking."""

    async def wait(self) -> None:
        """Wait for ever."""
        await asyncio.Event().wait()


@scene("results", "sending", world=world(slow=Never()))
async def _(visit: Visit) -> None:
    await begin(visit, Question.REVIEW)
    await visit.choose("send")
    await visit.reads("result.sending_hint")


@scene(
    "results",
    "pending",
    world=world(status=Status.PENDING_REVIEW, reasons=("by_themselves", "card_scanned", "phone_proved")),
)
async def _(visit: Visit) -> None:
    await sent(visit)


@scene("results", "waiting", world=world(status=Status.PENDING_REVIEW))
async def _(visit: Visit) -> None:
    await sent(visit)
    await visit.choose("wait")
    await visit.reads("result.pending_review.waiting_todo")
    await drawn(visit)


@scene("results", "waited", world=world(status=Status.PENDING_REVIEW, changes_error=Unavailable("broken")))
async def _(visit: Visit) -> None:
    await sent(visit)
    await visit.choose("wait")
    await visit.reads("result.pending_review.waited")
    await drawn(visit)


@scene("results", "queued", world=world(receipt=Queued(RECEIPT, "offline")))
async def _(visit: Visit) -> None:
    await sent(visit)


@scene("results", "queued_kept", world=world(receipt=Queued(RECEIPT, "kept_for_officer")))
async def _(visit: Visit) -> None:
    await sent(visit)


@scene("results", "refused", world=world(status=Status.REFUSED))
async def _(visit: Visit) -> None:
    await sent(visit)


@scene("results", "needs_more", world=world(status=Status.NEEDS_MORE))
async def _(visit: Visit) -> None:
    await sent(visit)


@scene("results", "approved_without_card", world=world(has_card=False))
async def _(visit: Visit) -> None:
    await sent(visit)


@scene("results", "already_registered", world=world(status=Status.REFUSED, reasons=("already_registered",)))
async def _(visit: Visit) -> None:
    await sent(visit)


@scene("results", "card_shown")
async def _(visit: Visit) -> None:
    await sent(visit)
    await visit.stands(CardSheet)


@scene("results", "card_not_found")
async def _(visit: Visit) -> None:
    visit.world.cards.error = Unavailable("offline")
    await visit.press("3")
    await visit.at(Question.CARD)
    await visit.scan(CONTRADICTING)
    await visit.at(Question.CODE)
    await visit.press(*CODE)
    await visit.reads("card.unavailable")
