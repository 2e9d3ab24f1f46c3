import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.problems import Problem
from kiosk.domain.scans import officer_badge
from kiosk.domain.scans.card_codes import parse
from kiosk.domain.scans.scan import OfficerBadge, Unknown
from kiosk.domain.vietnamese_input import compose
from tests.domain.samples import TODAY

SECRETS = st.text("0123456789", min_size=officer_badge.DIGITS, max_size=officer_badge.DIGITS)


@given(SECRETS)
def test_a_badge_is_read_as_a_badge_whatever_its_digits_are(secret: str):
    text = officer_badge.to_text(secret)
    for sent in (text, f"{text}\r\n", text.lower()):
        assert parse(sent, TODAY) == OfficerBadge(secret)


@given(SECRETS, st.sampled_from(["telex", "vni"]))
def test_no_input_method_on_the_way_changes_a_badge(secret: str, method: str):
    text = officer_badge.to_text(secret)
    assert compose(text, method) == text


@given(SECRETS)
def test_nothing_shows_the_secret(secret: str):
    assert secret not in repr(parse(officer_badge.to_text(secret), TODAY))


@pytest.mark.parametrize("secret", ["", "1" * 39, "1" * 41, "1" * 39 + "x", "１" * 40])
def test_half_a_badge_is_damaged_and_no_card(secret: str):
    assert parse(officer_badge.to_text(secret), TODAY) == Unknown(Problem("code.damaged"))


@pytest.mark.parametrize("text", ["1" * 40, "BHXH:7K3M9QXRA2WD", "BHXHC:1"])
def test_anything_else_is_no_badge(text: str):
    assert officer_badge.parse(text) is None
