"""Ringing kiosks, and whatever is held out to the officer."""

from dataclasses import replace

import pytest

from kiosk.ports.errors import Unavailable
from kiosk.ports.people import CodeVerdict
from kiosk.ui.desk.banner import Banner
from kiosk.ui.desk.call_panel import CallPanel
from kiosk.ui.desk.help import HelpPanel
from kiosk.ui.desk.look_up import LookUpPanel
from kiosk.ui.widgets.key_bar import KeyBar
from tests.fakes.citizen import MAN
from tests.fakes.dossiers import code_of
from tests.fakes.officer import A_CALL, A_CARD_CALL, an_office
from tests.ui.desk.seat import working

PLAIN = "Nguyễn Thị Thử Nghiệm"


async def test_a_kiosk_rings_and_is_answered_with_one_key(monkeypatch):
    rung = []
    async with working() as seat:
        monkeypatch.setattr(seat.app, "bell", lambda: rung.append(1))
        seat.world.calls.append(A_CALL)
        seat.work.query_one(Banner).listen()
        await seat.until(lambda: seat.shows("Máy 2 gọi cán bộ", "2 phút"))
        assert rung == [1]
        await seat.press("f4")
        await seat.reads("desk.call.done.coming", kiosk="Máy 2")
        assert seat.world.answered == [(A_CALL.id, "coming")]
        assert not seat.shows("Máy 2 gọi cán bộ")


async def test_whoever_calls_about_a_registration_has_it_opened():
    office = an_office(5, calls=[replace(A_CALL, receipt_code=code_of(0))])
    async with working(office) as seat:
        await seat.until(lambda: seat.shows("Máy 2 gọi cán bộ"))
        await seat.press("f4")
        await seat.opens(PLAIN)


@pytest.mark.parametrize(("key", "outcome"), [("1", "authorised"), ("2", "coming"), ("3", "declined")])
async def test_a_card_is_shown_only_after_a_look_at_the_register(key, outcome):
    async with working(an_office(5, calls=[A_CARD_CALL])) as seat:
        await seat.until(lambda: seat.shows("Máy 1: xin xem thẻ"))
        await seat.press("f4")
        await seat.at(CallPanel)
        assert seat.shows(seat.say("desk.call.compare"))
        await seat.press("enter")
        assert seat.world.answered == []
        await seat.press("f4", key)
        await seat.until(lambda: seat.world.answered == [(A_CARD_CALL.id, outcome)])


async def test_a_number_that_the_register_does_not_know_has_no_card_to_show():
    request = replace(A_CARD_CALL.authorization_request, register=None)
    async with working(an_office(5, calls=[replace(A_CARD_CALL, authorization_request=request)])) as seat:
        await seat.until(lambda: seat.shows("Máy 1: xin xem thẻ"))
        await seat.press("f4")
        await seat.at(CallPanel)
        await seat.press("1")
        assert seat.world.answered == []
        await seat.reads("desk.call.not_in_register")


async def test_a_call_that_another_officer_answers_says_so():
    office = an_office(5, calls=[replace(A_CARD_CALL, answered_by="Phan Hùng Mẫu")])
    async with working(office) as seat:
        await seat.until(lambda: seat.shows(seat.say("desk.call.other_comes", officer="Phan Hùng Mẫu")))


async def test_without_a_call_the_key_does_nothing():
    async with working() as seat:
        await seat.press("f4")
        assert seat.world.answered == []


@pytest.mark.parametrize("verdict", ["valid", "expired", "revoked", "unknown_key", "damaged", "not_ours"])
async def test_a_slip_held_to_the_scanner_is_judged_in_words(verdict):
    office = an_office(5, verdict=CodeVerdict(verdict, "receipt", code_of(2), "Lê Thị Ví Dụ", "1950"))
    async with working(office) as seat:
        await seat.scan(f"BHXH:{code_of(2)}")
        await seat.at(LookUpPanel)
        await seat.reads(f"desk.verdict.{verdict}")
        await seat.reads(f"desk.verdict.todo.{verdict}")
        assert office.verified == [f"BHXH:{code_of(2)}"]


async def test_a_name_is_to_be_compared_only_where_one_stands():
    office = an_office(5, verdict=CodeVerdict("valid", "receipt", code_of(2), "Lê Thị Ví Dụ", "1950-05-01"))
    async with working(office) as seat:
        await seat.scan(f"BHXH:{code_of(2)}")
        await seat.reads("desk.verdict.todo.valid")
        assert seat.shows("Lê Thị Ví Dụ 01/05/1950")
        await seat.press("escape")
        office.verdict = CodeVerdict("valid", "pick_up")
        await seat.scan(f"BHXH:{code_of(2)}")
        await seat.reads("desk.verdict.todo.valid_unnamed")
        assert not seat.shows(seat.say("desk.verdict.todo.valid"))


async def test_a_genuine_slip_opens_its_dossier():
    office = an_office(5, verdict=CodeVerdict("valid", "receipt", code_of(2), "Lê Thị Ví Dụ", "1950"))
    async with working(office) as seat:
        await seat.scan(f"BHXH:{code_of(2)}")
        await seat.reads("desk.verdict.valid")
        await seat.press("1")
        await seat.opens("Lê Thị Ví Dụ")


async def test_a_slip_is_judged_even_while_the_search_has_the_keys():
    async with working() as seat:
        await seat.press("slash")
        await seat.scan(f"BHXH:{code_of(2)}")
        await seat.reads("desk.verdict.not_ours")


async def test_an_id_card_finds_its_bearer():
    async with working() as seat:
        await seat.scan(MAN)
        await seat.reads("desk.look_up.nobody")
        assert seat.world.looked_for == ["006090000011"]


async def test_a_name_without_accents_finds_people_and_opens_theirs():
    async with working() as seat:
        await seat.press("f9")
        await seat.at(LookUpPanel)
        await seat.press(*"vi du", "enter")
        await seat.until(lambda: seat.shows("1 Lê Thị Ví Dụ"))
        await seat.press("1")
        await seat.opens("Lê Thị Ví Dụ")


async def test_a_look_up_without_a_backend_says_so():
    async with working() as seat:
        await seat.press("f9")
        seat.world.error = Unavailable("busy")
        await seat.press(*"vi du", "enter")
        await seat.reads("desk.unavailable.busy")


async def test_what_a_program_types_fast_goes_into_the_field():
    async with working() as seat:
        await seat.press("slash")
        await seat.scan("Nguyen Thi Thu", end="")
        await seat.press("enter")
        await seat.until(lambda: seat.rows.window.total == 1)


async def test_help_names_the_keys():
    async with working() as seat:
        await seat.press("f1")
        await seat.at(HelpPanel)
        await seat.reads("desk.help.f8.does")
        await seat.press("escape")
        assert not isinstance(seat.app.screen, HelpPanel)


async def test_the_row_of_keys_can_be_touched():
    async with working() as seat:
        await seat.pilot.click(KeyBar, offset=(4, 0))
        await seat.at(HelpPanel)
