"""The backend as an ASGI application. What goes wrong behind it leaves as a problem with a stable code."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import cast

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import OperationalError
from starlette.exceptions import HTTPException

from kiosk.backend import audit
from kiosk.backend.auth import Guard
from kiosk.backend.backend import Backend
from kiosk.backend.declined import Declined
from kiosk.backend.openapi import described
from kiosk.backend.responses import refusal
from kiosk.backend.routes import add_routes

_ASTRAY = {404: "not_found", 405: "method_not_allowed"}
_KINDS = {"missing": "missing", "extra_forbidden": "unknown"}


def create_app(backend: Backend) -> FastAPI:
    """Build the application over `backend`. While it is served it keeps the audit chain sealed."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        sealing = asyncio.create_task(audit.keep_sealed(backend.store))
        yield
        sealing.cancel()
        with suppress(asyncio.CancelledError):
            await sealing
        backend.store.close()

    app = FastAPI(
        title="Ward kiosk",
        summary="Registrations for electronic social insurance, and health-insurance cards.",
        version="1",
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
    )
    add_routes(app, backend)
    app.add_middleware(Guard, store=backend.store)
    app.add_exception_handler(Declined, _declined)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(OperationalError, _busy)
    app.add_exception_handler(HTTPException, _astray)
    app.add_exception_handler(Exception, _unexpected)
    app.openapi = lambda: described(app)  # type: ignore[method-assign]  # FastAPI's own way to replace it
    return app


async def _declined(_: Request, error: Exception) -> Response:
    return refusal(cast(Declined, error))


async def _invalid(_: Request, error: Exception) -> Response:
    """Name what is wrong as `field.what`; a missing idempotency key is a problem of its own."""
    errors = cast(RequestValidationError, error).errors()
    if any(found["loc"][0] == "header" for found in errors):
        return refusal(Declined("idempotency_key_missing"))
    fields = dict.fromkeys(_problem_key(found["loc"], found["type"]) for found in errors)
    return refusal(Declined("invalid_body", fields=list(fields)))


async def _busy(_: Request, error: Exception) -> Response:
    return refusal(Declined.busy())


async def _astray(_: Request, error: Exception) -> Response:
    code = _ASTRAY.get(cast(HTTPException, error).status_code)
    return refusal(Declined(code) if code else Declined("invalid_body", fields=["body.invalid"]))


async def _unexpected(_: Request, error: Exception) -> Response:
    return refusal(Declined("unexpected"))


def _problem_key(where: tuple[int | str, ...], kind: str) -> str:
    names = [str(part) for part in where[1:] if isinstance(part, str)]
    return f"{names[-1] if names else 'body'}.{_KINDS.get(kind, 'invalid')}"
