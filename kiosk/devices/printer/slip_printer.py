"""The printer: a slip goes out as dots, and what is wrong with the printer is said within three seconds.

Receipt printers get ESC/POS raster through python-escpos, whatever they hang on; office printers get a page
through CUPS; "pdf:" writes files. None of it is imported before the first slip.
"""

import asyncio
import io
import os
import secrets
import socket
import subprocess
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Protocol

from kiosk.devices.printer.address import PrinterAddress
from kiosk.domain.slip import Slip
from kiosk.ports.errors import PrinterTrouble

if TYPE_CHECKING:
    from PIL.Image import Image

Width = Literal[80, 58, "A4", "A5"]
"""The settings' word for the paper: millimetres of a roll, or a page."""

PATIENCE = 1.0
"""Seconds for a printer to say how it is."""
_PAPER_STATUS, _OFFLINE_STATUS = b"\x10\x04\x04", b"\x10\x04\x02"
"""DLE EOT 4 and 2: the paper's sensors, and why it is offline (ESC/POS)."""
_NO_PAPER, _PAPER_STOP, _COVER = 0x60, 0x20, 0x04
_ANSWER_FRAME, _ANSWER_FRAME_MASK = 0x12, 0x93
"""Every answer has these bits set and the others of the mask clear; what has not is no answer."""
_BAND = 192


class Sink(Protocol):
    """Where a drawing goes. Both methods block, and raise `PrinterTrouble`."""

    paper: str
    """The name of its paper: roll_80, roll_58, a4 or a5."""

    def check(self) -> None:
        """Find out what is wrong, if anything is, in a second or two."""

    def put(self, pages: "Sequence[Image]") -> None:
        """Print them: a roll has one, however long."""


class SlipPrinter:
    """`ports.Printer`: draws, reads its own codes back, and prints on a thread; one slip at a time."""

    def __init__(self, sink: Sink, sample_words: str) -> None:
        self._sink = sink
        self._sample_words = sample_words
        self._turn = asyncio.Lock()

    async def print(self, slip: Slip) -> None:
        """Return when the printer has it all. Raises `PrinterTrouble`."""
        async with self._turn:
            await asyncio.to_thread(self._print, slip)

    def _print(self, slip: Slip) -> None:
        from kiosk.devices.printer import raster

        self._sink.check()
        try:
            pages = raster.pages(slip, raster.PAPERS[self._sink.paper], self._sample_words)
        except raster.Undecodable as error:
            raise PrinterTrouble("unreadable") from error
        self._sink.put(pages)
        self._sink.check()


def open_sink(address: str, width: Width) -> Sink:
    """Return the printer at `address`. Raises `ValueError`.

    A roll is `width` mm wide, 80 or 58; a printer of pages has A5, or A4 for any other width.
    """
    named = PrinterAddress.parse(address)
    page = "a5" if width == "A5" else "a4"
    if named.kind == "cups":
        return CupsSink(named.parts["queue"], page)
    if named.kind == "pdf":
        return PdfSink(Path(named.parts["path"]).expanduser(), page)
    connect = _CONNECTIONS[named.kind]
    return ReceiptSink(lambda: connect(**named.parts), "roll_58" if width == 58 else "roll_80")


class ReceiptSink:
    """A receipt printer that speaks ESC/POS. Opened for each slip: it may be unplugged in between."""

    def __init__(self, connect: Callable[[], Any], paper: str) -> None:
        self._connect = connect
        self.paper = paper

    def check(self) -> None:
        """Ask for paper and cover. A printer that cannot tell is believed to be well."""
        self._talk(_look)

    def put(self, pages: "Sequence[Image]") -> None:
        """Send it in bands that fit a small printer's memory, and cut."""
        (image,) = pages

        def send(printer: Any) -> None:
            for top in range(0, image.height, _BAND):
                printer._raw(_raster(image.crop((0, top, image.width, min(top + _BAND, image.height)))))
            printer.cut()

        self._talk(send)

    def _talk(self, say: Callable[[Any], None]) -> None:
        from escpos.exceptions import Error

        try:
            printer = self._connect()
            try:
                say(printer)
            finally:
                printer.close()
        except PrinterTrouble:
            raise
        except (OSError, Error, ValueError) as error:  # pyserial and pyusb derive theirs from OSError
            raise PrinterTrouble("unplugged") from error


def _raster(band: "Image") -> bytes:
    """ESC/POS GS v 0: the width in bytes, the height in dots, then the dots, a set bit is black.

    python-escpos' own `image` prints to the terminal, where the kiosk stands.
    """
    width = -(-band.width // 8)
    size = width.to_bytes(2, "little") + band.height.to_bytes(2, "little")
    return b"\x1dv0\x00" + size + bytes(byte ^ 0xFF for byte in band.tobytes())


def _look(printer: Any) -> None:
    paper = _ask(printer, _PAPER_STATUS)
    if paper is None:
        return  # it does not tell
    offline = _ask(printer, _OFFLINE_STATUS) or 0
    if offline & _COVER:
        raise PrinterTrouble("cover_open")
    if paper & _NO_PAPER or offline & _PAPER_STOP:
        raise PrinterTrouble("paper_out")


def _ask(printer: Any, question: bytes) -> int | None:
    """Return the printer's answer of one byte, None when there is none."""
    try:
        answer = printer.query_status(question)
    except (TimeoutError, NotImplementedError):
        return None
    status = answer[-1] if answer else 0
    return status if status & _ANSWER_FRAME_MASK == _ANSWER_FRAME else None


def _usb(vendor: str, product: str) -> Any:
    from escpos.printer import Usb

    printer = Usb(int(vendor, 16), int(product, 16), timeout=int(PATIENCE * 1000))
    printer.open()
    return printer


def _tcp(host: str, port: str) -> Any:
    from escpos.printer import Network

    printer = Network(host, int(port), timeout=PATIENCE)
    printer.device = socket.create_connection((host, int(port)), PATIENCE)  # its open() leaks a refused one
    return printer


def _serial(path: str, speed: str) -> Any:
    from escpos.printer import Serial

    printer = Serial(path, int(speed), timeout=PATIENCE)
    printer.open()
    return printer


def _lp(path: str) -> Any:
    from kiosk.devices.printer.line_printer import LinePrinter

    return LinePrinter(Path(path), PATIENCE)


_CONNECTIONS: dict[str, Callable[..., Any]] = {"usb": _usb, "tcp": _tcp, "serial": _serial, "lp": _lp}


_ALERTS: dict[bytes, Literal["paper_out", "cover_open", "unplugged"]] = {
    b"media-empty": "paper_out",
    b"media-needed": "paper_out",
    b"cover-open": "cover_open",
    b"door-open": "cover_open",
    b"disabled": "unplugged",
    b"connecting-to-device": "unplugged",
    b"offline": "unplugged",
}
"""Words of `lpstat` (IPP's printer-state-reasons) and what they mean."""


class CupsSink:
    """An office printer by its name in CUPS. The page goes through a pipe: no file of it is left behind."""

    def __init__(self, name: str, paper: str) -> None:
        self._name = name
        self.paper = paper

    def check(self) -> None:
        """Is the queue there and open, and has the printer told CUPS of any trouble?"""
        state = self._run(["lpstat", "-l", "-p", self._name])
        for alert, kind in _ALERTS.items():
            if alert in state:
                raise PrinterTrouble(kind)

    def put(self, pages: "Sequence[Image]") -> None:
        """Hand the pages over, for paper of their own size: CUPS must not fit them to another."""
        size = ["-o", f"media={self.paper.upper()}", "-o", "print-scaling=none"]
        self._run(["lp", "-d", self._name, "-s", *size, "--", "-"], _pdf(pages, self.paper))

    def _run(self, command: list[str], content: bytes = b"") -> bytes:
        try:
            done = subprocess.run(
                command,
                input=content,
                capture_output=True,
                timeout=2 * PATIENCE,
                check=True,
                env={**os.environ, "LC_ALL": "C"},
            )
        except (OSError, subprocess.SubprocessError) as error:
            raise PrinterTrouble("unplugged") from error
        return done.stdout


class PdfSink:
    """A directory of slips, each under a name that tells nothing."""

    def __init__(self, directory: Path, paper: str) -> None:
        self._directory = directory
        self.paper = paper

    def check(self) -> None:
        """Is there a directory to write to?"""
        if not self._directory.is_dir():
            raise PrinterTrouble("unplugged")

    def put(self, pages: "Sequence[Image]") -> None:
        """Write one file."""
        name = f"{time.strftime('%Y%m%d-%H%M%S')}-{secrets.token_hex(3)}.pdf"
        try:
            (self._directory / name).write_bytes(_pdf(pages, self.paper))
        except OSError as error:
            raise PrinterTrouble("unplugged") from error


def _pdf(pages: "Sequence[Image]", paper: str) -> bytes:
    """Return the pages as a PDF, each exactly as large as its paper."""
    from kiosk.devices.printer import raster

    first, *others = pages
    resolution = raster.PAPERS[paper].page_resolution
    content = io.BytesIO()
    first.save(content, "PDF", save_all=True, append_images=others, dpi=resolution)
    return content.getvalue()
