"""Lets registrations past FastAPI's router: theirs is the call that a whole city makes at once.

FastAPI describes the call and would answer it just so (`routes.register`); but of a worker's processor time
for one, its layers, its dependencies and its two steps from bytes to body took 28 %, measured.
"""

import re
from collections.abc import Awaitable, Callable

from pydantic import ValidationError
from sqlalchemy.exc import OperationalError
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from kiosk.backend.access.callers import Kiosk
from kiosk.backend.declined import Declined
from kiosk.backend.http.responses import busy, misunderstood, refusal, respond
from kiosk.backend.storage.idempotency import Answer
from kiosk.contract.fields import IDEMPOTENCY_HEADER
from kiosk.contract.registrations import REGISTRATIONS, RegistrationBody

Register = Callable[[Kiosk, str, RegistrationBody], Awaitable[Answer]]
_KEY = re.compile(rb"[0-9a-f]{32}")
_KEY_HEADER = IDEMPOTENCY_HEADER.lower().encode()
_JSON = re.compile(rb"application/([\w.-]+\+)?json *(;.*)?", re.IGNORECASE)


class Shortcut:
    """ASGI middleware, the innermost: the caller is known, and the body is there in one piece."""

    path = REGISTRATIONS
    """As a route has it, for the journal."""

    def __init__(self, app: ASGIApp, register: Register) -> None:
        self._app = app
        self._register = register

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a registration; hand on whatever else it is."""
        if scope["type"] != "http" or scope["method"] != "POST" or scope["path"] != self.path:
            await self._app(scope, receive, send)
            return
        scope["route"] = self
        response = await self._answer(scope, receive)
        await response(scope, receive, send)

    async def _answer(self, scope: Scope, receive: Receive) -> Response:
        headers = dict(scope["headers"])
        key: bytes = headers.get(_KEY_HEADER, b"")
        if not _KEY.fullmatch(key):
            return refusal(Declined("idempotency_key_missing"))
        if not _JSON.fullmatch(headers.get(b"content-type", b"")):
            return refusal(Declined("invalid_body", fields=["body.invalid"]))
        try:
            body = RegistrationBody.model_validate_json((await receive())["body"])
            return respond(await self._register(scope["state"]["caller"], key.decode(), body))
        except ValidationError as error:
            return misunderstood((found["loc"], found["type"]) for found in error.errors(include_url=False))
        except Declined as declined:
            return refusal(declined)
        except OperationalError as error:
            return busy(error)
