"""The queue: who waits, found without accents, and never a hitch however many there are."""

from dataclasses import replace

from kiosk.domain.registration.eligibility import Status
from kiosk.ports.errors import Unavailable
from tests.fakes.dossiers import a_dossier, code_of
from tests.fakes.officer import A_SILENT_KIOSK, MAI, an_office
from tests.ui.desk.seat import sitting, working

WAITS_HERE = "Trần Thị Giả Định"


async def test_whoever_waits_at_a_kiosk_is_first_and_marked_in_words():
    async with working() as seat:
        first = seat.rows.render_line(0).text
        assert first.startswith(f"● {WAITS_HERE}")
        assert seat.say("desk.queue.waits_here") in first
        assert "Phan Hùng Mẫu mở" in first


async def test_the_queue_lives():
    async with working() as seat:
        seat.world.add(a_dossier(33))
        await seat.poll()
        await seat.until(lambda: seat.rows.window.total == 6)
        assert seat.shows("Phạm Thị Làm Quen")


async def test_the_selection_stays_on_its_dossier_when_others_come_before_it():
    async with working(an_office(60)) as seat:
        await seat.press("pagedown", "down")
        name, line = seat.selected, seat.rows.window.at - seat.rows.scroll_offset.y
        seat.world.add(*(replace(a_dossier(n), waits_here=True) for n in range(70, 73)))
        await seat.poll()
        await seat.until(lambda: seat.rows.window.total == 63)
        assert seat.selected == name
        assert seat.rows.window.at - seat.rows.scroll_offset.y == line


async def test_ten_thousand_are_asked_for_only_where_they_are_seen():
    async with working(an_office(10_000)) as seat:
        await seat.press("end")
        await seat.until(lambda: seat.selected != "")
        assert seat.rows.window.at == 9_999
        assert all(limit <= 100 for _, limit in seat.world.asked)
        assert len(seat.world.asked) <= 4


async def test_a_search_needs_no_accents_and_looks_through_every_state():
    office = an_office(30)
    office.other_decides(code_of(12), Status.APPROVED)
    async with working(office) as seat:
        await seat.press("slash", *"lam quen", "enter")
        await seat.until(lambda: seat.rows.window.total == 4)
        assert seat.shows("Lê Thị Làm Quen", "Đã duyệt")
        await seat.press("escape")
        await seat.until(lambda: seat.rows.window.total == 29)


async def test_a_search_that_finds_nobody_says_how_to_go_back():
    async with working() as seat:
        await seat.press("slash", *"xyz", "enter")
        await seat.reads("desk.queue.not_found")


async def test_digits_show_the_other_parts():
    office = an_office(5)
    office.other_decides(code_of(3), Status.REFUSED)
    async with working(office) as seat:
        await seat.press("4")
        await seat.until(lambda: seat.rows.window.total == 1)
        assert seat.shows("Phạm Thị Kiểm Thử")
        await seat.press("2")
        await seat.reads("desk.queue.empty")
        await seat.press("1")
        await seat.until(lambda: seat.rows.window.total == 4)


async def test_what_kiosks_could_not_deliver_is_counted_and_listed():
    office = an_office(5, kiosks=[A_SILENT_KIOSK])
    async with working(office) as seat:
        await seat.until(lambda: seat.shows("5 Chưa gửi 1"))
        await seat.press("5")
        await seat.reads("desk.refused.phone_limit_reached")
        assert seat.shows("Máy 3")
        await seat.press("1")
        await seat.reads("desk.column.reasons")


async def test_a_backend_that_is_away_is_said_and_the_queue_stays():
    async with working() as seat:
        seat.world.error = Unavailable("offline")
        await seat.poll()
        await seat.reads("desk.unavailable.offline")
        assert seat.shows(WAITS_HERE, seat.say("common.offline"))
        seat.world.error = None
        await seat.poll()
        await seat.reads("desk.hint.list")
        assert seat.shows(seat.say("common.online"))


async def test_a_click_opens():
    async with working() as seat:
        await seat.pilot.click(seat.rows, offset=(5, 2))
        await seat.opens("Lê Thị Ví Dụ")


async def test_beside_the_list_the_selected_one_lies_open():
    async with working(size=(160, 45)) as seat:
        await seat.opens(WAITS_HERE)
        await seat.press("down")
        await seat.opens("Nguyễn Thị Thử Nghiệm")
        assert seat.world.released == [code_of(1)]
        assert seat.world.claimed == [code_of(1), code_of(0)]


async def test_an_auditor_reads_and_is_offered_no_decision():
    office = an_office(5, officer=replace(MAI, role="auditor"))
    async with working(office) as seat:
        await seat.press("enter")
        await seat.opens(WAITS_HERE)
        await seat.press("f5", "f6", "f7")
        assert len(seat.app.screen_stack) == 2
        assert not seat.shows(seat.say("desk.decide.approve"))
        assert office.claimed == []


async def test_the_language_changes_and_everything_stays_where_it_was():
    async with working() as seat:
        await seat.press("down", "enter")
        await seat.opens("Nguyễn Thị Thử Nghiệm")
        await seat.press("f2")
        await seat.until(lambda: seat.shows("REGISTER", "Ask for more", "Sign out"))
        assert seat.open_name == "Nguyễn Thị Thử Nghiệm"


async def test_a_tiny_terminal_breaks_nothing():
    async with working() as seat:
        await seat.press("enter")
        await seat.opens(WAITS_HERE)
        for size in ((40, 12), (20, 5), (100, 30)):
            await seat.pilot.resize_terminal(*size)
            await seat.settled()
        assert seat.open_name == WAITS_HERE


async def test_a_terminal_that_shrinks_keeps_the_dossier():
    async with sitting(size=(160, 45)) as seat:
        await seat.at_work()
        await seat.opens(WAITS_HERE)
        await seat.pilot.resize_terminal(100, 30)
        await seat.settled()
        assert seat.open_name == WAITS_HERE
        await seat.press("escape")
        await seat.until(lambda: seat.rows.is_on_screen)


async def test_a_supervisor_of_several_offices_sees_which_and_looks_at_each_by_itself():
    both = replace(MAI, role="supervisor", offices=("00000", "00001"))
    office = an_office(9, officer=both)
    async with working(office, size=(120, 40)) as seat:
        await seat.reads("desk.column.office")
        assert seat.shows("00000", "00001")
        await seat.press("f11")
        await seat.until(lambda: office.offices[-1] == "00000", "the first is asked for")
        await seat.until(lambda: seat.rows.window.total == 6)
        await seat.press("f11")
        await seat.until(lambda: seat.rows.window.total == 3, "the other one's")
        assert not seat.shows("00000 ")
        await seat.press("f11")
        await seat.until(lambda: seat.rows.window.total == 9, "all again")


async def test_an_officer_of_one_office_has_no_column_and_no_key_for_it():
    async with working(an_office(5)) as seat:
        assert "F11" not in seat.text
        assert not seat.shows("00000")
        await seat.press("f11")
        assert set(seat.world.offices) == {""}
