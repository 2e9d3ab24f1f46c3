"""What an officer shows at a kiosk: which PINs are none, and what a badge says."""

import pytest

from kiosk.backend.access import officers
from kiosk.domain.scans import officer_badge

GUESSED_FIRST = ("000000", "123456", "654321", "567890", "121212", "123123", "112233")
NO_PINS = ("", "27491", "2749161", "27491a", "２７４９１６")


@pytest.mark.parametrize("pin", [*GUESSED_FIRST, *NO_PINS])
def test_a_pin_that_is_guessed_first_or_is_no_six_digits_is_refused(pin: str) -> None:
    assert not officers.is_fit_pin(pin)


@pytest.mark.parametrize("pin", ["274916", "100239", "998760"])
def test_any_other_six_digits_will_do(pin: str) -> None:
    assert officers.is_fit_pin(pin)


def test_each_badge_is_new_and_its_code_is_read_back() -> None:
    first, second = officers.new_badge(), officers.new_badge()
    assert first != second
    assert officer_badge.parse(officer_badge.to_text(first)) == first
