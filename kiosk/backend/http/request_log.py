"""Request log: one line for each request with its call, outcome, duration and caller. Never what was in it.

It is the outermost middleware, so that also what was declined at the door is on record.
"""

import re
import secrets
import time
from collections.abc import Callable
from typing import Any

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kiosk.backend import metrics
from kiosk.contract.service import HEALTH, METRICS, READY

HEADER = "X-Request-ID"
HUNG_UP = 499
"""The status on record when the caller was gone before there was an answer (as nginx has it)."""
UNROUTED = "unrouted"
"""The route on record for what was declined at the door or asked for nothing that there is."""
_QUIET = frozenset({HEALTH, READY, METRICS})
"""Asked every few seconds by a machine: counted, but worth a line only when it fails."""
_OURS = re.compile(rb"[0-9a-f]{32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
"""An id taken over from the caller: hexadecimal and long, so that it is no person's number or name."""

_log: Any = structlog.get_logger("kiosk.requests")


class RequestLog:
    """ASGI middleware that names each request, times it and logs it."""

    def __init__(self, app: ASGIApp, now: Callable[[], float] = time.perf_counter) -> None:
        self._app = app
        self._now = now

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand a request on; what goes wrong behind was answered already and ends here, in the log."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = _given(scope) or secrets.token_hex(16)
        status = HUNG_UP

        async def named(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [
                    *message.get("headers", ()),
                    (HEADER.lower().encode(), request_id.encode()),
                ]
            await send(message)

        started = self._now()
        error: Exception | None = None
        try:
            await self._app(scope, receive, named)
        except Exception as failed:
            error = failed
        finally:
            _note(scope, status, self._now() - started, request_id, error)


def _given(scope: Scope) -> str:
    given: bytes = dict(scope["headers"]).get(HEADER.lower().encode(), b"")
    return given.decode() if _OURS.fullmatch(given) else ""


def _note(scope: Scope, status: int, seconds: float, request_id: str, error: Exception | None) -> None:
    route = getattr(scope.get("route"), "path", UNROUTED)
    metrics.answered(route, status, seconds)
    if route in _QUIET and status < 500:
        return
    _log.log(
        40 if error else 20,
        "request",
        method=scope["method"],
        route=route,
        status=status,
        ms=round(seconds * 1000, 1),
        request_id=request_id,
        caller=getattr(scope.get("state", {}).get("caller"), "actor", None),
        exc_info=error,
    )
