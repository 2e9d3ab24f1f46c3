from datetime import date

import pytest

from kiosk.domain.card import Card, grouped_number
from kiosk.domain.dates import PartialDate
from kiosk.domain.people import Sex


@pytest.mark.parametrize(
    ("number", "grouped"),
    [
        ("0000000017", "00 0000 0017"),
        ("HT3010000000017", "HT 3 01 0000000017"),
        ("001105000017", "001 105 000 017"),
    ],
)
def test_a_number_is_grouped_as_it_is_printed(number: str, grouped: str):
    assert grouped_number(number) == grouped


@pytest.mark.parametrize(
    ("valid_to", "expired"), [(None, False), (date(2026, 11, 22), False), (date(2026, 11, 21), True)]
)
def test_a_card_is_good_through_its_last_day(valid_to: date | None, expired: bool):
    card = Card(
        card_number="0000000017",
        full_name="Trần Thị Thử Nghiệm",
        birth=PartialDate(1905, 9, 2),
        sex=Sex.FEMALE,
        facility="01001",
        facility_name="Trạm y tế Thử Nghiệm",
        valid_from=date(2026, 1, 1),
        valid_to=valid_to,
        five_years_from=None,
        benefit="4",
        payload="",
        proof="",
        code="",
        is_sample=True,
    )
    assert card.is_expired(date(2026, 11, 22)) is expired
