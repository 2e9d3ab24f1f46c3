"""The card's QR code in a real terminal, photographed and read by another decoder than the product's own."""

import sys
from pathlib import Path

import pytest
from PIL import Image

from tests.terminal.session import DISPLAYS, Session
from tests.ui.qr_payloads import CARD, RECEIPT

pytestmark = [pytest.mark.terminal, pytest.mark.usefixtures("real_terminal")]

SIXEL = b"\x1bP0;1q"


def showing(size: str, way: str = "auto") -> Session:
    return Session([sys.executable, "-m", "tests.terminal.qr_app", way], DISPLAYS[size])


@pytest.mark.parametrize("size", DISPLAYS)
def test_the_card_is_read_from_a_photograph(size: str, tmp_path: Path) -> None:
    with showing(size) as terminal:
        terminal.until_written("drawn sixel")
        terminal.until_read(CARD, tmp_path / "card.png")


@pytest.mark.parametrize("size", ["120x40", "160x45"])
def test_the_card_in_half_blocks_is_read_from_a_photograph(size: str, tmp_path: Path) -> None:
    with showing(size, "blocks") as terminal:
        terminal.until_written("drawn blocks")
        terminal.until_read(CARD, tmp_path / "card.png")


def test_the_receipt_in_half_blocks_is_read_at_the_smallest_size(tmp_path: Path) -> None:
    with showing("80x24", "blocks") as terminal:
        terminal.until_written("drawn none")
        terminal.press("r")
        terminal.until_written("drawn blocks")
        terminal.until_read(RECEIPT, tmp_path / "receipt.png")


def test_the_card_outlives_repaints_and_leaves_nothing_behind(tmp_path: Path) -> None:
    photograph = tmp_path / "card.png"
    with showing("96x24") as terminal:
        terminal.until_read(CARD, photograph)

        for key, shown in (("c", "tick 1"), ("t", "another theme"), ("c", "tick 2")):
            before = len(terminal.written)
            terminal.press(key)
            terminal.until_written(shown, after=before)
            terminal.until_written(SIXEL, after=before)
            terminal.until_read(CARD, photograph)

        terminal.press("o")
        terminal.until_written("covered")
        terminal.until_unreadable(photograph)
        terminal.press("o")
        terminal.until_read(CARD, photograph)

        terminal.press("r")
        terminal.until_read(RECEIPT, photograph)

        before = len(terminal.written)
        terminal.press("g")
        terminal.until_written("gone", after=before)
        terminal.until_unreadable(photograph)
        assert SIXEL not in terminal.written[before:]
        assert len(colours_where_the_card_was(photograph)) == 1


def colours_where_the_card_was(photograph: Path) -> set[object]:
    """Return the colours in the card's lower half, where nothing stands once it has gone."""
    with Image.open(photograph) as picture:
        width, height = picture.size
        place = picture.convert("RGB").crop((width // 10, height // 2, width // 2, height * 3 // 4))
        return {colour for _, colour in place.getcolors(maxcolors=1 << 24) or ()}
