"""Registrations that may be of the same person stand beside the dossier, and each can be opened."""

import pytest

from kiosk.ui.desk.dossier.duplicate_list import DuplicateList
from kiosk.ui.widgets.choice import Choice
from tests.fakes.dossiers import a_dossier
from tests.fakes.officer import an_office
from tests.ui.desk.seat import Seat, working

DOUBTFUL = "Trần Thị Giả Định"
OTHER = a_dossier(900)


async def doubtful(seat: Seat) -> DuplicateList:
    """Open the one that has duplicates, one of which can be opened."""
    seat.world.add(OTHER)
    await seat.press("enter")
    await seat.opens(DOUBTFUL)
    found = seat.work.query_one(DuplicateList)
    await seat.until(lambda: len(found.query(Choice)) == 2, "both duplicates stand")
    await seat.settled()
    return found


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (160, 45)], ids=str)
async def test_duplicates_stand_beside_the_dossier_where_there_is_room_else_below(size):
    async with working(an_office(5), size=size) as seat:
        found = await doubtful(seat)
        sheet, beside = seat.work.query_one("#sheet").region, found.region
        if size[0] == 120:
            assert (beside.y, beside.x >= sheet.right) == (sheet.y, True)
        else:
            assert (beside.x >= sheet.right, beside.y >= sheet.bottom) == (False, True)
        assert sheet.height >= 8
        assert found.max_scroll_y == 0


async def test_a_duplicate_is_opened_and_esc_leads_back():
    async with working(an_office(5)) as seat:
        found = await doubtful(seat)
        await seat.press("tab")
        assert seat.app.focused is found.query(Choice).first()
        await seat.press("enter")
        await seat.opens(OTHER.declared.full_name)
        await seat.reads("desk.hint.duplicate")
        await seat.until(lambda: not found.query(Choice), "it has none itself")
        await seat.press("escape")
        await seat.opens(DOUBTFUL)
        await seat.press("escape")
        await seat.until(lambda: not seat.open_name, "the list stands")
