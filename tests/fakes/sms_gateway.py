"""An SMS provider on this machine, over real HTTP in threads of its own; and its faults, on request."""

import json
import threading
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qsl, urlsplit

HTML = "<html><body><h1>Bảo trì hệ thống</h1></body></html>"


@dataclass(frozen=True)
class Request:
    """What somebody asked."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    text: str

    @property
    def body(self) -> dict[str, Any]:
        """The JSON that came."""
        return json.loads(self.text) if self.text else {}

    @property
    def form(self) -> dict[str, str]:
        """The form that came."""
        return dict(parse_qsl(self.text))


@dataclass(frozen=True)
class Sent:
    """A message that went out to a phone."""

    id: str
    """The sender's own id of it; "" where the provider has none."""
    phone: str
    """E.164."""
    words: str


@dataclass
class SmsGateway:
    """A provider's server. `faults` are what the next requests get instead of an answer, each by name.

    html, empty, "text …"   an answer that is none
    silent                  none at all, for as long as this lasts
    drop                    the connection is cut; the message was not taken
    lost answer             the message is taken, then the connection is cut
    http 503 …              a status without words
    code 103 …              the provider's own code in an answer that looks well
    """

    faults: deque[str] = field(default_factory=deque)
    always: str = ""
    """The fault of every request that has none of its own."""
    chance: Callable[[], str] = lambda: ""
    """A fault that is drawn anew for each request, after the others."""
    requests: list[Request] = field(default_factory=list)
    sent: list[Sent] = field(default_factory=list)
    """Everything that went out to a phone, in its order."""
    url: str = ""

    def __post_init__(self) -> None:
        """Make what the threads share."""
        self.lock = threading.RLock()
        self.was_asked = threading.Event()
        self._ends = threading.Event()
        self._server: ThreadingHTTPServer | None = None

    @property
    def inbox(self) -> dict[str, list[str]]:
        """The words that each phone (E.164) received."""
        phones: dict[str, list[str]] = {}
        with self.lock:
            for sent in self.sent:
                phones.setdefault(sent.phone, []).append(sent.words)
        return phones

    def answer(self, request: Request, code: str) -> tuple[int, str]:
        """Answer as the provider does: status and body. `code`: the fault's own code, or ""."""
        raise NotImplementedError

    def __enter__(self) -> Self:
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        assert self._server is not None
        self._ends.set()
        self._server.shutdown()
        self._server.server_close()

    def serve(self, request: Request) -> tuple[int, str] | None:
        """Answer one request; None: cut the connection."""
        with self.lock:
            self.requests.append(request)
            fault = self.faults.popleft() if self.faults else self.always or self.chance()
        self.was_asked.set()
        if fault == "silent":
            self._ends.wait(60)
        if fault in ("silent", "drop"):
            return None
        kind, _, rest = fault.partition(" ")
        said = {"html": (200, HTML), "empty": (200, ""), "text": (200, rest)}
        if kind in said:
            return said[kind]
        if kind == "http":
            return int(rest), ""
        with self.lock:
            answer = self.answer(request, rest if kind == "code" else "")
        return None if fault == "lost answer" else answer


def to_e164(dialled: str) -> str:
    """ "0900000000" or "84900000000" as "+84900000000"."""
    return f"+84{dialled[1:]}" if dialled.startswith("0") else f"+{dialled.removeprefix('+')}"


def _handler(gateway: SmsGateway) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def _serve(self) -> None:
            parts = urlsplit(self.path)
            text = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
            query = dict(parse_qsl(parts.query))
            headers = {name.lower(): value for name, value in self.headers.items()}
            answer = gateway.serve(Request(self.command, parts.path, query, headers, text))
            self.close_connection = True
            if answer is not None:
                status, content = answer[0], answer[1].encode()
                self.send_response(status)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

        do_POST = do_GET = _serve  # noqa: N815 - the names that the standard library calls

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    return Handler
