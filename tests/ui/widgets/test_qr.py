"""The QR widget in an app: when it paints, when it takes its pixels away, and what it says."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import pytest
from textual.app import App, ComposeResult
from textual.containers import Horizontal
from textual.geometry import Region
from textual.pilot import Pilot
from textual.screen import ModalScreen
from textual.widgets import Static
from textual.worker import WorkerFailed

from kiosk.ports.devices import Graphics
from kiosk.resources.qr_symbol import reads_as
from kiosk.ui.widgets.qr.qr_code import Qr
from tests.ui import pictures
from tests.ui.qr_payloads import CARD, RECEIPT

SIXEL = Graphics("sixel", 20, 44)
KITTY = Graphics("kitty", 20, 44)
BLOCKS = Graphics("blocks")
PAINTS = {"sixel": "\x1bP0;1q", "kitty": "\x1b_Ga=T"}
ERASES = "\x1b_Ga=d"


class Cover(ModalScreen[None]):
    """Another screen on top."""

    def compose(self) -> ComposeResult:
        yield Static("cover")


class CardApp(App[None]):
    """A card beside words, as on the kiosk's screens, that remembers what is painted behind the frames."""

    CSS = """
    Screen { layers: below above; }
    Horizontal { height: 1fr; }
    Qr { width: 37; }
    #note { layer: above; width: 10; height: 3; offset: 20 5; display: none; }
    """

    def __init__(self, payload: str, graphics: Graphics) -> None:
        super().__init__()
        self._payload = payload
        self._graphics = graphics
        self.ways: list[str] = []
        self.written: list[str] = []

    def on_mount(self) -> None:
        self._driver.write = self._write  # a headless driver writes nothing at all

    def _write(self, sequence: str) -> None:
        if "\x1bP" in sequence or "\x1b_G" in sequence:
            self.written.append(sequence)

    def compose(self) -> ComposeResult:
        yield Static("top", id="top")
        with Horizontal():
            yield Qr(self._payload, graphics=self._graphics)
            yield Static("words", id="words")
        yield Static("keys", id="keys")
        yield Static("note", id="note")

    def on_qr_drawn(self, message: Qr.Drawn) -> None:
        self.ways.append(message.way)


@asynccontextmanager
async def shown(
    payload: str, graphics: Graphics, size: tuple[int, int] = (80, 24)
) -> AsyncIterator[tuple[CardApp, Pilot[None]]]:
    app = CardApp(payload, graphics)
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        del app.written[:-1]  # frames that were under way when the code was ready have it painted twice
        yield app, pilot


async def settle(pilot: Pilot[None]) -> None:
    with suppress(WorkerFailed):
        await pilot.app.workers.wait_for_complete()
    await pilot.pause()
    await pilot.pause()


@pytest.mark.parametrize("graphics", [SIXEL, KITTY], ids=["sixel", "kitty"])
async def test_the_card_is_painted_where_its_region_is(graphics: Graphics) -> None:
    async with shown(CARD, graphics) as (app, _):
        [painted] = app.written

        assert app.ways == [graphics.kind]
        assert app.query_one(Qr).region == Region(0, 1, 37, 22)
        assert painted.startswith(f"\x1b7\x1b[4;1H{PAINTS[graphics.kind]}")  # 17 rows in the middle of 22
        assert painted.endswith("\x1b8")


async def test_what_is_painted_is_the_payload() -> None:
    async with shown(CARD, SIXEL) as (app, _):
        [painted] = app.written
        sixels = painted[painted.index("\x1bP") : -2]

        assert reads_as(CARD, *pictures.sixels(sixels))


async def test_pixels_stay_off_the_last_row_even_when_the_card_reaches_it() -> None:
    async with shown(CARD, SIXEL, size=(80, 18)) as (app, pilot):
        app.query_one("#keys").display = False
        await settle(pilot)
        painted = app.written[-1]
        pixels, width = pictures.sixels(painted[painted.index("\x1bP") : -2])

        assert app.query_one(Qr).region.bottom == 18
        assert painted.startswith("\x1b7\x1b[2;3H")
        assert len(pixels) // width == 15 * 44  # rows 2 to 16; with the last row it would have been 17


async def test_cells_written_over_the_card_are_painted_again() -> None:
    async with shown(CARD, SIXEL) as (app, pilot):
        note = app.query_one("#note")
        note.display = True
        await settle(pilot)
        under_the_note = len(app.written)
        note.display = False
        await settle(pilot)

        assert under_the_note == 1
        assert len(app.written) == 2


async def test_a_change_elsewhere_does_not_paint_the_card_again() -> None:
    async with shown(CARD, SIXEL) as (app, pilot):
        app.query_one("#words", Static).update("others")
        await settle(pilot)
        app.query_one("#keys", Static).update("others")
        await settle(pilot)

        assert len(app.written) <= 2


async def test_a_change_of_theme_paints_the_card_again() -> None:
    async with shown(CARD, SIXEL) as (app, pilot):
        app.theme = "textual-light"
        await settle(pilot)

        assert len(app.written) > 1


@pytest.mark.parametrize("graphics", [SIXEL, KITTY], ids=["sixel", "kitty"])
async def test_the_card_is_not_painted_over_another_screen(graphics: Graphics) -> None:
    async with shown(CARD, graphics) as (app, pilot):
        await app.push_screen(Cover())
        await settle(pilot)
        painted = [sequence for sequence in app.written[1:] if PAINTS[graphics.kind] in sequence]
        app.pop_screen()
        await settle(pilot)

        assert painted == []
        assert PAINTS[graphics.kind] in app.written[-1]


async def test_kitty_pixels_go_when_another_screen_comes() -> None:
    async with shown(CARD, KITTY) as (app, pilot):
        await app.push_screen(Cover())
        await settle(pilot)

        assert app.written[-1].startswith(ERASES)


@pytest.mark.parametrize("how", ["removed", "hidden"])
async def test_kitty_pixels_go_with_the_card(how: str) -> None:
    async with shown(CARD, KITTY) as (app, pilot):
        if how == "removed":
            await app.query_one(Qr).remove()
        else:
            app.query_one(Qr).display = False
        await settle(pilot)

        assert app.written[-1].startswith(ERASES)


async def test_kitty_pixels_go_with_the_app() -> None:
    async with shown(CARD, KITTY) as (app, _):
        app.exit()

    assert app.written[-1].startswith(ERASES)


async def test_half_blocks_are_black_on_white_whatever_the_theme() -> None:
    async with shown(RECEIPT, BLOCKS) as (app, _):
        app.theme = "textual-dark"
        qr = app.query_one(Qr)
        segments = [segment for y in range(qr.size.height) for segment in qr.render_line(y)]
        colours = {(str(s.style.color.triplet.hex), str(s.style.bgcolor.triplet.hex)) for s in segments}

        assert colours == {("#000000", "#ffffff")}
        assert app.written == []
        assert app.ways == ["blocks"]


async def test_half_blocks_stand_in_the_middle_of_the_card() -> None:
    async with shown(RECEIPT, BLOCKS) as (app, _):
        qr = app.query_one(Qr)
        lines = [qr.render_line(y).text for y in range(qr.size.height)]
        first = next(y for y, line in enumerate(lines) if line.strip())

        assert {len(line) for line in lines} == {37}
        assert lines[first].index("█") == 4 + 4
        assert first == (22 - 15) // 2 + 2


async def test_a_card_that_cannot_be_drawn_says_so_and_stays_white() -> None:
    async with shown(CARD, BLOCKS) as (app, _):
        qr = app.query_one(Qr)

        assert (app.ways, qr.way) == (["none"], "none")
        assert "".join(qr.render_line(y).text for y in range(qr.size.height)).strip() == ""


@pytest.mark.parametrize("text", ["9" * 8000, "\ud800"], ids=["too long", "no text at all"])
async def test_a_text_that_cannot_be_encoded_says_so(text: str) -> None:
    async with shown(text, SIXEL) as (app, _):
        assert app.ways == ["none"]


async def test_another_payload_replaces_the_first() -> None:
    async with shown(CARD, BLOCKS) as (app, pilot):
        app.query_one(Qr).payload = RECEIPT
        await settle(pilot)

        assert app.ways == ["none", "blocks"]


async def test_a_larger_terminal_is_used() -> None:
    async with shown(CARD, BLOCKS) as (app, pilot):
        app.query_one(Qr).styles.width = 80
        await pilot.resize_terminal(120, 40)
        await settle(pilot)

        assert app.ways[-1] == "blocks"
