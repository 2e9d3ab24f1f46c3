"""The contrast of each theme, computed from its colours (WCAG 2.2): text at 7:1, edges at 3:1."""

import itertools

import pytest
from textual.color import Color
from textual.theme import Theme

from kiosk.ui.toolkit.themes import THEMES

TEXT, EDGE = 7.0, 3.0
INKS = ("ink", "muted", "accent", "good", "careful")
GROUNDS = ("paper", "sheet")
PAIRS = [*itertools.product(INKS, GROUNDS), ("ink", "bar"), ("on-accent", "accent")]
EDGES = [*itertools.product(("edge", "accent", "careful"), GROUNDS), ("on-accent", "accent")]


def luminance(colour: Color) -> float:
    """Return the relative luminance, 0 to 1."""

    def linear(part: int) -> float:
        share = part / 255
        return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4

    return 0.2126 * linear(colour.r) + 0.7152 * linear(colour.g) + 0.0722 * linear(colour.b)


def contrast(theme: Theme, one: str, other: str) -> float:
    """Return the contrast of two of a theme's colours, 1 to 21."""
    return ratio(*(Color.parse(theme.variables[each]) for each in (one, other)))


def ratio(one: Color, other: Color) -> float:
    """Return the contrast of two colours, 1 to 21."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_text_stands_at_seven_to_one(theme: Theme) -> None:
    measured = {pair: round(contrast(theme, *pair), 2) for pair in PAIRS}
    assert {pair: ratio for pair, ratio in measured.items() if ratio < TEXT} == {}


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_edges_stand_at_three_to_one(theme: Theme) -> None:
    measured = {pair: round(contrast(theme, *pair), 2) for pair in EDGES}
    assert {pair: ratio for pair, ratio in measured.items() if ratio < EDGE} == {}


def test_the_measure_is_right() -> None:
    white_on_black = Theme("t", primary="#000", variables={"one": "#FFFFFF", "other": "#000000"})
    assert contrast(white_on_black, "one", "other") == pytest.approx(21.0)
