"""The officer comes: rings and waits, takes over and gives back, opens a card, approves on the spot."""

from dataclasses import replace
from datetime import timedelta

import pytest

from kiosk.domain.registration.draft import Path
from kiosk.domain.registration.eligibility import Status
from kiosk.domain.registration.journey import Question
from kiosk.domain.scans.officer_badge import to_text
from kiosk.ports.citizen import Timing
from kiosk.ports.errors import Refused, Unavailable
from kiosk.ports.presences import Presence
from kiosk.resources.text import words
from kiosk.ui.kiosk.screens.call_sheet import CallScreen
from kiosk.ui.kiosk.screens.idle_sheet import IdleScreen
from kiosk.ui.kiosk.screens.officer_sheet import OfficerScreen
from kiosk.ui.toolkit.messages import CallAsked
from kiosk.ui.widgets.card_sheet import CardSheet
from tests.fakes.citizen import MAN, NOW, World
from tests.fakes.presences import BADGE, PIN
from tests.ui.answers import begin
from tests.ui.visit import Visit, visiting

SCANNED_BADGE = to_text(BADGE)
HELPED = words("common.helped", name="Lê Thị Mai").upper()


async def officer_here(visit: Visit) -> None:
    """Call the officer, and be the officer."""
    await visit.press("f4")
    await visit.at(CallScreen)
    await visit.choose("officer")
    await visit.at(OfficerScreen)


async def helped(visit: Visit) -> None:
    """Wait until the top bar says who goes on for the person."""
    await visit.until(lambda: visit.shows(HELPED), "an officer has taken over")


async def show_pin(visit: Visit, pin: str = PIN, login: str = "mai") -> None:
    """Type a login and a PIN."""
    if login:
        await visit.reads("call.officer.login")
        await visit.type(login)
    await visit.reads("call.officer.pin")
    await visit.type(pin)


async def without_a_code(visit: Visit) -> None:
    """Want to see a card, and get no code."""
    await visit.press("3")
    await visit.at(Question.CARD)
    await visit.scan(MAN)
    await visit.at(Question.CODE)
    await visit.choose("without")
    await visit.reads("call.ask.no_code")


async def waiting(visit: Visit) -> None:
    """Send a mother's registration, which waits for an officer."""
    visit.world.registrar.status = Status.PENDING_REVIEW
    await begin(visit, Question.REVIEW, Path.RELATIVE)
    await visit.choose("send")
    await visit.reads("result.pending_review.title")


# Taking over.


@pytest.mark.parametrize("how", ["badge", "badge over the call", "login"])
async def test_an_officer_takes_over_goes_on_without_a_limit_and_gives_the_same_question_back(how):
    async with visiting() as visit:
        await begin(visit, Question.NAME)
        visit.field.value = "Trần"
        entered = visit.draft
        if how == "login":
            await officer_here(visit)
            await show_pin(visit)
        else:
            if how == "badge over the call":
                await visit.press("f4")
                await visit.at(CallScreen)
            await visit.scan(SCANNED_BADGE)
        await visit.at(Question.NAME)
        await helped(visit)
        assert visit.world.desk.admitted == [("mai" if how == "login" else "badge", None)]
        assert (visit.field.value, visit.draft) == ("Trần", entered)
        await visit.idle_time_passes()
        assert visit.question is Question.NAME
        await visit.press("f4")
        await visit.at(Question.NAME)
        await visit.reads("common.key.call")
        assert not visit.shows(HELPED)
        assert (visit.field.value, visit.draft) == ("Trần", entered)
        await visit.idle_time_passes()
        await visit.at(IdleScreen)


async def test_tab_leads_from_the_login_to_the_pin():
    async with visiting() as visit:
        await begin(visit, Question.NAME)
        await officer_here(visit)
        await visit.press(*"mai", "tab")
        await visit.reads("call.officer.pin")
        await visit.press(*PIN, "enter")
        await helped(visit)


async def test_tab_leaves_a_field_and_shift_tab_comes_back():
    async with visiting() as visit:
        await begin(visit, Question.NAME)
        field = visit.field
        await visit.press("tab")
        assert visit.app.focused is not field
        await visit.press("shift+tab")
        assert visit.app.focused is field


async def test_the_officer_who_helps_is_not_called_but_asked():
    async with visiting() as visit:
        visit.app.session.presence = Presence("Lê Thị Mai", NOW + timedelta(minutes=15))
        await waiting(visit)
        await visit.choose("call")
        await visit.at(OfficerScreen)
        assert visit.world.desk.rings == []
        await show_pin(visit)
        await visit.stands(CardSheet)


async def test_the_officer_who_helps_opens_a_card_without_a_call():
    async with visiting() as visit:
        visit.app.session.presence = Presence("Lê Thị Mai", NOW + timedelta(minutes=15))
        await without_a_code(visit)
        await visit.choose("ask")
        await visit.at(OfficerScreen)
        assert visit.world.desk.rings == []
        await show_pin(visit)
        await visit.stands(CardSheet)


async def test_where_nothing_is_to_be_allowed_it_is_said_that_the_officer_is_here():
    async with visiting() as visit:
        visit.app.session.presence = Presence("Lê Thị Mai", NOW + timedelta(minutes=15))
        visit.app.screen.post_message(CallAsked("pick_up"))
        await visit.at(CallScreen)
        await visit.reads("call.here", name="Lê Thị Mai")
        assert visit.world.desk.rings == []


async def test_an_officer_who_forgets_to_give_back_is_forgotten_too():
    async with visiting() as visit:
        await begin(visit, Question.NAME)
        await visit.scan(SCANNED_BADGE)
        await helped(visit)
        visit.app.session.services = replace(visit.world.services, now=lambda: NOW + timedelta(minutes=16))
        await visit.reads("common.key.call")
        await visit.idle_time_passes()
        await visit.at(IdleScreen)


async def test_a_badge_is_no_answer_to_any_question():
    async with visiting() as visit:
        for question in (Question.CARD, Question.NUMBER, Question.NAME, Question.CODE, Question.DETAILS):
            await begin(visit, question)
            entered = visit.draft
            await visit.scan(SCANNED_BADGE)
            await helped(visit)
            assert (visit.question, visit.draft) == (question, entered)
            assert BADGE not in visit.text
            await visit.start_over(World())
            visit.app.session.presence = None


async def test_a_badge_that_nobody_knows_is_refused_and_the_name_is_asked_for():
    async with visiting() as visit:
        await begin(visit, Question.NAME)
        await visit.scan(to_text("0" * 40))
        await visit.at(OfficerScreen)
        await visit.reads("refused.presence_refused")
        await visit.reads("call.officer.login")
        await visit.press("escape")
        await visit.at(Question.NAME)
        assert visit.app.session.officer is None


async def test_a_wrong_pin_is_refused_and_gone():
    async with visiting() as visit:
        await begin(visit, Question.NAME)
        await officer_here(visit)
        await show_pin(visit, "274917")
        await visit.reads("refused.presence_refused")
        assert visit.field.value == "mai"
        assert "274917" not in visit.text
        await show_pin(visit)
        await helped(visit)


async def test_a_pin_that_is_too_short_is_not_even_tried():
    async with visiting() as visit:
        await begin(visit, Question.NAME)
        await officer_here(visit)
        await show_pin(visit, "2749")
        await visit.reads("call.officer.short")
        assert visit.world.desk.admitted == []


async def test_the_pin_stands_there_as_dots():
    async with visiting() as visit:
        await begin(visit, Question.NAME)
        await officer_here(visit)
        await visit.type("mai")
        await visit.reads("call.officer.pin")
        await visit.press(*PIN[:4])
        line = "".join(segment.text for segment in visit.field.render_line(0))
        assert "••••" in line
        assert "2749" not in line


async def test_a_touch_brings_the_number_pad_for_the_pin():
    async with visiting() as visit:
        await begin(visit, Question.NAME)
        await visit.scan(SCANNED_BADGE)
        await helped(visit)
        await visit.press("f4")
        await officer_here(visit)
        await visit.type("mai")
        await visit.reads("call.officer.pin")
        await visit.touch(visit.field)
        await visit.until(lambda: visit.keyboard.display, "the pad stands")
        await visit.touch_keys(*PIN, "done")
        await helped(visit)


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (Unavailable("offline"), "call.officer.unavailable"),
        (Refused("sign_in_locked"), "refused.sign_in_locked"),
    ],
)
async def test_what_keeps_an_officer_out_is_said(error, said):
    async with visiting() as visit:
        await begin(visit, Question.NAME)
        visit.world.desk.admit_error = error
        await officer_here(visit)
        await show_pin(visit)
        await visit.reads(said)
        await visit.press("escape")
        await visit.at(Question.NAME)


# A card without a phone's code.


async def test_the_desk_lets_the_card_be_shown_while_the_person_waits():
    async with visiting() as visit:
        await without_a_code(visit)
        await visit.choose("ask")
        await visit.reads("call.ask.waiting")
        await visit.idle_time_passes()
        assert not isinstance(visit.app.screen, IdleScreen)
        (request,) = visit.world.desk.requests
        assert (request.what, request.person.citizen_id) == ("card", "006090000011")
        visit.world.desk.outcomes.put_nowait("coming")
        await visit.reads("call.ask.coming")
        visit.world.desk.outcomes.put_nowait("authorised")
        await visit.stands(CardSheet)


@pytest.mark.parametrize("how", ["badge", "login"])
async def test_an_officer_at_the_kiosk_opens_the_card_with_a_pin(how):
    async with visiting() as visit:
        await without_a_code(visit)
        await visit.choose("ask")
        await visit.reads("call.ask.waiting")
        if how == "badge":
            await visit.scan(SCANNED_BADGE)
        else:
            await visit.choose("officer")
        await visit.at(OfficerScreen)
        assert visit.shows(visit.say("call.officer.card", name="Nguyễn Văn Mẫu"))
        await show_pin(visit, login="" if how == "badge" else "mai")
        await visit.stands(CardSheet)
        ((_, request),) = visit.world.desk.admitted
        assert request.what == "card"


async def test_f4_where_an_officer_could_open_the_card_asks_them_to():
    async with visiting() as visit:
        await without_a_code(visit)
        await visit.press("f4")
        await visit.reads("call.ask.waiting")
        await visit.press("f4")
        assert len(visit.world.desk.rings) == 1


async def test_a_card_that_is_not_opened_is_said_in_words():
    async with visiting() as visit:
        await without_a_code(visit)
        await visit.choose("ask")
        visit.world.desk.outcomes.put_nowait("declined")
        await visit.reads("call.ask.declined_todo")
        await visit.choose("done")
        await visit.gone()


async def test_when_nobody_comes_or_hears_one_may_call_again():
    async with visiting(World(timing=Timing(watch=0.05))) as visit:
        await without_a_code(visit)
        visit.world.desk.error = Unavailable("offline")
        await visit.choose("ask")
        await visit.reads("call.ask.not_called")
        visit.world.desk.error = None
        await visit.choose("ask")
        await visit.reads("call.ask.nobody")
        assert not visit.app.screen.keeps_awake


async def test_an_officers_word_for_somebody_without_a_card_is_said_in_words():
    async with visiting() as visit:
        visit.world.cards.error = Refused("card_not_available")
        await without_a_code(visit)
        await visit.choose("ask")
        visit.world.desk.outcomes.put_nowait("authorised")
        await visit.reads("refused.card_not_available")


async def test_known_and_unknown_people_see_the_same_until_the_officer_has_spoken():
    seen = []
    for error in (None, Refused("card_not_available")):
        async with visiting() as visit:
            visit.world.cards.error = error
            await without_a_code(visit)
            before = visit.text
            await visit.choose("ask")
            await visit.reads("call.ask.waiting")
            seen.append((before, visit.text))
    assert seen[0] == seen[1]


# A registration that waits.


@pytest.mark.parametrize("waits", [False, True], ids=["at once", "while waiting"])
async def test_an_officer_at_the_kiosk_approves_what_waits_and_the_card_appears(waits):
    async with visiting() as visit:
        await waiting(visit)
        if waits:
            await visit.choose("wait")
            await visit.reads("result.pending_review.waiting_todo")
        await visit.scan(SCANNED_BADGE)
        await visit.at(OfficerScreen)
        person = visit.draft.participant
        assert visit.shows(visit.say("call.officer.approval", name=person.full_name))
        await show_pin(visit, login="")
        await visit.stands(CardSheet)
        ((_, request),) = visit.world.desk.admitted
        assert (request.what, request.receipt_code) == ("approval", visit.draft.receipt_code)
        assert not visit.app.screen.keeps_awake


async def test_the_officer_is_called_from_what_waits_and_goes_on_from_the_call():
    async with visiting() as visit:
        await waiting(visit)
        await visit.choose("call")
        await visit.reads("call.called")
        assert visit.world.desk.rings == [("result", visit.draft.receipt_code)]
        await visit.choose("officer")
        await visit.at(OfficerScreen)
        await show_pin(visit)
        await visit.stands(CardSheet)


async def test_what_only_the_desk_can_settle_is_said_and_goes_on_waiting():
    async with visiting() as visit:
        await waiting(visit)
        visit.world.desk.admit_error = Refused("decision_at_desk")
        await visit.scan(SCANNED_BADGE)
        await show_pin(visit, login="")
        await visit.reads("refused.decision_at_desk")
        await visit.press("escape")
        await visit.reads("result.pending_review.title")


async def test_with_the_card_on_the_screen_a_badge_only_takes_over():
    async with visiting() as visit:
        await waiting(visit)
        await visit.scan(SCANNED_BADGE)
        await show_pin(visit, login="")
        await visit.stands(CardSheet)
        await visit.scan(SCANNED_BADGE)
        await helped(visit)
        assert [request and request.what for _, request in visit.world.desk.admitted] == ["approval", None]


async def test_two_confirmations_in_a_row_are_one():
    async with visiting() as visit:
        await begin(visit, Question.NAME)
        await officer_here(visit)
        await visit.type("mai")
        await visit.reads("call.officer.pin")
        await visit.press(*PIN)
        visit.strike("enter", "enter")
        await helped(visit)
        assert len(visit.world.desk.admitted) == 1
        assert visit.question is Question.NAME
