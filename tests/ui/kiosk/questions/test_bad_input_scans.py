"""The wrong code before the scanner: it is said what it is and what to hold there instead."""

import json
from pathlib import Path

import pytest

from kiosk.domain import readable_code
from kiosk.domain.people import IdSource, Person, Sex
from kiosk.domain.registration.draft import Path as Way
from kiosk.domain.registration.draft import PhoneOwner
from kiosk.domain.registration.eligibility import Status
from kiosk.domain.registration.journey import Question
from kiosk.domain.scans.scan import CitizenCard
from kiosk.ui.kiosk.screens.registration import RegistrationScreen
from kiosk.ui.kiosk.screens.welcome import WelcomeScreen
from tests.domain.samples import complete_draft
from tests.fakes.citizen import CHILD, CONTRADICTING, MAN, PAYMENT, WOMAN, World
from tests.ui.answers import RELATIVE, SCANNED, begin, scans, walk
from tests.ui.visit import visiting

_VECTORS = json.loads((Path(__file__).parents[3] / "data" / "vectors.json").read_text("utf-8"))["vectors"]
INSURANCE = next(v["text"] for v in _VECTORS if v["name"] == "insurance card, seventeen fields")
SLIP = f"BHXH:{readable_code.derived('receipt', '0' * 32)}"

ON_A_CARD = (
    *(Question.CARD, Question.NUMBER, Question.NAME, Question.BIRTH, Question.SEX, Question.ADDRESS),
    *(Question.HELPER_CARD, Question.HELPER_NUMBER, Question.HELPER_NAME, Question.HELPER_BIRTH),
)
"""The questions that a card answers."""


def scan_of(card: str) -> Person:
    """Whom a card says its holder is."""
    found = World().services.read_scan(card)
    assert isinstance(found, CitizenCard)
    return found.to_person()


WRONG = [
    (PAYMENT, "seen.payment"),
    ("https://example.com/thanh-toan?id=1", "seen.web_address"),
    ("BEGIN:VCARD", "seen.contact"),
    ("WIFI:S:Phuong Mau;T:WPA;P:00000000;;", "seen.wifi"),
    ("8930000000000", "seen.barcode"),
    ("Xin chào, đây là một mã khác", "code.not_a_card"),
    (WOMAN[:40], "code.incomplete"),
    (WOMAN.replace("Trần", "Tr?n"), "code.damaged"),
    (WOMAN.replace("02091905", "31021905"), "birth.impossible"),
    (WOMAN.replace("02091905", "02092090"), "birth.in_the_future"),
    (WOMAN * 20, "code.too_long"),
    (SLIP[:-1] + "#", "code.damaged"),
]
"""What was scanned, and what is said about it."""


async def test_on_the_welcome_screen_it_is_named_and_nothing_begins():
    async with visiting() as visit:
        for text, key in WRONG:
            await visit.scan(text)
            await visit.reads_problem(key)
            assert isinstance(visit.view, WelcomeScreen)
        await visit.scan(MAN)
        await visit.at(Question.DETAILS)


@pytest.mark.parametrize("question", [Question.CARD, Question.HELPER_CARD])
async def test_at_a_card_question_it_is_named_and_the_card_still_awaited(question):
    async with visiting() as visit:
        await begin(visit, question, Way.RELATIVE)
        entered = visit.draft
        for text, key in WRONG:
            await visit.scan_by_serial_line(text)
            await visit.reads_problem(key)
            assert (visit.question, visit.draft) == (question, entered)
            assert visit.view.query_one("#type").is_on_screen
        for text, words in [
            (INSURANCE, "flow.card.need_citizen_card"),
            (SLIP, "flow.card.need_card_not_slip"),
        ]:
            await visit.scan(text)
            await visit.reads(words)
        await visit.scan(WOMAN if question is Question.CARD else MAN)
        await visit.until(lambda: visit.question is not question, "the right card is taken")


async def test_a_scan_where_none_is_wanted_changes_nothing_and_says_so():
    async with visiting() as visit:
        await begin(visit, Question.REVIEW, Way.RELATIVE)
        for question in Question:
            if question in ON_A_CARD:
                continue
            await visit.app.screen.ask(question)
            await visit.at(question)
            entered, typed = visit.draft, visit.view.unfinished()
            await visit.scan(WOMAN)
            await visit.reads("common.scan_not_needed")
            assert (visit.question, visit.draft, visit.view.unfinished()) == (question, entered, typed)


async def test_a_scan_over_a_half_typed_line_leaves_the_line():
    async with visiting() as visit:
        await begin(visit, Question.NAME)
        visit.field.value = ""
        await visit.press(*"Trần")
        await visit.scan_key_by_key(PAYMENT)
        await visit.reads_problem("seen.payment")
        assert visit.field.value == "Trần"


@pytest.mark.parametrize("question", ON_A_CARD[1:6])
async def test_a_card_found_while_typing_fills_everything_and_leads_to_the_details(question):
    typed = complete_draft(Way.SELF)
    typed = typed.with_person(Person(citizen_id="006090000011", sex=Sex.MALE))
    async with visiting() as visit:
        screen = RegistrationScreen(visit.app.session, typed)
        await visit.app.push_screen(screen)
        await visit.until(lambda: visit.question is not None)
        await screen.ask(question)
        await visit.at(question)
        await visit.scan_key_by_key(WOMAN)
        await visit.at(Question.DETAILS)
        person = visit.draft.participant
        assert (person.citizen_id, person.source) == ("001105000017", IdSource.CARD_QR)
        assert person.full_name == "Trần Thị Thử Nghiệm"


@pytest.mark.parametrize("question", [Question.HELPER_NUMBER, Question.HELPER_NAME, Question.HELPER_BIRTH])
async def test_at_the_helpers_lines_their_own_card_is_taken_and_the_participants_is_not(question):
    draft = complete_draft(Way.RELATIVE, PhoneOwner.HELPER)
    draft = draft.with_person(scan_of(WOMAN)).with_details_confirmed().with_helper(Person())
    async with visiting() as visit:
        screen = RegistrationScreen(visit.app.session, draft)
        await visit.app.push_screen(screen)
        await visit.until(lambda: visit.question is not None)
        await screen.ask(question)
        await visit.at(question)
        await visit.scan_key_by_key(WOMAN)
        await visit.reads_problem("helper.is_participant")
        assert visit.question is question
        await visit.scan_key_by_key(MAN)
        await visit.until(lambda: not visit.question.startswith("helper_"), "the helper is known")
        assert (visit.draft.helper.citizen_id, visit.draft.helper.source) == (
            "006090000011",
            IdSource.CARD_QR,
        )


async def test_at_the_card_enter_and_1_say_how_to_scan_and_2_leads_to_typing():
    async with visiting() as visit:
        await visit.press("1")
        await visit.at(Question.CARD)
        for key in ("enter", "1"):
            await visit.press(key)
            await visit.reads("flow.card.scan_how")
            assert visit.question is Question.CARD
        await visit.press("2")
        await visit.at(Question.NUMBER)


async def test_a_scan_on_the_result_changes_nothing():
    async with visiting() as visit:
        visit.world.registrar.status = Status.PENDING_REVIEW
        await begin(visit, Question.REVIEW)
        await visit.choose("send")
        await visit.reads("result.pending_review.title")
        for text in (PAYMENT, MAN, INSURANCE, SLIP):
            await visit.scan(text)
            assert visit.shows(visit.say("result.pending_review.title"))
        assert len(visit.world.registrar.sent) == 1


async def test_a_scan_over_help_is_meant_for_the_question_below():
    async with visiting() as visit:
        await begin(visit, Question.CARD)
        await visit.press("f1")
        await visit.scan(PAYMENT)
        await visit.at(Question.CARD)
        await visit.reads_problem("seen.payment")


# Cards that are read, and yet not right.


async def test_a_contradiction_is_shown_both_ways_and_travels_with_the_registration():
    async with visiting(size=(80, 24)) as visit:
        await visit.scan(CONTRADICTING)
        await visit.at(Question.DETAILS)
        await visit.reads_problem("birth.contradicts_number", card="1906", number="1905")
        await visit.reads_problem("sex.contradicts_number", card="Nam", number="Nữ")
        await walk(visit, SCANNED)
        (sent,) = visit.world.registrar.sent
        assert [warning.key for warning in sent.participant.warnings] == [
            "birth.contradicts_number",
            "sex.contradicts_number",
        ]


async def test_mending_the_contradiction_takes_it_away_and_leaves_other_doubts():
    damaged = CONTRADICTING.replace("Trần Thị Thử Nghiệm", "Traần Thị Thưử Nghiệm")
    async with visiting() as visit:
        await visit.scan(damaged)
        await visit.at(Question.DETAILS)
        for line, change in [
            ("birth", lambda: visit.type("02/09/1905")),
            ("sex", lambda: visit.choose("female")),
        ]:
            await visit.choose("fix")
            await visit.until(lambda: bool(visit.view.query("#fix-name")), "the lines stand")
            await visit.settled()
            await visit.choose(f"fix-{line}")
            await visit.at(Question(line))
            await change()
            await visit.at(Question.DETAILS)
        assert [warning.key for warning in visit.draft.participant.warnings] == ["name.repaired"]


HURT = WOMAN.replace("Trần Thị", "Traâần Thiị").replace("Số 1 Ngõ", "Soôố 1 Ngoõ")
"""As a keyboard wedge sends it that types each letter step by step."""


async def test_hurt_letters_of_name_and_address_are_asked_about_and_the_numbers_are_not():
    async with visiting(size=(80, 24)) as visit:
        await visit.scan(HURT)
        await visit.at(Question.DETAILS)
        await visit.reads_problem("name.repaired")
        await visit.reads_problem("address.doubtful")
        person = visit.draft.participant
        assert (person.citizen_id, person.full_name) == ("001105000017", "Trần Thị Thử Nghiệm")
        await visit.choose("yes")
        await visit.until(lambda: visit.question is not Question.DETAILS, "it is taken")


async def test_a_helpers_name_with_hurt_letters_is_looked_at_once():
    async with visiting(size=(80, 24)) as visit:
        await begin(visit, Question.HELPER_CARD, Way.RELATIVE)
        await visit.scan(MAN.replace("Nguyễn", "Nguyeêễn"))
        await visit.at(Question.HELPER_NAME)
        await visit.reads("flow.name.doubted")
        assert visit.field.value == "Nguyễn Văn Mẫu"
        await visit.press("enter")
        await visit.until(lambda: visit.question is not Question.HELPER_NAME, "it is taken")
        assert visit.draft.helper.is_name_certain


async def test_a_child_cannot_register_alone():
    async with visiting() as visit:
        await visit.scan(CHILD)
        await visit.at(Question.DETAILS)
        entered = visit.draft
        await visit.choose("yes")
        await visit.reads_problem("participant.is_minor")
        assert (visit.question, visit.draft) == (Question.DETAILS, entered)


@pytest.mark.parametrize(("card", "key"), [(WOMAN, "helper.is_participant"), (CHILD, "helper.is_minor")])
async def test_who_cannot_help_is_told_why(card, key):
    async with visiting() as visit:
        await visit.press("2")
        await visit.at(Question.RELATION)
        await walk(visit, RELATIVE, to=Question.HELPER_CARD)
        await scans(card)(visit)
        await visit.reads_problem(key)
        assert visit.draft.helper is None
        await scans(MAN)(visit)
        await visit.at(Question.PHONE_OWNER)
