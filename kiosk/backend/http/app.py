"""The backend as an ASGI application: routes, middleware, background jobs, and the handlers of errors."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import cast

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import OperationalError
from starlette.exceptions import HTTPException

from kiosk.backend.backend import Backend, BackgroundJob
from kiosk.backend.declined import Declined
from kiosk.backend.http.admission import BodyReader
from kiosk.backend.http.guard import Guard
from kiosk.backend.http.openapi import described
from kiosk.backend.http.responses import misunderstood, refusal
from kiosk.backend.http.routers.kiosk import add_routes
from kiosk.backend.http.routers.lookups import add_lookup_routes
from kiosk.backend.http.routers.officer import add_desk_routes
from kiosk.backend.http.routers.pick_ups import add_pick_up_routes
from kiosk.backend.http.routers.rights import add_rights_routes
from kiosk.backend.http.routers.supplements import add_supplement_routes
from kiosk.backend.insurer.port import InsurerAway

_ASTRAY = {404: "not_found", 405: "method_not_allowed"}

Rest = Callable[[], Awaitable[None]]

_log = logging.getLogger(__name__)


async def a_minute() -> None:
    """Wait before a background job that failed begins anew."""
    await asyncio.sleep(60)


def create_app(backend: Backend, rest: Rest = a_minute) -> FastAPI:
    """Build the application over `backend`, whose background jobs run for as long as it is served."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        jobs = [asyncio.create_task(_run_forever(job, rest)) for job in backend.background_jobs]
        yield
        for task in jobs:
            task.cancel()
        await asyncio.gather(*jobs, return_exceptions=True)
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
    add_supplement_routes(app, backend)
    add_pick_up_routes(app, backend)
    add_rights_routes(app, backend)
    add_lookup_routes(app, backend)
    app.add_middleware(BodyReader)
    app.add_middleware(Guard, callers=backend.callers, routes=app.routes)
    app.add_exception_handler(Declined, _declined)
    app.add_exception_handler(InsurerAway, _away)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(OperationalError, _busy)
    app.add_exception_handler(HTTPException, _astray)
    app.add_exception_handler(Exception, _unexpected)
    app.openapi = lambda: described(app)  # type: ignore[method-assign]  # FastAPI's own way to replace it
    return app


async def _run_forever(job: BackgroundJob, rest: Rest) -> None:
    """Run a job beside the answering; a mistake of ours that ends it is logged, and it begins anew."""
    while True:
        try:
            await job()
        except Exception:
            _log.exception("background_job_failed")
        await rest()


async def _declined(_: Request, error: Exception) -> Response:
    return refusal(cast(Declined, error))


async def _away(_: Request, error: Exception) -> Response:
    return refusal(Declined("insurer_away", retry_after=cast(InsurerAway, error).retry_after))


async def _invalid(_: Request, error: Exception) -> Response:
    """Name what is wrong as `field.what`; a missing idempotency key is a problem of its own."""
    errors = cast(RequestValidationError, error).errors()
    if any(found["loc"][0] == "header" for found in errors):
        return refusal(Declined("idempotency_key_missing"))
    return misunderstood((found["loc"][1:], found["type"]) for found in errors)


async def _busy(_: Request, error: Exception) -> Response:
    """Send 503 for a database that cannot be reached, or that cannot write."""
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
