"""Signing in and out: what is wrong is said, and no officer stays signed in by accident."""

from kiosk.exit_status import SIGNED_OUT
from kiosk.ports.errors import Refused, Unavailable
from kiosk.ui.desk.idle import IdlePanel
from kiosk.ui.desk.look_up import LookUpPanel
from kiosk.ui.desk.sign_in import SessionEndedPanel, SignInForm, SignInScreen
from kiosk.ui.widgets.text_field import TextField
from tests.fakes.officer import PASSWORD, an_office
from tests.ui.desk.seat import sitting, working


async def test_an_officer_signs_in_and_sees_who_waits():
    async with sitting() as seat:
        await seat.sign_in()
        await seat.reads("desk.column.reasons")
        await seat.until(lambda: seat.shows("Trần Thị Giả Định", "1949", "39 phút"))


async def test_tab_leads_from_the_login_to_the_password_and_back():
    async with sitting() as seat:
        await seat.press(*"mai", "tab", *PASSWORD)
        login, password = seat.app.screen.query(TextField)
        assert (login.value, password.value) == ("mai", PASSWORD)
        await seat.press("shift+tab")
        assert seat.app.focused is login
        await seat.press("tab", "tab", "enter")
        await seat.reads("desk.column.reasons")


async def test_tab_moves_through_the_work_and_a_panel():
    async with working() as seat:
        assert seat.app.focused is seat.rows
        await seat.press("tab")
        assert seat.app.focused is not seat.rows
        await seat.press("shift+tab")
        assert seat.app.focused is seat.rows
        await seat.press("f9")
        await seat.at(LookUpPanel)
        assert seat.app.focused.id == "wanted"
        await seat.press("tab")
        assert seat.app.focused.id == "back"
        await seat.press("shift+tab")
        assert seat.app.focused.id == "wanted"


async def test_a_wrong_password_is_said_and_typed_again():
    async with sitting() as seat:
        await seat.sign_in("wrong")
        await seat.reads("desk.sign_in.wrong")
        assert seat.app.screen.query_one("#password", TextField).value == ""
        await seat.press(*PASSWORD, "enter")
        await seat.reads("desk.column.reasons")


async def test_a_locked_account_counts_down_to_the_next_try():
    office = an_office(5, sign_in_error=Refused("sign_in_locked", retry_after=2))
    async with sitting(office) as seat:
        await seat.sign_in()
        await seat.reads("desk.sign_in.locked", seconds=2)
        form = seat.app.screen.query_one(SignInForm)
        form.second()
        form.second()
        await seat.reads("desk.sign_in.unlocked")


async def test_without_a_backend_it_is_said_and_tried_again():
    office = an_office(5, sign_in_error=Unavailable("offline"))
    async with sitting(office) as seat:
        await seat.sign_in()
        await seat.reads("desk.unavailable.offline")
        office.sign_in_error = None
        await seat.press("enter")
        await seat.reads("desk.column.reasons")


async def test_nothing_typed_is_said():
    async with sitting() as seat:
        await seat.press("enter", "enter")
        await seat.reads("desk.sign_in.missing")


async def test_a_password_that_is_pasted_or_typed_by_a_program_is_taken():
    async with sitting() as seat:
        await seat.press(*"mai", "enter")
        await seat.scan(PASSWORD, end="")
        await seat.press("enter")
        await seat.reads("desk.column.reasons")


async def test_signing_out_ends_the_process_for_the_next_officer():
    async with working() as seat:
        await seat.press("f10")
        await seat.gone()
        assert seat.app.return_code == SIGNED_OUT
        assert not seat.world.is_signed_in


async def test_leaving_before_signing_in_ends_the_command():
    async with sitting() as seat:
        await seat.press("f10")
        await seat.gone()
        assert seat.app.return_code == 0


async def test_an_idle_desk_counts_down_and_signs_out():
    async with working() as seat:
        seat.app.went_idle()
        await seat.at(IdlePanel)
        panel = seat.app.screen
        for _ in range(30):
            panel.second()
        await seat.gone()
        assert not seat.world.is_signed_in


async def test_any_key_keeps_the_officer_signed_in():
    async with working() as seat:
        await seat.press("enter")
        await seat.opens("Trần Thị Giả Định")
        seat.app.went_idle()
        await seat.at(IdlePanel)
        await seat.press("f5")
        assert not isinstance(seat.app.screen, IdlePanel)
        assert seat.world.decided == []


async def test_a_session_that_ends_is_begun_anew_where_it_was():
    async with working() as seat:
        await seat.press("enter")
        await seat.opens("Trần Thị Giả Định")
        seat.world.error = Refused("not_allowed")
        await seat.poll()
        await seat.at(SessionEndedPanel)
        assert seat.shows("Lê Thị Mai Mẫu")
        seat.world.error = None
        await seat.press(*PASSWORD, "enter")
        await seat.until(lambda: not isinstance(seat.app.screen, SessionEndedPanel))
        assert seat.open_name == "Trần Thị Giả Định"


async def test_somebody_else_leaves_an_ended_session():
    async with working() as seat:
        seat.world.error = Refused("not_allowed")
        await seat.poll()
        await seat.at(SessionEndedPanel)
        await seat.press("escape")
        await seat.gone()


async def test_language_and_colours_change_on_the_first_screen():
    async with sitting() as seat:
        await seat.press("f2")
        await seat.reads("desk.sign_in.title")
        assert seat.shows("Please sign in")
        await seat.press("f3")
        assert seat.app.theme == "night"
        assert isinstance(seat.app.screen, SignInScreen)
