"""Printers over a socket, a line and a file: what they are sent, and what is said when something is wrong."""

import os
import re
import socket
import threading
import tty
from collections.abc import Iterator
from pathlib import Path

import pytest
import zxingcpp

from kiosk.devices.printer.slip_printer import SlipPrinter, open_sink
from kiosk.domain.slip import Slip, Square, Words
from kiosk.ports.errors import PrinterTrouble
from tests.devices.printer.network_printer import (
    COVER_OPEN,
    OUT_OF_PAPER,
    WELL,
    FakePrinter,
    OnASocket,
    picture,
    printer_on_a_socket,
)

TICKET = Slip((Words("Hồ sơ đã nhận", "title"), Square("BHXH:7K3M9QXRA2WD")))
MUTE: dict[bytes, int] = {}


@pytest.fixture
def network_printer() -> Iterator[OnASocket]:
    with printer_on_a_socket() as printer:
        yield printer


@pytest.fixture
def line_printer() -> Iterator[tuple[FakePrinter, str]]:
    """A printer on a line: the other end of a pseudo terminal."""
    ours, theirs = os.openpty()
    tty.setraw(theirs)
    printer = FakePrinter(dict(WELL))

    def serve() -> None:
        while True:
            try:
                os.write(ours, printer.take(os.read(ours, 65536)))
            except OSError:
                return

    threading.Thread(target=serve, daemon=True).start()
    yield printer, os.ttyname(theirs)
    os.close(theirs)
    os.close(ours)


def pages(directory: Path) -> list[Path]:
    """Return what a printer of pages has written."""
    return list(directory.iterdir())


async def trouble(address: str) -> str:
    """Print, and return what was wrong."""
    with pytest.raises(PrinterTrouble) as caught:
        await SlipPrinter(open_sink(address, 80), "MẪU").print(TICKET)
    return caught.value.kind


async def test_a_network_printer_gets_dots_that_read(network_printer):
    await SlipPrinter(open_sink(network_printer.address, 80), "MẪU").print(TICKET)
    image = picture(bytes(network_printer.taken))
    assert image.width == 576
    assert [code.text for code in zxingcpp.read_barcodes(image.convert("L"))] == ["BHXH:7K3M9QXRA2WD"]
    assert b"\x1dV" in network_printer.taken, "the slip is cut"


async def test_a_narrow_roll_gets_narrow_dots(network_printer):
    await SlipPrinter(open_sink(network_printer.address, 58), "MẪU").print(TICKET)
    assert picture(bytes(network_printer.taken)).width == 384


@pytest.mark.parametrize("kind", ["lp", "serial"])
async def test_a_printer_on_a_line_gets_dots_that_read(line_printer, kind):
    printer, path = line_printer
    await SlipPrinter(open_sink(f"{kind}:{path}", 80), "MẪU").print(TICKET)
    assert [code.text for code in zxingcpp.read_barcodes(picture(bytes(printer.taken)).convert("L"))]


@pytest.mark.parametrize(("state", "kind"), [(OUT_OF_PAPER, "paper_out"), (COVER_OPEN, "cover_open")])
async def test_what_is_wrong_is_told_and_nothing_is_printed(network_printer, state, kind):
    network_printer.state = state
    assert await trouble(network_printer.address) == kind
    assert not network_printer.taken


@pytest.mark.parametrize(("state", "kind"), [(OUT_OF_PAPER, "paper_out"), (COVER_OPEN, "cover_open")])
async def test_a_printer_on_a_line_tells_as_well(line_printer, state, kind):
    printer, path = line_printer
    printer.state = state
    assert await trouble(f"lp:{path}") == kind


async def test_paper_that_ends_under_way_is_told(network_printer):
    class Ending(dict):
        """Well at the first two questions, out of paper afterwards."""

        asked = 0

        def get(self, question, default=None):
            self.asked += 1
            return WELL[question] if self.asked <= 2 else OUT_OF_PAPER[question]

    network_printer.state = Ending()
    assert await trouble(network_printer.address) == "paper_out"
    assert network_printer.taken


async def test_a_printer_that_says_nothing_of_itself_prints(network_printer):
    network_printer.state = MUTE
    await SlipPrinter(open_sink(network_printer.address, 80), "MẪU").print(TICKET)
    assert network_printer.taken


async def test_a_printer_that_is_not_there_is_told(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    assert await trouble(f"tcp:127.0.0.1:{port}") == "unplugged"
    assert await trouble(f"lp:{tmp_path}/lp0") == "unplugged"
    assert await trouble(f"serial:{tmp_path}/tty") == "unplugged"
    assert await trouble("cups:nobody-has-this-printer") == "unplugged"
    assert await trouble(f"pdf:{tmp_path}/nowhere") == "unplugged"


@pytest.mark.parametrize(
    ("alerts", "kind"),
    [
        ("media-empty-error media-needed-error", "paper_out"),
        ("cover-open-warning", "cover_open"),
        ("connecting-to-device", "unplugged"),
    ],
)
async def test_what_cups_says_of_an_office_printer_is_told(tmp_path, monkeypatch, alerts, kind):
    told = f"printer office is idle.  enabled since today\n\tAlerts: {alerts}\n"
    _command(tmp_path, monkeypatch, "lpstat", told)
    assert await trouble("cups:office") == kind


async def test_an_office_printer_that_is_well_gets_a_page(tmp_path, monkeypatch):
    _command(tmp_path, monkeypatch, "lpstat", "printer office is idle.\n\tAlerts: none\n")
    _command(tmp_path, monkeypatch, "lp", "", f'echo "$@" > {tmp_path}/asked; cat > {tmp_path}/page.pdf')
    await SlipPrinter(open_sink("cups:office", "A5"), "MẪU").print(TICKET)
    assert "media=A5" in (tmp_path / "asked").read_text()
    assert (tmp_path / "page.pdf").read_bytes().startswith(b"%PDF")


def _command(directory: Path, monkeypatch: pytest.MonkeyPatch, name: str, told: str, work: str = "") -> None:
    """Have a command of CUPS on the path that says this."""
    script = directory / name
    script.write_text(f"#!/bin/sh\n{work}\nprintf '%s' '{told}'\n")
    script.chmod(0o755)
    monkeypatch.setenv("PATH", f"{directory}:{os.environ['PATH']}")


@pytest.mark.parametrize(("width", "page"), [(80, (210, 297)), ("A4", (210, 297)), ("A5", (148, 210))])
async def test_a_page_is_as_large_as_its_paper(tmp_path, width, page):
    await SlipPrinter(open_sink(f"pdf:{tmp_path}", width), "MẪU").print(TICKET)
    (written,) = pages(tmp_path)
    boxes = re.findall(rb"/MediaBox \[ ([0-9. ]+) \]", written.read_bytes())
    assert boxes, "it has pages"
    for box in boxes:
        assert [float(each) for each in box.split()] == pytest.approx(
            [0, 0, *(mm * 72 / 25.4 for mm in page)]
        )


async def test_a_slip_longer_than_a_page_goes_on_to_the_next(tmp_path):
    lines = tuple(Words(f"Dòng thử nghiệm số {n}") for n in range(120))
    await SlipPrinter(open_sink(f"pdf:{tmp_path}", "A5"), "MẪU").print(Slip(lines))
    (written,) = pages(tmp_path)
    boxes = re.findall(rb"/MediaBox \[ ([0-9. ]+) \]", written.read_bytes())
    assert len(boxes) == 5
    assert len(set(boxes)) == 1


async def test_pages_go_into_a_directory_under_names_that_tell_nothing(tmp_path):
    await SlipPrinter(open_sink(f"pdf:{tmp_path}", 80), "MẪU").print(TICKET)
    (page,) = pages(tmp_path)
    assert page.read_bytes().startswith(b"%PDF")
    assert "7K3M" not in page.name


@pytest.mark.parametrize("address", ["", "tcp:", "bluetooth:xyz", "/dev/usb/lp0"])
def test_an_address_that_names_no_printer_is_refused(address):
    with pytest.raises(ValueError, match=f"no address of a printer: {re.escape(repr(address))}"):
        open_sink(address, 80)
