"""How a QR code is drawn, as tables and properties; every way is read back from what it would send."""

import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.ports.devices import Graphics
from kiosk.resources.qr_symbol import QUIET, Unencodable, encode, reads_as
from kiosk.ui.widgets.qr.drawing import Room, block_pixels, draw
from tests.ui import pictures
from tests.ui.qr_payloads import CARD, RECEIPT

FOOT = (20, 44)
LARGE = 100


def room(columns: int, rows: int, kind: str = "blocks", cell: tuple[int, int] = (0, 0)) -> Room:
    return Room(columns, rows, Graphics(kind, *cell))


@pytest.mark.parametrize(
    ("text", "available", "way", "cells"),
    [
        (CARD, room(37, 16, "sixel", FOOT), "sixel", (33, 15)),
        (CARD, room(37, 16, "kitty", FOOT), "kitty", (33, 15)),
        (CARD, room(70, 28, "sixel", (12, 27)), "sixel", (61, 28)),
        (CARD, room(28, 14, "sixel", (8, 16)), "sixel", (28, 14)),
        (CARD, room(37, 16), "none", (0, 0)),
        (CARD, room(65, 33), "blocks", (65, 33)),
        (CARD, room(73, 37), "blocks", (73, 37)),
        (CARD, room(72, 36), "blocks", (65, 33)),
        (CARD, room(64, 33), "none", (0, 0)),
        (CARD, room(65, 32), "none", (0, 0)),
        (CARD, room(65, 33, "sixel"), "blocks", (65, 33)),
        (CARD, room(80, 40, "sixel", (2, 4)), "blocks", (73, 37)),
        (CARD, room(100, 50, "sixel", (2, 4)), "sixel", (98, 49)),
        (CARD, room(73, 37, "none", FOOT), "none", (0, 0)),
        (CARD, room(0, 0), "none", (0, 0)),
        (RECEIPT, room(34, 15), "blocks", (29, 15)),
        (RECEIPT, room(34, 14), "none", (0, 0)),
        (RECEIPT, room(70, 33), "blocks", (58, 29)),
        ("x" * 3000, room(LARGE, LARGE), "none", (0, 0)),
    ],
)
def test_the_best_way_that_fits_is_taken(
    text: str, available: Room, way: str, cells: tuple[int, int]
) -> None:
    drawing = draw(text, available)

    assert (drawing.way, (drawing.columns, drawing.rows)) == (way, cells)


@pytest.mark.parametrize("cell", [FOOT, (12, 27), (8, 16), (9, 19), (24, 45), (11, 23)])
def test_the_sixels_sent_are_the_code(cell: tuple[int, int]) -> None:
    drawing = draw(CARD, room(60, 30, "sixel", cell))

    pixels, width = pictures.sixels(drawing.painting)

    assert reads_as(CARD, pixels, width)
    assert width == drawing.columns * cell[0]
    assert 0 <= drawing.rows * cell[1] - len(pixels) // width < 6


@pytest.mark.parametrize("cell", [FOOT, (12, 27), (8, 16), (9, 19), (24, 45), (11, 23)])
def test_the_kitty_picture_sent_is_the_code(cell: tuple[int, int]) -> None:
    drawing = draw(CARD, room(60, 30, "kitty", cell))

    pixels, width = pictures.kitty(drawing.painting)

    assert reads_as(CARD, pixels, width)
    assert (width, len(pixels)) == (drawing.columns * cell[0], width * drawing.rows * cell[1])


def test_sixel_and_kitty_send_the_same_pixels() -> None:
    sixel, kitty = (draw(CARD, room(37, 16, kind, FOOT)).painting for kind in ("sixel", "kitty"))

    assert pictures.sixels(sixel) == pictures.kitty(kitty)  # 15 rows of 44 lines are whole bands


def test_a_module_is_whole_pixels_and_square() -> None:
    pixels, width = pictures.sixels(draw(CARD, room(37, 16, "sixel", FOOT)).painting)

    rows = [pixels[at : at + width] for at in range(0, len(pixels), width)]
    across = {x for row in set(rows) for x in range(1, width) if row[x] != row[x - 1]}
    down = {y for y in range(1, len(rows)) if rows[y] != rows[y - 1]}

    assert {(x - min(across)) % 9 for x in across} == {0}
    assert {(y - min(down)) % 9 for y in down} == {0}


def test_half_blocks_keep_four_modules_of_light_around() -> None:
    lines = draw(CARD, room(65, 33)).lines

    assert [line.strip() for line in (*lines[: QUIET // 2], *lines[-QUIET // 2 :])] == [""] * 4
    assert all(line[:QUIET] == line[-QUIET:] == " " * QUIET for line in lines)


@pytest.mark.parametrize("cell", [(8, 16), (20, 44), (9, 15), (7, 17)])
def test_half_blocks_are_read_in_cells_of_any_shape(cell: tuple[int, int]) -> None:
    lines = draw(CARD, room(73, 37)).lines

    assert reads_as(CARD, *block_pixels(lines, *cell))


def test_what_cannot_be_read_falls_to_the_next_way() -> None:
    tried: list[int] = []

    def reads_the_third(text: str, pixels: bytes, width: int) -> bool:
        tried.append(width)
        return len(tried) == 3

    drawing = draw(CARD, room(73, 37, "sixel", (8, 16)), reads_the_third)

    assert drawing.way == "blocks"
    assert tried == [584, 520, 584]  # Sixels at level M and L, then blocks of 73 modules


@pytest.mark.parametrize("kind", ["kitty", "sixel", "blocks"])
def test_nothing_is_drawn_that_no_reader_can_read(kind: str) -> None:
    drawing = draw(CARD, room(LARGE, LARGE, kind, FOOT), lambda text, pixels, width: False)

    assert (drawing.way, drawing.painting, drawing.lines) == ("none", "", ())


def test_another_text_in_the_picture_is_not_taken_for_ours() -> None:
    pixels, width = block_pixels(draw(CARD, room(73, 37)).lines, 8, 16)

    assert not reads_as(CARD + " ", pixels, width)
    assert not reads_as(CARD, b"\xff" * len(pixels), width)


@pytest.mark.parametrize("text", ["Ệ" * 1000, "0" * 200])
def test_a_text_that_no_code_can_hold_is_refused(text: str) -> None:
    with pytest.raises(Unencodable):
        encode(text, "M")


@settings(deadline=None, max_examples=40)
@given(st.text(min_size=1, max_size=120))
def test_every_text_is_shown_exactly_or_not_at_all(text: str) -> None:
    drawing = draw(text, room(LARGE, LARGE, "sixel", FOOT))

    if drawing.way == "sixel":
        assert reads_as(text, *pictures.sixels(drawing.painting))


@pytest.mark.parametrize("text", ["Trần Thị Thử Nghiệm", "BHXH:7K3M9QXRA2WD", "9" * 200, "Đỗ|Ệ|🪪", " x "])
def test_vietnamese_and_digits_are_shown_exactly(text: str) -> None:
    assert draw(text, room(LARGE, LARGE, "sixel", FOOT)).way == "sixel"


def test_the_libraries_are_loaded_by_the_first_code_and_not_before() -> None:
    question = "print(sorted({'qrcode', 'zxingcpp', 'PIL'} & set(sys.modules)))"
    script = (
        f"import sys, kiosk.ui.widgets.qr.qr_code\n{question}\nkiosk.resources.qr_symbol.warm()\n{question}"
    )
    asked = [sys.executable, "-c", script]
    before, after = subprocess.run(asked, capture_output=True, text=True, check=True).stdout.splitlines()

    assert before == "[]"
    assert "'qrcode'" in after
    assert "'zxingcpp'" in after
