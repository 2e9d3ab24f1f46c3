"""Every screen that a person can come to stand before, each with a short way there."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from kiosk.domain import readable_code
from kiosk.domain.eligibility import Status
from kiosk.domain.journey import Question, questions
from kiosk.domain.people import IdSource
from kiosk.domain.registration import Path, PhoneOwner
from kiosk.ports import PracticeScan, Queued, Refused, Standing, Unavailable
from kiosk.ui.flow.fix import FixStep
from kiosk.ui.flow.leave import LeaveStep
from kiosk.ui.flow.screen import FlowScreen
from kiosk.ui.flow.status import StatusView
from kiosk.ui.screens.call import CallScreen
from kiosk.ui.screens.help import HelpScreen
from kiosk.ui.screens.idle import IdleScreen
from kiosk.ui.screens.menu import MenuScreen
from kiosk.ui.screens.small import SmallScreen
from kiosk.ui.widgets.card_sheet import CardSheet
from kiosk.ui.widgets.qr import Qr
from tests.domain.samples import complete_draft
from tests.fakes import CODE, CONTRADICTING, NOW, PAYMENT, World
from tests.ui.answers import begin
from tests.ui.visit import Visit

RECEIPT = readable_code.derived("receipt", "0" * 32)
STORIES = tuple(
    PracticeScan(
        {"vi": f"Người mẫu thứ {place}: kể chuyện trong một dòng", "en": f"Sample person {place}: a line"}, ""
    )
    for place in range(1, 9)
)


@dataclass(frozen=True)
class Scene:
    """A screen's state: what the world is like, and the way there."""

    part: str
    """Which part of the kiosk it belongs to."""
    go: Callable[[Visit], Awaitable[None]]
    world: Callable[[], World] = World


SCENES: dict[str, Scene] = {}


PARTS = ("questions", "doubts", "results", "around")


def scene(part: str, name: str, **options) -> Callable[[Callable[[Visit], Awaitable[None]]], None]:
    """Keep the way to a screen under its name."""

    def keep(go: Callable[[Visit], Awaitable[None]]) -> None:
        SCENES[name] = Scene(part, go, **options)

    return keep


def world(**options) -> Callable[[], World]:
    """Return what makes a world with these fields of its registrar."""

    def make() -> World:
        made = World()
        for name, value in options.items():
            setattr(made.registrar, name, value)
        return made

    return make


# The questions.


def _question(question: Question) -> Callable[[Visit], Awaitable[None]]:
    async def go(visit: Visit) -> None:
        draft = complete_draft(Path.SELF)
        if question not in questions(draft) or question in (Question.REVIEW,):
            draft = complete_draft(Path.RELATIVE, PhoneOwner.HELPER)
        if question not in questions(draft):
            typed = {"source": IdSource.TYPED}
            draft = draft.with_helper(draft.helper.with_(**typed)) if draft.helper else draft
            draft = draft.with_person(draft.participant.with_(**typed)).with_details_confirmed()
        screen = FlowScreen(visit.app.session, draft)
        await visit.app.push_screen(screen)
        await visit.until(lambda: visit.question is not None, "a question is asked")
        await screen.ask(question)
        await visit.at(question)
        if question is Question.CODE:
            await visit.until(lambda: visit.view.query_one("#sms").display, "the code is sent")

    return go


for _each in Question:
    SCENES[_each.value] = Scene("questions", _question(_each))


@scene("questions", "review_self")
async def _(visit: Visit) -> None:
    await begin(visit, Question.REVIEW)


@scene("questions", "phone_of_the_relative")
async def _(visit: Visit) -> None:
    draft = complete_draft(Path.RELATIVE, PhoneOwner.SELF)
    screen = FlowScreen(visit.app.session, draft)
    await visit.app.push_screen(screen)
    await visit.at(Question.REVIEW)
    await screen.ask(Question.PHONE)
    await visit.at(Question.PHONE)


@scene("doubts", "details_contradicting")
async def _(visit: Visit) -> None:
    await visit.scan(CONTRADICTING)
    await visit.at(Question.DETAILS)


@scene("doubts", "card_wrong_scan")
async def _(visit: Visit) -> None:
    await begin(visit, Question.HELPER_CARD, Path.RELATIVE)
    await visit.scan(PAYMENT)
    await visit.reads_problem("code.not_a_card")


@scene("doubts", "number_wrong")
async def _(visit: Visit) -> None:
    await begin(visit, Question.NUMBER)
    await visit.type("00110500001")
    await visit.reads_problem("citizen_id.length", digits="11")


@scene("doubts", "code_wrong")
async def _(visit: Visit) -> None:
    await begin(visit, Question.CODE)
    visit.world.phone_codes.answer_error = Refused("phone_limit_reached")
    await visit.press(*CODE)
    await visit.reads("refused.phone_limit_reached")


@scene("doubts", "fix_details")
async def _(visit: Visit) -> None:
    await begin(visit, Question.DETAILS)
    await visit.choose("fix")
    await visit.at(FixStep)


@scene("doubts", "fix_review")
async def _(visit: Visit) -> None:
    await begin(visit, Question.REVIEW, Path.RELATIVE)
    await visit.choose("fix")
    await visit.at(FixStep)


@scene("doubts", "consent_refused")
async def _(visit: Visit) -> None:
    await begin(visit, Question.CONSENT)
    await visit.choose("refuse")
    await visit.reads("flow.consent.refused")


@scene("doubts", "review_not_saved", world=world(seal_error=OSError("disk full")))
async def _(visit: Visit) -> None:
    await begin(visit, Question.REVIEW, Path.RELATIVE)
    await visit.choose("send")
    await visit.reads("flow.review.not_saved")


@scene("doubts", "leave")
async def _(visit: Visit) -> None:
    await begin(visit, Question.CARD)
    await visit.press("escape")
    await visit.at(LeaveStep)


# What comes after "send".


async def _sent(visit: Visit, *, waits_for: str = "#done") -> None:
    await begin(visit, Question.REVIEW, Path.RELATIVE)
    await visit.choose("send")
    await visit.until(lambda: bool(visit.view.query(waits_for)), f"{waits_for} stands")
    await drawn(visit)


async def drawn(visit: Visit) -> None:
    """Wait until the code stands, in whichever way it can, where the screen has one."""

    def stands() -> bool:
        codes = list(visit.app.screen.query(Qr))
        return not codes or any(code.is_on_screen and code.way not in (None, "none") for code in codes)

    await visit.settled()
    await visit.until(stands, "a code is drawn")
    await visit.settled()


class Never:
    """A backend that is still thinking."""

    async def wait(self) -> None:
        """Wait for ever."""
        import asyncio

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
    await _sent(visit)


@scene("results", "waiting", world=world(status=Status.PENDING_REVIEW))
async def _(visit: Visit) -> None:
    await _sent(visit)
    await visit.choose("wait")
    await visit.reads("result.pending_review.waiting_todo")
    await drawn(visit)


@scene("results", "waited", world=world(status=Status.PENDING_REVIEW, changes_error=Unavailable("broken")))
async def _(visit: Visit) -> None:
    await _sent(visit)
    await visit.choose("wait")
    await visit.reads("result.pending_review.waited")
    await drawn(visit)


@scene("results", "queued", world=world(receipt=Queued(RECEIPT, "offline")))
async def _(visit: Visit) -> None:
    await _sent(visit)


@scene("results", "queued_kept", world=world(receipt=Queued(RECEIPT, "kept_for_officer")))
async def _(visit: Visit) -> None:
    await _sent(visit)


@scene("results", "refused", world=world(status=Status.REFUSED))
async def _(visit: Visit) -> None:
    await _sent(visit)


@scene("results", "needs_more", world=world(status=Status.NEEDS_MORE))
async def _(visit: Visit) -> None:
    await _sent(visit)


@scene("results", "approved_without_card", world=world(has_card=False))
async def _(visit: Visit) -> None:
    await _sent(visit)


@scene("results", "already_registered", world=world(status=Status.REFUSED, reasons=("already_registered",)))
async def _(visit: Visit) -> None:
    await _sent(visit)


@scene("results", "card_shown")
async def _(visit: Visit) -> None:
    await _sent(visit)
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


# The other errands, and what lies over them.


@scene("around", "welcome")
async def _(visit: Visit) -> None:
    await visit.reads("common.online")


@scene("around", "welcome_wrong_scan")
async def _(visit: Visit) -> None:
    await visit.scan(PAYMENT)
    await visit.reads_problem("code.not_a_card")


@scene("around", "trouble", world=lambda: World(trouble="state"))
async def _(visit: Visit) -> None:
    await visit.reads("common.trouble.title")


@scene("around", "status")
async def _(visit: Visit) -> None:
    await visit.press("4")
    await visit.at(StatusView)


@scene("around", "status_wrong")
async def _(visit: Visit) -> None:
    await visit.press("4")
    await visit.at(StatusView)
    await visit.type("7K3M")
    await visit.reads("status.wrong")


@scene("around", "status_found")
async def _(visit: Visit) -> None:
    note = "Xin mang giấy khai sinh mẫu"
    visit.world.registrar.standings[RECEIPT] = Standing(RECEIPT, Status.NEEDS_MORE, (), NOW, note)
    await visit.scan(f"BHXH:{RECEIPT}")
    await visit.reads("result.needs_more.title")
    await drawn(visit)


@scene("around", "help")
async def _(visit: Visit) -> None:
    await visit.press("f1")
    await visit.at(HelpScreen)


@scene("around", "help_card")
async def _(visit: Visit) -> None:
    await begin(visit, Question.CARD)
    await visit.press("f1")
    await visit.at(HelpScreen)


@scene("around", "themes")
async def _(visit: Visit) -> None:
    await visit.press("f3")
    await visit.at(MenuScreen)


@scene("around", "practice", world=lambda: World(is_demo=True, practice=STORIES))
async def _(visit: Visit) -> None:
    await visit.press("f9")
    await visit.at(MenuScreen)


@scene("around", "idle")
async def _(visit: Visit) -> None:
    await begin(visit, Question.NAME)
    await visit.idle_time_passes()
    await visit.at(IdleScreen)
    for timer in visit.app.screen._timers:
        timer.pause()  # the count stands still


@scene("around", "call")
async def _(visit: Visit) -> None:
    await visit.press("f4")
    await visit.reads("call.called")
    await visit.at(CallScreen)


@scene("around", "call_failed")
async def _(visit: Visit) -> None:
    visit.world.desk.error = Unavailable("offline")
    await visit.press("f4")
    await visit.reads("call.not_called")


@scene("around", "small")
async def _(visit: Visit) -> None:
    await visit.pilot.resize_terminal(60, 20)
    await visit.at(SmallScreen)
