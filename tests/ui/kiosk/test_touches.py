"""How many touches an errand takes: few enough for a hand that is not used to it."""

import pytest

from tests.ui import hand
from tests.ui.hand import Done


@pytest.mark.parametrize(
    ("errand", "touches", "scans", "keys"),
    [
        (hand.myself, 8, 1, 16),
        (hand.myself_without_a_phone, 8, 1, 0),
        (hand.a_relative, 12, 2, 16),
        (hand.the_card_again, 3, 1, 6),
    ],
)
async def test_an_errand_with_cards_takes_few_touches_and_types_only_a_phone_and_its_code(
    errand, touches, scans, keys
):
    done: Done = await errand()
    assert done.touches <= touches
    assert (done.scans, done.keys) == (scans, keys)


async def test_without_a_card_each_part_is_a_line():
    done = await hand.typed()
    assert done.scans == 0
    assert done.lines == 6  # number, name, birth, commune, phone, code
