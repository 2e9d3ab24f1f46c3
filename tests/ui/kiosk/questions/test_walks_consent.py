"""Consent: who is asked what, what is recorded of it, and what can be taken along on paper."""

import pytest

from kiosk.domain.registration.draft import Path, Purpose
from kiosk.domain.registration.journey import PURPOSES, Question
from kiosk.domain.slip import Words
from kiosk.resources.consents import consent_text
from kiosk.resources.languages import languages
from kiosk.ui.kiosk.results.receipt import ReceiptView
from kiosk.ui.widgets.card_sheet import CardSheet
from kiosk.ui.widgets.choice import Choice
from tests.fakes.citizen import MAN, FakePrinter, World
from tests.ui.answers import RELATIVE, SCANNED, begin, chooses, scans, walk
from tests.ui.kiosk.paper.test_paper import text as printed
from tests.ui.visit import Visit, visiting

PUPIL = "006216000019||Hoàng Em Mẫu|15052016|Nam|Tổ 0, Xã Thử Nghiệm, Thái Nguyên|20062026||||"
CHILD = {
    **RELATIVE,
    Question.RELATION: chooses("child"),
    Question.CARD: scans(PUPIL),
    Question.CHILD_CONSENT: chooses("agree"),
}


async def stand_at_the_childs_question(visit: Visit) -> None:
    """Register a child of ten as far as its own question."""
    await visit.press("2")
    await visit.at(Question.RELATION)
    await walk(visit, CHILD, to=Question.CHILD_CONSENT)


@pytest.mark.parametrize("language", languages())
async def test_exactly_the_words_on_the_screen_are_recorded(language):
    async with visiting(language=language) as visit:
        await begin(visit, Question.CONSENT)
        shown = str(visit.view.query_one("#text").render())
        title = visit.view.title
        await visit.choose("agree")
        await visit.at(Question.REVIEW)
        given = visit.draft.consent(Purpose.REGISTRATION)
        asked = visit.app.session.consent(Purpose.REGISTRATION)
        assert (asked.title, asked.body) == (title, shown)
        assert (given.version, given.language, given.text_digest) == (asked.version, language, asked.digest)


async def test_the_language_of_the_moment_is_what_counts():
    async with visiting() as visit:
        await begin(visit, Question.CONSENT)
        await visit.press("f2")
        await visit.until(
            lambda: visit.shows(consent_text(Purpose.REGISTRATION, "en").title), "it is English"
        )
        await visit.choose("agree")
        await visit.at(Question.REVIEW)
        assert visit.draft.consent(Purpose.REGISTRATION).language == "en"


async def test_neither_answer_stands_out_and_neither_is_chosen_beforehand():
    async with visiting(World(printer=FakePrinter())) as visit:
        await begin(visit, Question.CONSENT)
        agree, refuse = visit.view.query_one("#agree", Choice), visit.view.query_one("#refuse", Choice)
        assert abs(agree.size.width - refuse.size.width) <= 1, "an odd number of cells has no two halves"
        assert agree.size.height == refuse.size.height
        assert agree.styles.background == refuse.styles.background
        assert visit.app.focused not in (agree, refuse)


async def test_a_child_from_seven_is_asked_after_whoever_represents_it():
    async with visiting() as visit:
        await visit.press("2")
        await visit.at(Question.RELATION)
        asked = await walk(visit, CHILD, to=Question.CONSENT)
        await visit.reads("flow.consent.asks.representative")
        asked = await walk(visit, CHILD, to=Question.CHILD_CONSENT)
        assert asked == [Question.CONSENT]
        await visit.reads("flow.consent.asks.participant")
        await walk(visit, CHILD, to=Question.REVIEW)
        purposes = {consent.purpose for consent in visit.draft.consents if consent.granted}
        assert purposes == set(Purpose)


async def test_a_childs_no_is_respected():
    async with visiting() as visit:
        await stand_at_the_childs_question(visit)
        await visit.choose("refuse")
        await visit.reads("flow.consent.refused.child")
        await visit.reads("flow.consent.unchanged")
        await visit.choose("stop")
        await visit.reads("flow.erased.nothing_left")
        await visit.choose("done")
        await visit.gone()
        assert not visit.world.registrar.stored


async def test_a_mother_answers_for_herself():
    async with visiting() as visit:
        await begin(visit, Question.CONSENT, Path.RELATIVE)
        await visit.reads("flow.consent.asks.participant")
        await visit.choose("agree")
        await visit.at(Question.REVIEW)


async def test_refusing_messages_changes_nothing_else():
    async with visiting() as visit:
        await visit.scan(MAN)
        await visit.at(Question.DETAILS)
        await walk(visit, {**SCANNED, Question.NOTICES: chooses("refuse")})
        await visit.stands(CardSheet)
        (sent,) = visit.world.registrar.sent
        notices = sent.consent(Purpose.NOTICES)
        assert not notices.granted
        assert notices.text_digest, "a no is recorded with its words as well"


# On paper.


@pytest.mark.parametrize("question", PURPOSES)
async def test_the_words_can_be_taken_along_before_answering(question):
    world = World(printer=FakePrinter())
    async with visiting(world) as visit:
        await stand_at_the_childs_question(visit)
        await visit.app.screen.ask(question)
        await visit.at(question)
        await visit.press("3")
        await visit.reads("paper.printed")
        (slip,) = world.printer.slips
        text = visit.app.session.consent(PURPOSES[question])
        assert Words(text.title, "title") in slip.parts
        assert text.body in printed(slip)
        assert text.version in printed(slip)
        assert text.digest[:16] in printed(slip)
        assert visit.say("paper.agreed.only_to_read") in printed(slip)
        assert visit.question is question, "printing answers nothing"


async def test_a_printer_in_trouble_is_said_below_the_question():
    async with visiting(World(printer=FakePrinter("paper_out"))) as visit:
        await begin(visit, Question.CONSENT)
        await visit.press("3")
        await visit.reads("paper.trouble.paper_out")
        visit.world.printer.trouble = None
        await visit.press("3")
        await visit.reads("paper.printed")


async def test_what_was_agreed_to_comes_with_the_receipt_for_whoever_asks():
    world = World(printer=FakePrinter())
    world.registrar.receipt = None
    async with visiting(world) as visit:
        await begin(visit, Question.REVIEW, Path.RELATIVE)
        world.registrar.has_card = False
        await visit.choose("send")
        await visit.at(ReceiptView)
        await visit.stands(Choice)
        await visit.until(lambda: bool(visit.view.query("#print")), "it is sent")
        await visit.press("3")
        await visit.reads("paper.printed")
        slip = world.printer.slips[-1]
        for consent in visit.draft.consents:
            asked = visit.app.session.consent(consent.purpose, consent.version, "vi")
            assert asked.title in printed(slip)
            assert asked.body in printed(slip)


async def test_what_was_agreed_to_can_be_printed_beside_a_card():
    world = World(printer=FakePrinter())
    async with visiting(world) as visit:
        await visit.scan(MAN)
        await visit.at(Question.DETAILS)
        await walk(visit, SCANNED)
        await visit.stands(CardSheet)
        await visit.press("3")
        await visit.reads("paper.card.ask")
        await visit.choose("agreed")
        await visit.reads("paper.printed")
        (slip,) = world.printer.slips
        assert not slip.squares
        assert visit.say("paper.agreed.title") in printed(slip)
        given = visit.draft.consent(Purpose.REGISTRATION)
        assert given.text_digest[:16] in printed(slip)
