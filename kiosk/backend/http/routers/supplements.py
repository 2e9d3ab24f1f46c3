"""The calls that change a registration after it was sent: an officer's, and a person's who was asked."""

from fastapi import FastAPI, Response

from kiosk.backend.backend import Backend
from kiosk.backend.http.openapi import WRITE, problems
from kiosk.backend.http.responses import respond
from kiosk.backend.http.routers.kiosk import Asking, Key
from kiosk.backend.http.routers.officer import AtDesk
from kiosk.contract.dossiers import (
    DOSSIERS,
    AccountPhoneAnswer,
    AccountPhoneBody,
    CorrectionAnswer,
    CorrectionBody,
)
from kiosk.contract.phone_codes import PhoneCodeChallenge
from kiosk.contract.registrations import RegistrationStatusAnswer
from kiosk.contract.supplements import ANSWERS, CODES, SupplementBody, SupplementCodeBody, path_of

_OF_SLIP = ("receipt_unproved", "receipt_unknown", "registration_erased", "nothing_asked", "insurer_away")


def add_supplement_routes(app: FastAPI, backend: Backend) -> None:
    """Add the calls, answered by `backend`."""
    _answers(app, backend)
    _corrections(app, backend)


def _answers(app: FastAPI, backend: Backend) -> None:
    @app.post(
        path_of("{receipt_code}", ANSWERS),
        response_model=RegistrationStatusAnswer,
        responses=problems((*WRITE, *_OF_SLIP, "card_of_another", "proof_invalid")),
    )
    async def answer(kiosk: Asking, key: Key, receipt_code: str, body: SupplementBody) -> Response:
        """Send what an officer asked for; the slip's signed text says for which registration."""
        return respond(await backend.supplements.answer(kiosk, key, receipt_code, body))

    @app.post(
        path_of("{receipt_code}", CODES),
        status_code=201,
        response_model=PhoneCodeChallenge,
        responses=problems((*WRITE, *_OF_SLIP, "codes_too_many", "sms_unavailable")),
    )
    async def send(kiosk: Asking, key: Key, receipt_code: str, body: SupplementCodeBody) -> Response:
        """Send six digits to a phone that an officer asked for."""
        return respond(await backend.supplements.send_code(kiosk, key, receipt_code, body))


def _corrections(app: FastAPI, backend: Backend) -> None:
    @app.post(
        DOSSIERS + "/{receipt_code}/corrections",
        response_model=CorrectionAnswer,
        responses=problems(
            (
                *(*WRITE, "not_permitted", "receipt_unknown", "registration_erased"),
                *("correction_impossible", "dossier_changed"),
            )
        ),
    )
    async def correct(officer: AtDesk, key: Key, receipt_code: str, body: CorrectionBody) -> Response:
        """Correct fields of a registration that waits, with a reason and the person's word."""
        return respond(await backend.desk.corrections.correct(officer, key, receipt_code, body))

    @app.post(
        DOSSIERS + "/{receipt_code}/account-phone",
        response_model=AccountPhoneAnswer,
        responses=problems(
            (
                *(*WRITE, "not_permitted", "receipt_unknown", "registration_erased"),
                *("correction_impossible", "phone_already_used", "phone_limit_reached"),
            )
        ),
    )
    async def change_phone(officer: AtDesk, key: Key, receipt_code: str, body: AccountPhoneBody) -> Response:
        """Give an account another phone, with the person there; the old one is told."""
        return respond(await backend.desk.corrections.account_phones.change(officer, key, receipt_code, body))
