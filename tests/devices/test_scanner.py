"""The serial scanner, on pseudo terminals that stand for the USB line."""

import asyncio
import os
import pty
import select
import time
from pathlib import Path

import pytest

from kiosk.devices.scanner import SerialScanner
from kiosk.domain.scans.gate import LIMIT, QUIET

CARD = "006090000011||Nguyễn Văn Mẫu|01011990|Nam|Tổ 0, Thử Nghiệm, Bắc Kạn, Bắc Kạn|30062022"


class Line:
    """A scanner that can be plugged in and pulled out, and the kiosk's reader of it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.texts: asyncio.Queue[str] = asyncio.Queue()
        self.scanner = SerialScanner(path, self.texts.put_nowait, retry=0.01)
        self._ends: tuple[int, int] | None = None

    def plug_in(self) -> None:
        self._ends = pty.openpty()
        self.path.unlink(missing_ok=True)
        self.path.symlink_to(os.ttyname(self._ends[1]))

    def pull_out(self) -> None:
        assert self._ends is not None
        self.path.unlink(missing_ok=True)
        for end in self._ends:
            os.close(end)
        self._ends = None

    def send(self, data: bytes) -> None:
        assert self._ends is not None
        os.write(self._ends[0], data)

    async def next_text(self) -> str:
        return await asyncio.wait_for(self.texts.get(), 30)

    async def until_there(self, there: bool = True) -> None:
        async with asyncio.timeout(30):
            while self.scanner.is_there is not there:  # noqa: ASYNC110 - a line that comes sends no event
                await asyncio.sleep(0.005)


@pytest.fixture
async def line(tmp_path):
    line = Line(tmp_path / "scanner")
    line.plug_in()
    line.scanner.start()
    yield line
    line.scanner.stop()
    if line._ends is not None:
        line.pull_out()


@pytest.mark.parametrize("end", [b"\r", b"\n", b"\r\n", b""])
async def test_a_scan_arrives_byte_for_byte_whatever_ends_it(line, end):
    line.send(CARD.encode() + end)
    assert await line.next_text() == CARD
    assert line.texts.empty()


async def test_letters_cut_between_two_packets_are_whole(line):
    data = CARD.encode() + b"\r"
    for index in range(len(data)):
        line.send(data[index : index + 1])
        await asyncio.sleep(0)
    assert await line.next_text() == CARD


async def test_what_waits_to_be_read_when_the_quiet_time_is_over_belongs_to_the_scan(line):
    """The timer and the other half are due in the same turn of the loop: the machine was late with both."""

    def send_the_rest() -> None:
        line.send(CARD[20:].encode() + b"\r")
        select.select([line._ends[1]], [], [], 5)

    line.send(CARD[:20].encode())
    while not line.scanner._buffer:  # noqa: ASYNC110 - half a scan sends no event
        await asyncio.sleep(0)
    time.sleep(2 * QUIET)  # noqa: ASYNC251 - the loop is held up on purpose
    asyncio.get_running_loop().call_soon(send_the_rest)
    assert await line.next_text() == CARD


async def test_two_scans_are_two_texts_in_order(line):
    line.send(b"BHXH:ABCDEFGH2345\r" + CARD.encode() + b"\r")
    assert [await line.next_text(), await line.next_text()] == ["BHXH:ABCDEFGH2345", CARD]


async def test_bytes_that_are_no_text_are_marked_as_damaged(line):
    line.send(b"006090000011||Nguy\xff\r")
    assert await line.next_text() == "006090000011||Nguy\ufffd"


async def test_an_over_long_line_is_cut_where_it_can_be_told(line):
    for _ in range(3):
        line.send("ệ".encode() * 600)
        await asyncio.sleep(0.01)
    line.send(b"\r")
    assert len(await line.next_text()) == LIMIT + 1


async def test_control_keys_of_a_line_discipline_are_just_bytes(line):
    line.send(b"12345678\x03\x04\x11\x7f9\r")
    assert await line.next_text() == "12345678\x03\x04\x11\x7f9"


async def test_an_empty_line_is_no_scan(line):
    line.send(b"\r\n\0\r" + CARD.encode() + b"\r")
    assert await line.next_text() == CARD


async def test_a_scanner_that_is_pulled_out_and_plugged_in_again_is_read_again(line):
    line.send(b"half a sc")
    await line.until_there()
    line.pull_out()
    await line.until_there(False)
    line.plug_in()
    await line.until_there()
    line.send(CARD.encode() + b"\r")
    assert await line.next_text() == CARD


async def test_a_scanner_that_comes_later_is_found(tmp_path):
    line = Line(tmp_path / "scanner")
    line.scanner.start()
    assert not line.scanner.is_there
    line.plug_in()
    await line.until_there()
    line.send(CARD.encode() + b"\r")
    assert await line.next_text() == CARD
    line.scanner.stop()
    line.pull_out()


async def test_something_that_is_no_serial_line_is_left_alone(tmp_path):
    path = tmp_path / "file"
    path.write_text("x")
    scanner = SerialScanner(path, print, retry=60)
    scanner.start()
    assert not scanner.is_there
    scanner.stop()
