"""Who leads the campaign sees figures, and nobody's name."""

from dataclasses import replace

import pytest
from pytest_textual_snapshot import SVGImageExtension

from kiosk.ports.errors import Refused, Unavailable
from kiosk.ui.desk.campaign.figures_screen import FiguresScreen
from kiosk.ui.desk.sign_in import SessionEndedPanel
from tests.fakes.officer import MAI as AN_OFFICER
from tests.fakes.officer import PASSWORD, an_office
from tests.ui.desk.seat import Seat, sitting
from tests.ui.kiosk.test_snapshots import words_cut

HEAD = replace(AN_OFFICER, login="dong", full_name="Hồ Đông Mẫu", role="campaign", offices=("00000", "00001"))
SIZES = {"vi-80x24": (80, 24), "vi-120x40": (120, 40), "en-80x24": (80, 24)}


async def figures(seat: Seat) -> None:
    """Sign in and wait for the figures."""
    await seat.sign_in()
    await seat.at(FiguresScreen)
    await seat.until(lambda: seat.shows("12.401"), "the figures stand")


async def test_the_head_of_the_campaign_sees_counts_and_no_queue():
    office = an_office(5, officer=HEAD)
    async with sitting(office) as seat:
        await figures(seat)
        assert seat.shows("11.870", "45.000", "476", "00001", "4.356")
        assert not seat.shows("Trần Thị Giả Định")
        assert office.asked == []


async def test_without_a_backend_the_last_figures_stand_and_it_is_said():
    office = an_office(5, officer=HEAD)
    async with sitting(office) as seat:
        await figures(seat)
        office.error = Unavailable("offline")
        seat.app.screen.ask()
        await seat.reads("desk.unavailable.offline")
        assert seat.shows("12.401")
        office.error = Refused("not_allowed")
        seat.app.screen.ask()
        await seat.at(SessionEndedPanel)
        office.error = None
        await seat.press(*PASSWORD, "enter")
        await seat.at(FiguresScreen)


@pytest.mark.parametrize("look", SIZES)
async def test_the_figures(look, snapshot):
    async with sitting(an_office(5, officer=HEAD), size=SIZES[look], language=look[:2]) as seat:
        await figures(seat)
        assert words_cut(seat) == []
        picture = seat.app.export_screenshot(title="kiosk desk")
    assert picture == snapshot.use_extension(SVGImageExtension)(name="figures")
