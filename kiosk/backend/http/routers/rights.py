"""The calls for a person's rights over their data: at the kiosk, and at the desk."""

from fastapi import FastAPI, Response

from kiosk.backend.backend import Backend
from kiosk.backend.http.openapi import READ, WRITE, problems
from kiosk.backend.http.responses import respond
from kiosk.backend.http.routers.kiosk import Asking, Key
from kiosk.backend.http.routers.officer import AtDesk
from kiosk.contract.dossiers import DOSSIERS, DecisionAnswer
from kiosk.contract.rights import (
    DESK_RIGHTS,
    KEPT_DATA,
    RIGHTS_REQUESTS,
    DossierRightBody,
    KeptDataRequest,
    RightsOutcomeBody,
    RightsRequestBody,
    TakeBackBody,
)
from kiosk.ports.kept_data import KeptData, RightsReceipt, WaitingRights

_AT_KIOSK = (*WRITE, "rights_not_available", "proof_invalid", "insurer_away")
_OF_ONE = (*WRITE, "receipt_unknown", "registration_erased")


def add_rights_routes(app: FastAPI, backend: Backend) -> None:
    """Add the calls, answered by `backend`."""
    _at_kiosk(app, backend)
    _at_desk(app, backend)
    _on_dossiers(app, backend)


def _at_kiosk(app: FastAPI, backend: Backend) -> None:
    rights = backend.rights.at_kiosk

    @app.post(KEPT_DATA, response_model=KeptData, responses=problems(_AT_KIOSK))
    async def kept(kiosk: Asking, key: Key, body: KeptDataRequest) -> Response:
        """Show a person what is kept of them, against a second factor."""
        return respond(await rights.kept(kiosk, key, body))

    @app.post(RIGHTS_REQUESTS, status_code=201, response_model=RightsReceipt, responses=problems(_AT_KIOSK))
    async def ask(kiosk: Asking, key: Key, body: RightsRequestBody) -> Response:
        """Ask for a right: done at once with a second factor, left to an officer without one."""
        return respond(await rights.ask(kiosk, key, body))


def _at_desk(app: FastAPI, backend: Backend) -> None:
    rights = backend.rights.at_desk

    @app.get(DESK_RIGHTS, responses=problems(READ))
    async def waiting(officer: AtDesk) -> WaitingRights:
        """Show the requests that wait, the nearest deadline first."""
        return await backend.rights.queue.waiting(officer)

    @app.post(
        DESK_RIGHTS + "/{code}/outcome",
        response_model=RightsReceipt,
        responses=problems((*WRITE, "rights_request_unknown", "rights_request_settled")),
    )
    async def settle(officer: AtDesk, key: Key, code: str, body: RightsOutcomeBody) -> Response:
        """Do what was asked for, or decline it with a reason."""
        return respond(await rights.settle(officer, key, code, body))


def _on_dossiers(app: FastAPI, backend: Backend) -> None:
    @app.post(
        DOSSIERS + "/{receipt_code}/rights",
        status_code=201,
        response_model=RightsReceipt,
        responses=problems(_OF_ONE),
    )
    async def ask_at_desk(officer: AtDesk, key: Key, receipt_code: str, body: DossierRightBody) -> Response:
        """Close, erase or revoke for the person of a dossier, who stands before the officer."""
        return respond(await backend.rights.at_desk.ask(officer, key, receipt_code, body))

    @app.post(
        DOSSIERS + "/{receipt_code}/take-back",
        response_model=DecisionAnswer,
        responses=problems((*_OF_ONE, "take_back_impossible", "take_back_by_another")),
    )
    async def take_back(officer: AtDesk, key: Key, receipt_code: str, body: TakeBackBody) -> Response:
        """Take an approval back that was found wrong: it waits again, and its card is revoked."""
        return respond(await backend.rights.approvals.take_back(officer, key, receipt_code, body))
