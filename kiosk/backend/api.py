"""The backend as an ASGI application. What goes wrong behind it leaves as a problem with a stable code."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import cast

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import OperationalError
from starlette.exceptions import HTTPException

from kiosk.backend.admission import Intake
from kiosk.backend.auth import Guard
from kiosk.backend.backend import Backend
from kiosk.backend.declined import Declined
from kiosk.backend.desk_routes import add_desk_routes
from kiosk.backend.insurer import InsurerAway
from kiosk.backend.openapi import described
from kiosk.backend.responses import refusal
from kiosk.backend.routes import add_routes

_ASTRAY = {404: "not_found", 405: "method_not_allowed"}
_KINDS = {"missing": "missing", "extra_forbidden": "unknown"}

_log = logging.getLogger(__name__)


def create_app(backend: Backend) -> FastAPI:
    """Build the application over `backend`, whose upkeep runs for as long as it is served."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        upkeep = [asyncio.create_task(work()) for work in backend.upkeep]
        yield
        for task in upkeep:
            task.cancel()
        await asyncio.gather(*upkeep, return_exceptions=True)
        await backend.insurer.close()
        backend.store.close()

    app = FastAPI(
        title="Ward kiosk",
        summary="Registrations for electronic social insurance, and health-insurance cards.",
        version="1",
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    add_routes(app, backend)
    add_desk_routes(app, backend)
    app.add_middleware(Intake)
    app.add_middleware(Guard, callers=backend.callers)
    app.add_exception_handler(Declined, _declined)
    app.add_exception_handler(InsurerAway, _away)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(OperationalError, _busy)
    app.add_exception_handler(HTTPException, _astray)
    app.add_exception_handler(Exception, _unexpected)
    app.openapi = lambda: described(app)  # type: ignore[method-assign]  # FastAPI's own way to replace it
    return app


async def _declined(_: Request, error: Exception) -> Response:
    return refusal(cast(Declined, error))


async def _away(_: Request, error: Exception) -> Response:
    return refusal(Declined("insurer_away", retry_after=cast(InsurerAway, error).retry_after))


async def _invalid(_: Request, error: Exception) -> Response:
    """Name what is wrong as `field.what`; a missing idempotency key is a problem of its own."""
    errors = cast(RequestValidationError, error).errors()
    if any(found["loc"][0] == "header" for found in errors):
        return refusal(Declined("idempotency_key_missing"))
    fields = dict.fromkeys(_problem_key(found["loc"], found["type"]) for found in errors)
    return refusal(Declined("invalid_body", fields=list(fields)))


async def _busy(_: Request, error: Exception) -> Response:
    _log.warning("database_failed", exc_info=error)
    return refusal(Declined.busy())


async def _astray(_: Request, error: Exception) -> Response:
    """Answer what the framework declines by itself, with the headers that it gave: `Allow` is one."""
    astray = cast(HTTPException, error)
    code = _ASTRAY.get(astray.status_code)
    response = refusal(Declined(code) if code else Declined("invalid_body", fields=["body.invalid"]))
    response.headers.update(astray.headers or {})
    return response


async def _unexpected(_: Request, error: Exception) -> Response:
    return refusal(Declined("unexpected"))


def _problem_key(where: tuple[int | str, ...], kind: str) -> str:
    names = [str(part) for part in where[1:] if isinstance(part, str)]
    return f"{names[-1] if names else 'body'}.{_KINDS.get(kind, 'invalid')}"
