"""Every kind of slip on every roll: its codes are read off a photograph of it, and it looks as it did."""

from itertools import product
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image, ImageChops, ImageFilter

from kiosk.devices.printer.raster import PAPERS, Paper, draw, pages
from kiosk.domain.slip import MODULE
from kiosk.resources import qr_symbol
from tests.devices.printer.slips import KINDS, SAMPLE

GOLDEN = Path(__file__).parent / "golden" / "slips"
BLUR, TURN = 1.5, 5
"""Dots and degrees: a photograph out of somebody's hand."""
ROLLS = ("roll_58", "roll_80")
ALL = list(product(KINDS, ROLLS))


def drawn(kind: str, roll: str) -> Image.Image:
    """Return what goes to the printer."""
    return draw(KINDS[kind](), PAPERS[roll], SAMPLE)


def photographed(image: Image.Image, turn: int) -> Image.Image:
    """Return a photograph of it that is neither sharp nor straight."""
    turned = image.convert("L").rotate(turn, expand=True, fillcolor=255)
    return turned.filter(ImageFilter.GaussianBlur(BLUR))


def read(image: Image.Image) -> list[bytes]:
    """Return every code that is found."""
    return [found.bytes for found in zxingcpp.read_barcodes(image)]


@pytest.mark.parametrize(("kind", "roll"), ALL)
@pytest.mark.parametrize("turn", [TURN, -TURN])
def test_a_photograph_of_a_slip_is_read(kind: str, roll: str, turn: int):
    codes = [square.payload.encode() for square in KINDS[kind]().squares]
    assert sorted(read(photographed(drawn(kind, roll), turn))) == sorted(codes)


@pytest.mark.parametrize(("kind", "name"), list(product(("received", "card_full", "kept"), PAPERS)))
def test_a_phone_can_tell_the_modules_of_every_code_on_every_paper(kind: str, name: str):
    paper = PAPERS[name]
    for page in pages(KINDS[kind](), paper, SAMPLE):
        for found in zxingcpp.read_barcodes(page.convert("L")):
            left, right = found.position.top_left, found.position.top_right
            millimetres = (right.x - left.x) * 25.4 / paper.dots_per_inch / _modules(found)
            assert millimetres >= MODULE * 0.99, found.text[:6]


def _modules(found: zxingcpp.Barcode) -> int:
    return len(qr_symbol.encode(found.text, "M")) - 2 * qr_symbol.QUIET


@pytest.mark.parametrize(("kind", "name"), list(product(KINDS, ("a4", "a5"))))
def test_no_page_is_larger_than_its_paper_and_none_of_the_slip_is_lost(kind: str, name: str):
    paper, slip = PAPERS[name], KINDS[kind]()
    sheets = pages(slip, paper, SAMPLE)
    assert {sheet.size for sheet in sheets} == {(paper.width, paper.height)}
    codes = [code for sheet in sheets for code in read(sheet.convert("L"))]
    assert sorted(codes) == sorted(square.payload.encode() for square in slip.squares)
    for sheet in sheets:
        left, top, right, bottom = ImageChops.invert(sheet.convert("L")).getbbox()
        assert min(left, top, paper.width - right, paper.height - bottom) >= paper.margin * 0.9


@pytest.mark.parametrize(("kind", "roll"), ALL)
def test_a_slip_looks_as_it_did(kind: str, roll: str):
    """After a change: `python -m tests.devices.printer.test_slips` writes the pictures anew; look at them."""
    with Image.open(GOLDEN / f"{kind}-{roll}.png") as golden:
        difference = ImageChops.difference(drawn(kind, roll).convert("L"), golden.convert("L"))
        assert difference.getbbox() is None


def _black(image: Image.Image, paper: Paper) -> int:
    """Return how wide what is drawn is, in whole millimetres."""
    left, _, right, _ = ImageChops.invert(image.convert("L")).getbbox()
    return int((right - left) * 25.4 / paper.dots_per_inch)


@pytest.mark.parametrize("kind", ["card_masked", "card_full"])
def test_a_cards_code_is_forty_millimetres_wide_on_the_wide_roll(kind: str):
    slip, paper = KINDS[kind](), PAPERS["roll_80"]
    only = draw(type(slip)(slip.squares), paper, "")
    assert _black(only, paper) >= 40


def test_saved_and_received_are_told_apart_at_a_glance():
    saved, received = (
        [part.text for part in KINDS[kind]().parts if getattr(part, "size", "") == "title"]
        for kind in ("saved", "received")
    )
    assert saved
    assert received
    assert not set(saved) & set(received)


if __name__ == "__main__":
    GOLDEN.mkdir(exist_ok=True)
    for each, width in ALL:
        drawn(each, width).save(GOLDEN / f"{each}-{width}.png", optimize=True)
