"""The questions, and what can be wrong with an answer."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

from kiosk.domain.people import IdSource, Relation, Sex
from kiosk.domain.registration.draft import Path, PhoneOwner
from kiosk.domain.registration.journey import Question, questions
from kiosk.ports.errors import Refused, Unavailable
from kiosk.ports.phone_codes import MaskedPhone
from kiosk.ui.kiosk.questions.interruption import FixStep, LeaveStep
from kiosk.ui.kiosk.questions.phone_choice import PhoneChoiceStep
from kiosk.ui.kiosk.screens.registration import RegistrationScreen
from tests.domain.samples import PUPIL, complete_draft
from tests.fakes.citizen import CHILD, CODE, CONTRADICTING, MAN, PAYMENT
from tests.ui.answers import begin
from tests.ui.scenes.scene import SCENES, Scene, scene, world
from tests.ui.visit import Visit


def _question(question: Question) -> Callable[[Visit], Awaitable[None]]:
    async def go(visit: Visit) -> None:
        draft = complete_draft(Path.SELF)
        if question not in questions(draft) or question in (Question.REVIEW,):
            draft = complete_draft(Path.RELATIVE, PhoneOwner.HELPER)
        if question is Question.CHILD_CONSENT:
            draft = replace(draft, participant=PUPIL, day=visit.app.session.today)
        if question not in questions(draft):
            typed = {"source": IdSource.TYPED}
            draft = draft.with_helper(draft.helper.with_(**typed)) if draft.helper else draft
            draft = draft.with_person(draft.participant.with_(**typed)).with_details_confirmed()
        screen = RegistrationScreen(visit.app.session, draft)
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
    screen = RegistrationScreen(visit.app.session, draft)
    await visit.app.push_screen(screen)
    await visit.at(Question.REVIEW)
    await screen.ask(Question.PHONE)
    await visit.at(Question.PHONE)


@scene("questions", "phone_without_code")
async def _(visit: Visit) -> None:
    visit.world.phone_codes.can_send = False
    await begin(visit, Question.PHONE)
    await visit.reads("flow.phone.hint_without_code")


@scene("questions", "code_not_sent")
async def _(visit: Visit) -> None:
    visit.world.phone_codes.error = Unavailable("offline")
    await begin(visit, Question.CODE)
    await visit.reads("flow.code.title_not_sent")


@scene("questions", "phone_choice")
async def _(visit: Visit) -> None:
    visit.world.phone_codes.phones = (
        MaskedPhone("p1", "••• 123", PhoneOwner.SELF),
        MaskedPhone("p2", "••• 456", PhoneOwner.HELPER, Relation.PARENT, Sex.FEMALE),
    )
    await visit.press("3")
    await visit.at(Question.CARD)
    await visit.scan(MAN)
    await visit.at(PhoneChoiceStep)


@scene("questions", "commune_found")
async def _(visit: Visit) -> None:
    await begin(visit, Question.COMMUNE)
    await visit.press(*"tan phu", "down")


@scene("questions", "commune_former")
async def _(visit: Visit) -> None:
    await begin(visit, Question.COMMUNE)
    await visit.press(*"phuong 15 quan 4")


@scene("questions", "details_without_commune")
async def _(visit: Visit) -> None:
    await visit.scan(CHILD)
    await visit.at(Question.DETAILS)


@scene("doubts", "commune_not_found")
async def _(visit: Visit) -> None:
    await begin(visit, Question.COMMUNE)
    await visit.type("xyzzy")
    await visit.reads_problem("commune.unknown")


@scene("doubts", "details_contradicting")
async def _(visit: Visit) -> None:
    await visit.scan(CONTRADICTING)
    await visit.at(Question.DETAILS)


LONG = (
    "006090000012||Nguyễn Phương Thử Nghiệm Thảo Nguyên Mẫu|01011991|Nữ|"
    "Số 1 Ngõ Thử Nghiệm, Tổ dân phố số 0, Phường Thử Nghiệm Bắc, Quận Giả Định Nam, Thành phố Mẫu|30062022"
)
"""A long name, a long address, two contradictions."""
LONGEST = (
    "006215000012||NGUYEN PHUONG THU NGHIEM THAO NGUYEN MAU|01012016|Nu|"
    "So 1 Ngo Thu Nghiem, To dan pho so 0, Phuong Thu Nghiem Bac Gia Dinh, Quan Gia Dinh Nam, "
    "Thanh pho Mau Thu Nghiem, Tinh Thu Nghiem Mau|30062022"
)
"""A child's besides, read by a scanner that lost every mark."""


@scene("doubts", "details_long")
async def _(visit: Visit) -> None:
    await visit.scan(LONG)
    await visit.at(Question.DETAILS)


@scene("doubts", "details_longest")
async def _(visit: Visit) -> None:
    await visit.scan(LONGEST)
    await visit.at(Question.DETAILS)
    await visit.choose("yes")
    await visit.reads_problem("participant.is_minor")


@scene("doubts", "details_of_a_child")
async def _(visit: Visit) -> None:
    await visit.scan(CHILD)
    await visit.at(Question.DETAILS)
    await visit.choose("yes")
    await visit.reads_problem("participant.is_minor")


@scene("doubts", "review_long")
async def _(visit: Visit) -> None:
    person = visit.world.services.read_scan(LONG).to_person()
    draft = complete_draft(Path.RELATIVE, PhoneOwner.HELPER)
    draft = replace(draft, participant=person, helper=person.with_(citizen_id="006090000011"))
    await visit.app.push_screen(RegistrationScreen(visit.app.session, replace(draft, is_confirmed=True)))
    await visit.at(Question.REVIEW)
    visit.world.registrar.store_error = OSError("disk full")
    await visit.choose("send")
    await visit.reads("flow.review.not_saved_todo")


@scene("doubts", "card_wrong_scan")
async def _(visit: Visit) -> None:
    await begin(visit, Question.HELPER_CARD, Path.RELATIVE)
    await visit.scan(PAYMENT)
    await visit.reads_problem("seen.payment")


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
    await visit.reads("flow.consent.refused_todo")


@scene("doubts", "review_not_saved", world=world(store_error=OSError("disk full")))
async def _(visit: Visit) -> None:
    await begin(visit, Question.REVIEW, Path.RELATIVE)
    await visit.choose("send")
    await visit.reads("flow.review.not_saved")


@scene("doubts", "leave")
async def _(visit: Visit) -> None:
    await begin(visit, Question.CARD)
    await visit.press("escape")
    await visit.at(LeaveStep)
