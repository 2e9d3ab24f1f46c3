"""Load shedding: what is too much is declined early, before a body is read or a row is touched.

Two middlewares with the guard between them: `Admission`, the outer one, counts, so that a flood costs next to
nothing; `BodyReader`, the inner one, reads, so that only a caller who has shown a key can keep us reading.
"""

import asyncio
import math
import random
import time
from collections.abc import Callable

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kiosk.backend import metrics
from kiosk.backend.declined import Declined
from kiosk.backend.http.responses import refusal
from kiosk.contract.envelopes import ENVELOPES
from kiosk.contract.service import HEALTH, METRICS, READY

ALWAYS = frozenset({HEALTH, READY, METRICS})
"""What a monitor asks, least of all to be declined when the service is busy."""
_LARGEST = 300_000
_LARGEST_BY_PATH = {ENVELOPES: 2_500_000}
"""Bytes: a kiosk's report of a thousand rows, a hundred encrypted registrations."""
_BODY_SECONDS = 10.0
_MOST_CALLERS = 10_000
"""The caller that was silent longest is forgotten first; it has waited long enough."""
_LATEST_RETURN = 4
"""Seconds over which declined callers are told to come back, so that not all come at once."""


class RateLimit:
    """Lets each caller do so much a second, with one second's worth at once."""

    def __init__(self, per_second: int, now: Callable[[], float] = time.monotonic) -> None:
        self._per_second = per_second
        self._now = now
        self._callers: dict[bytes, tuple[float, float]] = {}

    def wait(self, caller: bytes) -> float:
        """Return 0.0 and count the request, or the seconds until the next one is welcome."""
        now = self._now()
        left, at = self._callers.pop(caller, (self._per_second, now))
        left = min(self._per_second, left + (now - at) * self._per_second)
        is_welcome = left >= 1
        self._callers[caller] = (left - is_welcome, now)
        if len(self._callers) > _MOST_CALLERS:
            del self._callers[next(iter(self._callers))]
        return 0.0 if is_welcome else (1 - left) / self._per_second


class Admission:
    """ASGI middleware that declines what is too much: of one caller, or of all together."""

    def __init__(
        self, app: ASGIApp, most_waiting: int, rate: RateLimit, chance: Callable[[], float] = random.random
    ) -> None:
        self._app = app
        self._most_waiting = most_waiting
        self._rate = rate
        self._chance = chance
        self._waiting = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or answer 429 and say when to come again."""
        if scope["type"] != "http" or scope["path"] in ALWAYS:
            await self._app(scope, receive, send)
            return
        seconds = self._seconds_to_wait(scope)
        if seconds:
            declined = Declined("too_many_requests", retry_after=seconds)
            await refusal(declined)(scope, receive, send)
            return
        self._count(1)
        try:
            await self._app(scope, receive, send)
        finally:
            self._count(-1)

    def _count(self, more: int) -> None:
        self._waiting += more
        metrics.in_flight(self._waiting)

    def _seconds_to_wait(self, scope: Scope) -> int:
        if self._waiting >= self._most_waiting:
            return 1 + int(self._chance() * _LATEST_RETURN)
        shown = dict(scope["headers"]).get(b"authorization", b"").split()
        return math.ceil(self._rate.wait(shown[-1])) if shown else 0


class BodyReader:
    """ASGI middleware that reads a write's body whole, within limits of size and time."""

    def __init__(self, app: ASGIApp, seconds: float = _BODY_SECONDS) -> None:
        self._app = app
        self._seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand a request on with its body, or answer 413 or 408; a caller that hangs up gets no answer."""
        if scope["type"] != "http" or scope["method"] != "POST":
            await self._app(scope, receive, send)
            return
        try:
            async with asyncio.timeout(self._seconds):
                body = await _body(receive, _LARGEST_BY_PATH.get(scope["path"], _LARGEST), _announced(scope))
        except TimeoutError:
            await refusal(Declined("body_too_slow"))(scope, receive, send)
        except Declined as declined:
            await refusal(declined)(scope, receive, send)
        else:
            if body is not None:
                await self._app(scope, _replayed(body, receive), send)


def _announced(scope: Scope) -> int:
    """How long the body is said to be; a server lets no other text than digits through."""
    length = dict(scope["headers"]).get(b"content-length", b"0")
    return int(length) if length.isdigit() else 0


async def _body(receive: Receive, largest: int, announced: int) -> bytes | None:
    """Return the whole body, None when the caller hung up. Raises `Declined`."""
    parts: list[bytes] = []
    size = announced
    while size <= largest:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        parts.append(message.get("body", b""))
        size = max(announced, sum(map(len, parts)))
        if not message.get("more_body", False) and size <= largest:
            return b"".join(parts)
    raise Declined("body_too_large")


def _replayed(body: bytes, receive: Receive) -> Receive:
    """Give the body out once; after it, whatever the connection says."""
    kept: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def replay() -> Message:
        return kept.pop() if kept else await receive()

    return replay
