"""A short-message centre on this machine that speaks SMPP 3.4 over a socket, as the specification has it."""

import contextlib
import socket
import socketserver
import struct
import threading
from collections import deque
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from tests.fakes.sms_gateway import Sent, over_tls

SYSTEM_ID, PASSWORD, SOURCE = "ward", "smpppass", "PHUONG MAU"
_BIND, _SUBMIT, _DELIVER, _QUERY, _UNBIND, _ENQUIRE = 0x09, 0x04, 0x05, 0x03, 0x06, 0x15
_RESPONSE = 0x80000000
_OK, _WRONG_COMMAND, _WRONG_SOURCE, _WRONG_NUMBER = 0x00, 0x03, 0x0A, 0x0B
_WRONG_PASSWORD, _WRONG_SYSTEM_ID, _QUERY_FAILED = 0x0E, 0x0F, 0x67
DELIVERED, UNDELIVERABLE, WAITING = 2, 5, 1
_STATES = {DELIVERED: b"DELIVRD", UNDELIVERABLE: b"UNDELIV"}


@dataclass
class SmscFake:
    """One account. `faults` are what the next submit_sm get:

    "0x58" a status; "silent" no answer; "lost answer" taken, then hung up; "drop" hung up; "html" no SMPP.
    """

    faults: deque[str] = field(default_factory=deque)
    always: str = ""
    sent: list[Sent] = field(default_factory=list)
    submitted: list[dict[str, Any]] = field(default_factory=list)
    """The fields of each submit_sm."""
    state: int = DELIVERED
    """What becomes of messages."""
    sends_receipts: bool = False
    knows_queries: bool = True
    binds: int = 0
    port: int = 0
    certificate: tuple[Path, Path] | None = None
    """The files of a certificate and its key: then it speaks TLS."""

    def __post_init__(self) -> None:
        self.lock = threading.RLock()
        self._ends = threading.Event()
        self._server: socketserver.ThreadingTCPServer | None = None
        self._connections: list[socket.socket] = []

    def __enter__(self) -> Self:
        self._server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        if self.certificate:
            self._server.socket = over_tls(self._server.socket, *self.certificate)
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        assert self._server is not None
        self._ends.set()
        self.hang_up()
        self._server.shutdown()
        self._server.server_close()

    def hang_up(self) -> None:
        """Cut every connection, as a restart of the centre does."""
        with self.lock:
            for each in self._connections:
                with contextlib.suppress(OSError):  # cut already
                    each.shutdown(socket.SHUT_RDWR)
            self._connections.clear()

    def talk(self, connection: socket.socket) -> None:
        """Answer one connection until it ends."""
        with self.lock:
            self._connections.append(connection)
        while head := _exactly(connection, 16):
            length, command, _, sequence = struct.unpack(">LLLL", head)
            body = _exactly(connection, length - 16)
            for answer in self._answers(command, sequence, body):
                if answer is None:
                    return
                connection.sendall(answer)

    def _answers(self, command: int, sequence: int, body: bytes) -> list[bytes | None]:
        calls = {_BIND: self._bind, _SUBMIT: self._submit, _QUERY: self._query}
        if command in calls:
            return calls[command](sequence, body)
        if command in (_ENQUIRE, _UNBIND):
            return [_pdu(command | _RESPONSE, sequence), *([None] if command == _UNBIND else [])]
        return []  # a response of theirs

    def _bind(self, sequence: int, body: bytes) -> list[bytes | None]:
        system_id, password = (part.decode() for part in body.split(b"\0")[:2])
        self.binds += 1
        status = _OK if password == PASSWORD else _WRONG_PASSWORD
        status = status if system_id == SYSTEM_ID else _WRONG_SYSTEM_ID
        return [_pdu(_BIND | _RESPONSE, sequence, b"centre\0" if status == _OK else b"", status)]

    def _submit(self, sequence: int, body: bytes) -> list[bytes | None]:
        given = _read_submit(body)
        with self.lock:
            fault = self.faults.popleft() if self.faults else self.always
        if fault == "silent":
            self._ends.wait(60)
        if fault in ("silent", "drop"):
            return [None]
        if fault == "html":
            return [b"HTTP/1.1 400 Bad Request\r\n\r\n<html></html>", None]
        status = int(fault, 16) if fault.startswith("0x") else self._refusal(given)
        if status:
            return [_pdu(_SUBMIT | _RESPONSE, sequence, b"", status)]
        with self.lock:
            self.submitted.append(given)
            self.sent.append(Sent(str(given["reference"]), f"+{given['destination']}", given["words"]))
            own_id = f"m{len(self.submitted)}"
        if fault == "lost answer":
            return [None]
        answers: list[bytes | None] = [_pdu(_SUBMIT | _RESPONSE, sequence, own_id.encode() + b"\0")]
        if self.sends_receipts and given["registered_delivery"]:
            text = (
                b"id:%b sub:001 dlvrd:001 submit date:2612010900 done date:2612010901 stat:%b err:000 text:"
            )
            receipt = text % (own_id.encode(), _STATES[self.state])
            answers += [_pdu(_ENQUIRE, 7_000), _pdu(_DELIVER, 7_001, _deliver_body(given, receipt))]
        return answers

    def _refusal(self, given: dict[str, Any]) -> int:
        if given["source"] != SOURCE:
            return _WRONG_SOURCE
        return _OK if given["destination"].isdigit() and len(given["destination"]) == 11 else _WRONG_NUMBER

    def _query(self, sequence: int, body: bytes) -> list[bytes | None]:
        own_id = body.split(b"\0")[0]
        if not self.knows_queries:
            return [_pdu(_QUERY | _RESPONSE, sequence, b"", _WRONG_COMMAND)]
        if own_id not in {f"m{number}".encode() for number in range(1, len(self.submitted) + 1)}:
            return [_pdu(_QUERY | _RESPONSE, sequence, b"", _QUERY_FAILED)]
        return [_pdu(_QUERY | _RESPONSE, sequence, own_id + b"\0\0" + bytes((self.state, 0)))]


def _handler(centre: SmscFake) -> type[socketserver.BaseRequestHandler]:
    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            with contextlib.suppress(OSError):  # whoever asked has hung up
                centre.talk(self.request)

    return Handler


def _exactly(connection: socket.socket, count: int) -> bytes:
    """Read so many bytes; nothing when the other end has hung up."""
    content = b""
    while len(content) < count:
        piece = connection.recv(count - len(content))
        if not piece:
            return b""
        content += piece
    return content


def _pdu(command: int, sequence: int, body: bytes = b"", status: int = _OK) -> bytes:
    return struct.pack(">LLLL", 16 + len(body), command, status, sequence) + body


def _read_submit(body: bytes) -> dict[str, Any]:
    """Read a submit_sm (SMPP 3.4, 4.4.1)."""
    _service, _, rest = body.partition(b"\0")
    source_ton, rest = rest[0], rest[2:]
    source, _, rest = rest.partition(b"\0")
    destination_ton, rest = rest[0], rest[2:]
    destination, _, rest = rest.partition(b"\0")
    esm_class, rest = rest[0], rest[3:]
    _schedule, _, rest = rest.partition(b"\0")
    _validity, _, rest = rest.partition(b"\0")
    registered, _replace, coding, _default, length = rest[:5]
    text, rest = rest[5 : 5 + length], rest[5 + length :]
    options = {}
    while rest:
        tag, size = struct.unpack(">HH", rest[:4])
        options[tag], rest = rest[4 : 4 + size], rest[4 + size :]
    header = text[: text[0] + 1] if esm_class & 0x40 else b""
    letters = text[len(header) :]
    return {
        "source": source.decode(),
        "source_ton": source_ton,
        "destination": destination.decode(),
        "destination_ton": destination_ton,
        "registered_delivery": registered,
        "data_coding": coding,
        "header": header,
        "words": letters.decode("utf-16-be") if coding == 8 else letters.decode("ascii"),
        "reference": int.from_bytes(options.get(0x0204, b""), "big"),
    }


def _deliver_body(given: dict[str, Any], receipt: bytes) -> bytes:
    ends = b"\1\1" + given["destination"].encode() + b"\0\5\0" + given["source"].encode() + b"\0"
    return b"\0" + ends + bytes((0x04, 0, 0)) + b"\0\0" + bytes((0, 0, 0, 0, len(receipt))) + receipt
