"""Drawing a card's slip and making it ready for the printer, against one QR and one blank page."""

import asyncio
import socket
import time
from collections.abc import Callable, Iterator

import zxingcpp
from PIL import Image, ImageFilter

from kiosk.devices.printer import raster
from kiosk.devices.printer.slip_printer import ReceiptSink, SlipPrinter, open_sink
from kiosk.domain.slip import Slip
from kiosk.ports.devices import Graphics
from kiosk.ports.errors import PrinterTrouble
from kiosk.resources import qr_symbol
from kiosk.ui.kiosk.paper.slips import card_slip
from kiosk.ui.kiosk.session import Session
from tests.bench.figure import Figure, compare, in_turn
from tests.devices.printer.network_printer import COVER_OPEN, OUT_OF_PAPER, printer_on_a_socket
from tests.fakes.citizen import World, a_card

TOLD_WITHIN = 3.0
"""Seconds in which it must be said that no slip will come."""
LIMIT = 3.0
"""Bare is what a slip cannot do without; ours adds the letters, reads the code back, and packs the bands."""
ROUNDS = 15
SAMPLE = "MẪU"
BLUR, TURN = 1.5, 5
"""Dots and degrees: a photograph out of somebody's hand."""


class Nowhere:
    """A printer that takes everything, and counts."""

    taken = 0

    def _raw(self, data: bytes) -> None:
        self.taken += len(data)

    def cut(self) -> None:
        """Cut."""

    def close(self) -> None:
        """Hang up."""


def measure() -> Figure:
    """Time both in turn; say too how many bytes go out, and whether a photograph of the slip reads."""
    card = a_card()
    slip = card_slip(Session(World().services, "vi", Graphics()), card, in_full=False)
    printer = Nowhere()
    sink = ReceiptSink(lambda: printer, "roll_80")
    image = raster.draw(slip, raster.ROLL_80, SAMPLE)

    def ours(number: int) -> float:
        return _seconds(lambda: sink.put(_drawn(slip)))

    def bare(number: int) -> float:
        return _seconds(lambda: _bare(card.payload, image.size))

    figure = compare("a slip drawn, read back and packed", *in_turn(ours, bare, ROUNDS), LIMIT)
    read = [code.text for code in zxingcpp.read_barcodes(_photographed(image))] == [card.payload]
    notes = [
        f"{printer.taken // (ROUNDS + 1)} bytes for {image.width} x {image.height} dots",
        f"a photograph, {BLUR} dots of blur and {TURN} degrees: {'reads' if read else 'DOES NOT READ'}",
    ]
    troubles = dict(_troubles(slip))
    notes += [f"{told}: said after {seconds:.2f} s" for told, seconds in troubles.items()]
    is_good = read and max(troubles.values()) <= TOLD_WITHIN
    ratio = figure.ratio if is_good else float("inf")
    return Figure(figure.name, figure.ours, figure.bare, ratio, LIMIT, notes)


def _troubles(slip: Slip) -> Iterator[tuple[str, float]]:
    """Print on printers of the network that cannot; yield what is said, and after how long."""
    with printer_on_a_socket() as network:
        gone = network.address
        for state in (OUT_OF_PAPER, COVER_OPEN):
            network.state = state
            yield _trouble(network.address, slip)
    yield _trouble(gone, slip)
    with socket.create_server(("127.0.0.1", 0)) as mute:  # it takes a connection, and nothing more
        mute.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        kind, seconds = _trouble(f"tcp:127.0.0.1:{mute.getsockname()[1]}", slip)
        yield f"{kind}, silent", seconds


def _trouble(address: str, slip: Slip) -> tuple[str, float]:
    begun, told = time.perf_counter(), "nothing"
    try:
        asyncio.run(SlipPrinter(open_sink(address, 80), SAMPLE).print(slip))
    except PrinterTrouble as trouble:
        told = trouble.kind
    return told, time.perf_counter() - begun


def _seconds(work: Callable[[], object]) -> float:
    qr_symbol.encode.cache_clear()  # each card is another one
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def _drawn(slip: Slip) -> Image.Image:
    return raster.draw(slip, raster.ROLL_80, SAMPLE)


def _bare(payload: str, size: tuple[int, int]) -> bytes:
    qr_symbol.encode(payload, "M")
    return Image.new("1", size, 1).tobytes()


def _photographed(image: Image.Image) -> Image.Image:
    turned = image.convert("L").rotate(TURN, expand=True, fillcolor=255)
    return turned.filter(ImageFilter.GaussianBlur(BLUR))
