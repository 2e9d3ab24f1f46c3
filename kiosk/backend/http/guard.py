"""Authentication and authorization: no request passes unless its caller is known and may make the call."""

from collections.abc import Sequence

from sqlalchemy.exc import OperationalError
from starlette.routing import BaseRoute, Match
from starlette.types import ASGIApp, Receive, Scope, Send

from kiosk.backend.access import permissions
from kiosk.backend.access.callers import Callers
from kiosk.backend.declined import Declined
from kiosk.backend.http.responses import refusal

_SCHEME = "bearer "


class Guard:
    """ASGI middleware that identifies the caller; behind it `request.state.caller` is the one that asks."""

    def __init__(self, app: ASGIApp, callers: Callers, routes: Sequence[BaseRoute]) -> None:
        """Guard `routes`, which are the application's own: what they match is what is permitted or not."""
        self._app = app
        self._callers = callers
        self._routes = routes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or answer 401 or 403."""
        if scope["type"] == "http":
            try:
                await self._admit(scope)
            except Declined as declined:
                await refusal(declined)(scope, receive, send)
                return
        await self._app(scope, receive, send)

    async def _admit(self, scope: Scope) -> None:
        match, path = self._matched(scope)
        allowed = permissions.allowed(scope["method"], path) if match is Match.FULL else None
        if path in permissions.OPEN_PATHS and (allowed is None or permissions.ANYONE in allowed):
            return  # another method is none of an open address's: it is answered 405, to anyone as well
        token = _bearer(scope)
        try:
            caller = await self._callers.identify(token) if token else None
        except OperationalError as error:
            raise Declined.busy() from error
        if caller is None:
            raise Declined("not_allowed")
        if allowed is not None and caller.kind not in allowed:
            raise Declined("not_permitted")
        scope.setdefault("state", {})["caller"] = caller

    def _matched(self, scope: Scope) -> tuple[Match, str]:
        """Return how well the best route matches, and its path as the API describes it; "" for none."""
        other_method = (Match.NONE, "")
        for route in self._routes:
            match, _ = route.matches(scope)
            path: str = getattr(route, "path", "")
            if match is Match.FULL:
                return match, path
            if match is Match.PARTIAL and not other_method[1]:
                other_method = match, path
        return other_method


def _bearer(scope: Scope) -> str:
    header = dict(scope["headers"]).get(b"authorization", b"").decode("latin-1")
    return header[len(_SCHEME) :].strip() if header.lower().startswith(_SCHEME) else ""
