"""How a printer is named: one grammar, whoever reads it."""

from pathlib import Path

import pytest

from kiosk.devices.printer.address import PrinterAddress


@pytest.mark.parametrize(
    ("text", "kind", "parts"),
    [
        ("usb:04b8:0202", "usb", {"vendor": "04b8", "product": "0202"}),
        ("tcp:192.0.2.7:9101", "tcp", {"host": "192.0.2.7", "port": "9101"}),
        ("tcp:printer.ward", "tcp", {"host": "printer.ward", "port": "9100"}),
        ("serial:/dev/ttyUSB0@9600", "serial", {"path": "/dev/ttyUSB0", "speed": "9600"}),
        ("serial:/dev/serial/by-id/usb-1", "serial", {"path": "/dev/serial/by-id/usb-1", "speed": "115200"}),
        ("lp:/dev/usb/lp0", "lp", {"path": "/dev/usb/lp0"}),
        ("cups:Van_phong", "cups", {"queue": "Van_phong"}),
        ("pdf:/srv/slips", "pdf", {"path": "/srv/slips"}),
    ],
)
def test_each_kind_is_read_into_its_parts(text, kind, parts):
    assert PrinterAddress.parse(text) == PrinterAddress(kind, parts)


@pytest.mark.parametrize(
    "text",
    [
        *("", "usb", "usb:", "usb:4b8:202", "tcp:", "tcp:a b", "tcp:h:123456", "serial:ttyS0"),
        *("serial:/dev/a@b", "lp:", "lp:dev", "cups:", "cups:a/b", "pdf:slips", "pdf:", "ftp:/x"),
        *("lp:/dev/\0", "pdf:/a\0b"),
    ],
)
def test_what_is_no_address_is_refused(text):
    with pytest.raises(ValueError, match="no address of a printer"):
        PrinterAddress.parse(text)


def test_only_what_lies_on_this_machine_has_a_path():
    assert PrinterAddress.parse("serial:/dev/ttyS0@9600").path == Path("/dev/ttyS0")
    assert PrinterAddress.parse("pdf:~/slips").path == Path.home() / "slips"
    assert PrinterAddress.parse("cups:a").path is None
