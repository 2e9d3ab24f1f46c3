"""The window on a long queue: what it knows, what it asks for, and whom it follows."""

from dataclasses import replace

from kiosk.domain.registration.eligibility import Status
from kiosk.ports.dossiers import QueuePage
from kiosk.ui.desk.queue.queue_row import columns, fit
from kiosk.ui.desk.queue.window import REACH, Window
from tests.fakes.officer import an_office


async def page(office, offset, limit, search="") -> QueuePage:
    found = await office.queue(Status.PENDING_REVIEW, search, offset, limit)
    assert found is not None
    return found


async def test_it_knows_a_page_of_ten_thousand_and_asks_for_what_it_does_not_know():
    office = an_office(10_000)
    window = Window()
    window.take(await page(office, *window.around))
    assert window.total == 10_000
    assert window.missing(0, 40) is None
    offset, limit = window.missing(5_000, 5_040)
    assert offset <= 5_000 < 5_040 < offset + limit
    window.take(await page(office, offset, limit))
    assert window.missing(5_000, 5_040) is None
    assert window.missing(9_990, 20_000) is not None


async def test_it_follows_the_selected_one_when_others_come_before_it():
    office = an_office(40)
    window = Window()
    window.take(await page(office, *window.around))
    window.select(10)
    code = window.code
    office.add(*an_office(3).dossiers, at=0)
    assert window.take(await page(office, *window.around)) == 3
    assert (window.at, window.code) == (13, code)


async def test_where_the_selected_one_is_gone_the_next_takes_its_place():
    office = an_office(40)
    window = Window()
    window.take(await page(office, *window.around))
    window.select(10)
    following = window.get(11)
    office.other_decides(window.code, Status.APPROVED)
    window.take(await page(office, *window.around))
    assert window.at == 10
    assert window.code == following.receipt_code


async def test_an_empty_queue_selects_nobody():
    office = an_office(1)
    window = Window()
    window.take(await page(office, *window.around))
    office.other_decides(window.code, Status.REFUSED)
    window.take(await page(office, *window.around))
    assert (window.total, window.code, window.selected) == (0, "", None)


async def test_a_page_that_contradicts_forgets_the_rest():
    office = an_office(300)
    window = Window()
    window.take(await page(office, 0, 100))
    window.take(await page(office, 200, 100))
    assert window.get(250) is not None
    office.add(*an_office(1).dossiers, at=0)
    window.take(await page(office, 0, 100))
    assert window.get(250) is None


async def test_the_end_of_the_queue_is_asked_for_around_the_selection():
    window = Window()
    window.take(replace(await page(an_office(500), 0, 100)))
    window.select(499)
    assert window.around == (499 - REACH, 2 * REACH)
    window.select(10_000)
    assert window.at == 499


def test_columns_take_the_whole_width_and_no_more():
    for width in (60, 76, 96, 156):
        widths = columns(width)
        assert sum(column.width for column in widths) + len(widths) - 1 <= width
    assert fit("Nguyễn Thị Giả Định", 10) == "Nguyễn Th…"
    assert fit("Lê", 4) == "Lê  "
