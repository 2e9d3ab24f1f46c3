"""A crowd of kiosks in a process of its own: requests rendered beforehand, over raw keep-alive connections.

It costs about 30 µs of processor time a request, so that what is measured is the service and not its clients.
"""

import asyncio
import pickle
import subprocess
import sys
import tempfile
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import uvloop

_HEAD_END = b"\r\n\r\n"
_COME_AGAIN = (429, 503)
_RECONNECT = 0.05
_LEAD = 0.3
"""Seconds in which the connections are made before the first request is due."""


@dataclass(frozen=True)
class Ask:
    """A request as its bytes; `due` in seconds since the beginning, None: as soon as the line is free.

    What could not be sent before `expires` is not sent at all.
    """

    number: int
    request: bytes
    due: float | None = None
    expires: float | None = None


@dataclass(frozen=True)
class Reply:
    """What came of one sending. `since` is the second at which it was due, `at` when the answer was whole."""

    number: int
    since: float
    at: float
    status: int
    retry_after: float | None = None

    @property
    def took(self) -> float:
        """Seconds, counted from when it was due and not from when the line was free."""
        return self.at - self.since


@dataclass(frozen=True)
class Plan:
    """Who asks what. `patient`: whoever is told to come again does; `seconds`: nothing new after these."""

    socket: str
    lanes: Sequence[Sequence[Ask]]
    patient: bool = False
    seconds: float | None = None


@dataclass
class Crowd:
    """What the lanes of one run share."""

    plan: Plan
    began: float
    answers: list[Reply] = field(default_factory=list)
    finished: asyncio.Event = field(default_factory=asyncio.Event)
    open_lanes: int = 0

    def leave(self) -> None:
        """A lane has nothing more to ask."""
        self.open_lanes -= 1
        if not self.open_lanes:
            self.finished.set()


class Lane(asyncio.Protocol):
    """One keep-alive connection that asks in order; a lost connection is made anew and asks again."""

    def __init__(self, crowd: Crowd, asks: Sequence[Ask]) -> None:
        self._crowd = crowd
        self._loop = asyncio.get_running_loop()
        self._waiting = deque(asks)
        self._current: Ask | None = None
        self._since = 0.0
        self._is_due = False
        self._seen = b""
        self._transport: asyncio.Transport | None = None

    async def connect(self) -> None:
        """Connect, however often it takes."""
        while not self._crowd.finished.is_set():
            try:
                await self._loop.create_unix_connection(lambda: self, self._crowd.plan.socket)
            except OSError:
                await asyncio.sleep(_RECONNECT)
            else:
                return

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ask the first, or again what was not answered."""
        self._transport = transport  # type: ignore[assignment]  # a Unix connection's is a Transport
        self._seen = b""
        if self._current is None:
            self._next()
        elif self._is_due:
            self._send()

    def connection_lost(self, error: Exception | None) -> None:
        """Connect again, unless all is said."""
        self._transport = None
        if self._current is not None or self._waiting:
            self._again = self._loop.create_task(self.connect())

    def hang_up(self) -> None:
        """Leave, whatever is still to be asked."""
        self._current = None
        self._waiting.clear()
        if self._transport is not None:
            self._transport.abort()

    def data_received(self, data: bytes) -> None:
        """Note an answer once it is whole."""
        self._seen += data
        end = self._seen.find(_HEAD_END)
        if end < 0:
            return
        head = self._seen[:end].lower()
        if len(self._seen) < end + len(_HEAD_END) + int(_header(head, b"content-length") or 0):
            return
        self._seen = b""
        self._note(int(head[9:12]), _header(head, b"retry-after"))

    def _note(self, status: int, retry_after: bytes | None) -> None:
        ask, crowd = self._current, self._crowd
        assert ask is not None
        wait = float(retry_after) if retry_after else None
        at = self._loop.time() - crowd.began
        self._is_due = False
        crowd.answers.append(Reply(ask.number, self._since, at, status, wait))
        if crowd.plan.patient and status in _COME_AGAIN:
            self._loop.call_later(wait or _RECONNECT, self._send)
        else:
            self._next()

    def _next(self) -> None:
        crowd, now = self._crowd, self._loop.time() - self._crowd.began
        is_over = crowd.plan.seconds is not None and now >= crowd.plan.seconds
        while self._waiting and (self._waiting[0].expires or now) < now:
            self._waiting.popleft()
        if is_over or not self._waiting:
            self._current = None
            self._waiting.clear()
            crowd.leave()
            return
        self._current = ask = self._waiting.popleft()
        self._since = max(now, 0.0) if ask.due is None else ask.due
        if self._since > now:
            self._loop.call_at(crowd.began + self._since, self._send)
        else:
            self._send()

    def _send(self) -> None:
        self._is_due = True
        if self._transport is not None and self._current is not None:
            self._transport.write(self._current.request)


async def drive(plan: Plan) -> list[Reply]:
    """Run `plan` in this process."""
    crowd = Crowd(plan, asyncio.get_running_loop().time() + _LEAD, open_lanes=len(plan.lanes))
    lanes = [Lane(crowd, asks) for asks in plan.lanes]
    connecting = [asyncio.create_task(lane.connect()) for lane in lanes]
    try:
        await crowd.finished.wait()
    finally:
        for task in connecting:
            task.cancel()
        for lane in lanes:
            lane.hang_up()
        await asyncio.sleep(0)  # the loop closes what was hung up
    return crowd.answers


def run(plan: Plan) -> list[Reply]:
    """Run `plan` in a process of its own."""
    with tempfile.TemporaryDirectory(prefix="kiosk-load-") as directory:
        asked, answered = Path(directory) / "plan", Path(directory) / "answers"
        asked.write_bytes(pickle.dumps(plan))
        command = [sys.executable, "-m", "tests.load.crowd", str(asked), str(answered)]
        subprocess.run(command, check=True)
        found: list[Reply] = pickle.loads(answered.read_bytes())
        return found


def _header(head: bytes, name: bytes) -> bytes | None:
    start = head.find(b"\r\n" + name + b":")
    if start < 0:
        return None
    return head[start + len(name) + 3 :].split(b"\r\n", 1)[0].strip()


if __name__ == "__main__":
    from tests.load import crowd  # under its own name, for the pickles' sake

    Path(sys.argv[2]).write_bytes(
        pickle.dumps(uvloop.run(crowd.drive(pickle.loads(Path(sys.argv[1]).read_bytes()))))
    )
