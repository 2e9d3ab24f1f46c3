"""The main job in a real terminal: another decoder reads the card off a photograph of the screen."""

from pathlib import Path

import pytest

from kiosk.domain.dates import PartialDate
from kiosk.domain.scans.card_codes import InsuranceCard, parse
from tests.fakes.citizen import NOW
from tests.terminal.session import decoded
from tests.terminal.walk import Walk, demo

pytestmark = [pytest.mark.terminal, pytest.mark.usefixtures("real_terminal")]


@pytest.mark.parametrize("display", ["80x24", "120x40"])
def test_a_scan_ends_with_a_card_that_a_phone_can_read(display: str, tmp_path: Path) -> None:
    with demo(display, tmp_path) as session:
        Walk(session).to_the_card()
        photograph = tmp_path / "card.png"
        session.until_decoded(photograph)
        (payload,) = decoded(photograph)
    card = parse(payload, NOW.date())
    assert isinstance(card, InsuranceCard)
    assert (card.full_name, card.birth) == ("Nguyễn Văn Mẫu", PartialDate(1990, 1, 1))
    assert payload.encode().decode() == card.payload
