"""The calls for half-filled forms."""

from fastapi import FastAPI, Response

from kiosk.backend.backend import Backend
from kiosk.backend.http.openapi import READ, WRITE, problems
from kiosk.backend.http.responses import respond
from kiosk.backend.http.routers.kiosk import Asking, Key
from kiosk.contract.pick_ups import PICK_UPS, FormId, PickUpAnswer, PickUpBody, PickUpReceipt
from kiosk.contract.sessions import EmptyBody


def add_pick_up_routes(app: FastAPI, backend: Backend) -> None:
    """Add the calls, answered by `backend`."""
    pick_ups = backend.pick_ups

    @app.post(PICK_UPS, status_code=201, response_model=PickUpReceipt, responses=problems(WRITE))
    async def keep(kiosk: Asking, key: Key, body: PickUpBody) -> Response:
        """Keep a half-filled form, encrypted under a code that only its person has."""
        return respond(await pick_ups.keep(kiosk, key, body))

    @app.get(
        PICK_UPS + "/{form_id}",
        responses=problems((*READ, "invalid_body", "pick_up_unknown", "pick_ups_too_many")),
    )
    async def fetch(kiosk: Asking, form_id: FormId) -> PickUpAnswer:
        """Hand a form out as it was encrypted. Asking too often for what is not there is declined."""
        return await pick_ups.open(kiosk, form_id)

    @app.post(PICK_UPS + "/{form_id}/erase", response_model=EmptyBody, responses=problems(WRITE))
    async def erase(kiosk: Asking, key: Key, form_id: FormId) -> Response:
        """Keep a form no more; the same answer whether there was one or not."""
        return respond(await pick_ups.erase(kiosk, key, form_id))
