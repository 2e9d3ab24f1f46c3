"""How people in these tests answer each question, and how a walk gets from one question to another."""

from collections.abc import Awaitable, Callable, Mapping

from kiosk.domain.registration.draft import Path, PhoneOwner
from kiosk.domain.registration.journey import Question
from kiosk.ui.kiosk.questions.interruption import LeaveFormStep
from kiosk.ui.kiosk.screens.registration import RegistrationScreen
from tests.domain.samples import complete_draft
from tests.fakes.citizen import CODE, MAN, WOMAN
from tests.ui.visit import Visit

Answer = Callable[[Visit], Awaitable[None]]
Answers = Mapping[Question, Answer]


def scans(card: str) -> Answer:
    """Hold a card to the scanner."""
    return lambda visit: visit.scan(card)


def types(text: str) -> Answer:
    """Type a line and press Enter."""
    return lambda visit: visit.type(text)


def chooses(choice: str) -> Answer:
    """Press the choice with this id."""
    return lambda visit: visit.choose(choice)


PHONE = "0900000000"
SCANNED: Answers = {
    Question.CARD: scans(MAN),
    Question.DETAILS: chooses("yes"),
    Question.COMMUNE: types("bac kan"),
    Question.PHONE: types(PHONE),
    Question.CODE: lambda visit: visit.press(*CODE),
    Question.CONSENT: chooses("agree"),
    Question.NOTICES: chooses("agree"),
    Question.REVIEW: chooses("send"),
}
"""Myself, with a card and a phone."""

TYPED: Answers = {
    **SCANNED,
    Question.CARD: chooses("type"),
    Question.NUMBER: types("006090000011"),
    Question.NAME: types("Nguyễn Văn Mẫu"),
    Question.BIRTH: types("01/01/1990"),
    Question.ADDRESS: types("Tổ 0, Thử Nghiệm"),
}
"""Myself, without a card."""

RELATIVE: Answers = {
    **SCANNED,
    Question.RELATION: chooses("parent"),
    Question.CARD: scans(WOMAN),
    Question.HELPER_CARD: scans(MAN),
    Question.PHONE_OWNER: chooses("helper"),
    Question.DECLARATION: chooses("agree"),
}
"""A mother, with both cards and the helper's phone."""

RELATIVE_TYPED: Answers = {
    **RELATIVE,
    Question.CARD: chooses("type"),
    Question.NUMBER: types("001105000017"),
    Question.NAME: types("Trần Thị Thử Nghiệm"),
    Question.BIRTH: types("1905"),
    Question.ADDRESS: chooses("skip"),
    Question.HELPER_CARD: chooses("type"),
    Question.HELPER_NUMBER: types("006090000011"),
    Question.HELPER_NAME: types("Nguyễn Văn Mẫu"),
    Question.HELPER_BIRTH: types("01/01/1990"),
}
"""A mother, with neither card."""


async def answer(visit: Visit, answers: Answers) -> None:
    """Answer the question on the screen and wait for what comes next."""
    asked, view = visit.question, visit.view
    assert asked is not None
    await answers[asked](visit)
    await visit.until(lambda: visit.view is not view and visit.view.is_mounted, f"{asked} has its answer")
    await visit.settled()


async def walk(visit: Visit, answers: Answers, to: Question | None = None) -> list[Question]:
    """Answer question after question up to `to`, or to the end; return what was asked on the way."""
    asked = []
    while (question := visit.question) is not None and question is not to:
        asked.append(question)
        await answer(visit, answers)
    assert visit.question is to
    return asked


async def stop(visit: Visit) -> None:
    """Press the key that stops a registration."""
    await visit.press("f8")
    await visit.at(LeaveFormStep)


async def begin(visit: Visit, question: Question, path: Path = Path.SELF) -> None:
    """Stand at `question` of a registration in which every question has its answer already."""
    owner = PhoneOwner.SELF if path is Path.SELF else PhoneOwner.HELPER
    screen = RegistrationScreen(visit.app.session, complete_draft(path, owner))
    await visit.app.push_screen(screen)
    await visit.at(Question.REVIEW)
    if question is not Question.REVIEW:
        await screen.ask(question)
        await visit.at(question)
