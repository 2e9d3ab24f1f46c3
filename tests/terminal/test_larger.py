"""TextSize letters under a real compositor: the terminal gets fewer cells, and the card can still be read."""

from pathlib import Path

import pytest

from kiosk.resources.text import words
from tests.terminal.session import Session
from tests.terminal.walk import Walk, demo

pytestmark = [pytest.mark.terminal, pytest.mark.usefixtures("real_terminal")]


def choose_size(session: Session, walk: Walk, columns: int, rows: int) -> None:
    """Choose the other size of letters, and wait until the terminal has so many cells."""
    walk.press("f3", then=words("common.theme.contrast"))
    session.rest(0.4)
    session.press("4")
    session.until_size(columns, rows)


def test_the_display_shows_larger_letters_and_a_card_that_can_be_read_and_goes_back(tmp_path: Path) -> None:
    with demo("120x40", tmp_path) as session:
        walk = Walk(session)
        walk.begin()
        choose_size(session, walk, 81, 27)
        walk.to_the_card()
        session.until_decoded(tmp_path / "card.png")
        choose_size(session, walk, 120, 40)
        session.until_decoded(tmp_path / "card.png")
