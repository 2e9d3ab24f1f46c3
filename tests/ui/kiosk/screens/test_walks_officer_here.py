"""An officer who is at the kiosk already is asked and not called; Tab moves between fields."""

from datetime import timedelta

from kiosk.domain.registration.journey import Question
from kiosk.ports.presences import Presence
from kiosk.ui.kiosk.screens.call_sheet import CallScreen
from kiosk.ui.kiosk.screens.officer_sheet import OfficerScreen
from kiosk.ui.toolkit.messages import CallAsked
from kiosk.ui.widgets.card_sheet import CardSheet
from tests.fakes.citizen import NOW
from tests.fakes.presences import PIN
from tests.ui.answers import begin
from tests.ui.kiosk.screens.test_walks_officer import helped, officer_here, show_pin, waiting, without_a_code
from tests.ui.visit import visiting


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
    async with visiting(size=(120, 40)) as visit:
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
