"""A printer in the network, made up: it takes bytes, answers as ESC/POS has it, and shows what it printed."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from PIL import Image

WELL = {b"\x04": 0x12, b"\x02": 0x12}
OUT_OF_PAPER = {b"\x04": 0x72, b"\x02": 0x32}
COVER_OPEN = {b"\x04": 0x12, b"\x02": 0x16}
ASKS = b"\x10\x04"


@dataclass
class FakePrinter:
    """Takes bytes and answers questions about its state, as ESC/POS has it."""

    state: dict[bytes, int]
    taken: bytearray = field(default_factory=bytearray)

    def take(self, data: bytes) -> bytes:
        """Take some bytes; return what it says to them."""
        before, asks, question = data.partition(ASKS)
        self.taken += before
        if not asks:
            return b""
        answer = self.state.get(question[:1])
        return (bytes([answer]) if answer is not None else b"") + self.take(question[1:])


@dataclass
class OnASocket(FakePrinter):
    """A printer in the network."""

    address: str = ""

    def serve(self, server: socket.socket) -> None:
        """Serve one connection after the other until the server is closed."""
        while True:
            try:
                connection, _ = server.accept()
            except OSError:
                return
            with connection:
                while data := connection.recv(65536):
                    connection.sendall(self.take(data))


@contextmanager
def printer_on_a_socket(port: int = 0) -> Iterator[OnASocket]:
    """Have one listen on this machine; on a port that it had before, it was plugged in again."""
    with socket.create_server(("127.0.0.1", port)) as server:
        printer = OnASocket(dict(WELL), address=f"tcp:127.0.0.1:{server.getsockname()[1]}")
        threading.Thread(target=printer.serve, args=(server,), daemon=True).start()
        yield printer
        server.shutdown(socket.SHUT_RDWR)


def picture(sent: bytes) -> Image.Image:
    """Put the bands of GS v 0 together again."""
    rows, width, at = bytearray(), 0, 0
    while (at := sent.find(b"\x1dv0", at)) >= 0:
        width = int.from_bytes(sent[at + 4 : at + 6], "little")
        height = int.from_bytes(sent[at + 6 : at + 8], "little")
        rows += sent[at + 8 : at + 8 + width * height]
        at += 8 + width * height
    dots = bytes(255 - byte for byte in rows)
    return Image.frombytes("1", (width * 8, len(rows) // width), dots)
