"""What all tests of the screens share: nothing is collected, parsed or drawn more often than looked at."""

import gc
from collections.abc import Iterator
from typing import Any

import pytest
import textual.screen
from textual.css.stylesheet import Stylesheet
from textual.screen import Screen

from tests.ui.visit import FRAMES_HELD

FRAME = 0.25
"""Seconds between two frames that nobody asked for; `Visit.settled` draws what a person would look at."""


@pytest.fixture(autouse=True, scope="session")
def rare_collections() -> Iterator[None]:
    """Collect garbage a hundred times more rarely: an app leaves so much that it took 40 % of the time."""
    usual = gc.get_threshold()
    gc.set_threshold(200_000, 20, 50)
    yield
    gc.set_threshold(*usual)


@pytest.fixture(autouse=True, scope="session")
def rare_frames() -> Iterator[None]:
    """Draw few frames between two looks, and one for each: Textual's sixty a second took 20 % of the time."""
    draw = Screen._compositor_refresh

    def draw_unless_held(self: Screen[Any]) -> None:
        if self is self.app.screen and getattr(self.app, FRAMES_HELD, False):
            self.app._update_mouse_over(self)  # what is to be drawn adds up
        else:
            draw(self)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(textual.screen, "UPDATE_PERIOD", FRAME)
        patch.setattr(Screen, "_compositor_refresh", draw_unless_held)
        yield


@pytest.fixture(autouse=True, scope="session")
def styles_parsed_once() -> Iterator[None]:
    """Parse a style sheet once for all apps, not for each app and theme anew: 8 % of the time."""
    parse, parsed = Stylesheet._parse_rules, {}

    def remember(self: Stylesheet, css: str, read_from: Any, *options: Any, **named: Any) -> Any:
        key = (css, read_from, options, *sorted(named.items()), tuple(self._variables.items()))
        if key not in parsed:
            parsed[key] = parse(self, css, read_from, *options, **named)
        return parsed[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Stylesheet, "_parse_rules", remember)
        yield
