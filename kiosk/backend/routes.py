"""The calls of the API. Each takes a body, asks one service, and hands its answer on."""

from typing import Annotated

from fastapi import Depends, FastAPI, Header, Request, Response
from starlette.background import BackgroundTask

from kiosk.backend.auth import Kiosk
from kiosk.backend.backend import Backend
from kiosk.backend.openapi import problems
from kiosk.backend.responses import respond
from kiosk.contract import (
    CARDS,
    DESK_CALLS,
    ENVELOPES,
    HEALTH,
    IDEMPOTENCY_HEADER,
    KEYS,
    PHONE_CODES,
    REGISTRATIONS,
    STATISTICS,
    CardBody,
    CardRequest,
    DeskCall,
    DeskCalled,
    EnvelopesAnswer,
    EnvelopesBody,
    HealthAnswer,
    IdempotencyKey,
    KeysAnswer,
    PhoneCodeAnswer,
    PhoneCodeBody,
    PhoneCodeSent,
    PhoneProof,
    RegistrationAnswer,
    RegistrationBody,
    StandingAnswer,
    StatisticsAnswer,
)

Key = Annotated[IdempotencyKey, Header(alias=IDEMPOTENCY_HEADER)]
_READ = ("not_allowed", "unexpected", "busy")
_WRITE = (*_READ, "idempotency_key_missing", "idempotency_key_reused", "invalid_body")


async def _asking(request: Request) -> Kiosk:
    """The kiosk that `auth.Guard` has let through."""
    kiosk: Kiosk = request.state.kiosk
    return kiosk


Asking = Annotated[Kiosk, Depends(_asking)]


def add_routes(app: FastAPI, backend: Backend) -> None:
    """Add every call, answered by `backend`; not by way of a router, which FastAPI would read twice."""
    for add in (_registrations, _phone_codes, _cards, _ward, _open):
        add(app, backend)


def _registrations(app: FastAPI, backend: Backend) -> None:
    @app.post(REGISTRATIONS, status_code=201, response_model=RegistrationAnswer, responses=problems(_WRITE))
    async def register(kiosk: Asking, key: Key, body: RegistrationBody) -> Response:
        """Register a person: approved at once, left to an officer, or known already."""
        return respond(await backend.registrations.register(kiosk, key, body))

    @app.post(ENVELOPES, responses=problems((*_READ, "invalid_body")))
    async def deliver(kiosk: Asking, body: EnvelopesBody) -> EnvelopesAnswer:
        """Register what waited in an outbox. Each envelope carries its own idempotency key."""
        return await backend.envelopes.deliver(kiosk, body)

    @app.get(REGISTRATIONS + "/{receipt_code}", responses=problems((*_READ, "receipt_unknown")))
    async def standing(receipt_code: str) -> StandingAnswer:
        """Where a registration stands, and how it came there."""
        return await backend.standings.of(receipt_code)


def _phone_codes(app: FastAPI, backend: Backend) -> None:
    @app.post(
        PHONE_CODES,
        status_code=201,
        response_model=PhoneCodeSent,
        responses=problems((*_WRITE, "codes_too_many", "sms_unavailable")),
    )
    async def send(kiosk: Asking, key: Key, body: PhoneCodeBody) -> Response:
        """Send six digits to a phone."""
        sending = await backend.phone_codes.send(kiosk, key, body)
        message = sending.message
        delivery = BackgroundTask(backend.phone_codes.deliver, message) if message else None
        return respond(sending.answer, delivery)

    refused = (
        "code_wrong",
        "code_too_many_tries",
        "code_expired",
        "code_used",
        "phone_already_used",
        "phone_limit_reached",
    )

    @app.post(
        PHONE_CODES + "/{id}/answer", response_model=PhoneProof, responses=problems((*_WRITE, *refused))
    )
    async def answer(kiosk: Asking, key: Key, id: str, body: PhoneCodeAnswer) -> Response:
        """Give the six digits back, for a proof of the phone."""
        return respond(await backend.phone_codes.answer(kiosk, key, id, body))


def _cards(app: FastAPI, backend: Backend) -> None:
    @app.post(
        CARDS, response_model=CardBody, responses=problems((*_WRITE, "card_not_available", "proof_invalid"))
    )
    async def show(kiosk: Asking, key: Key, body: CardRequest) -> Response:
        """Show a registered person's card, against a second factor."""
        return respond(await backend.cards.show(kiosk, key, body))


def _ward(app: FastAPI, backend: Backend) -> None:
    @app.get(STATISTICS, responses=problems(_READ))
    async def statistics() -> StatisticsAnswer:
        """How far the campaign is."""
        return await backend.ward.statistics()

    @app.post(DESK_CALLS, status_code=201, response_model=DeskCalled, responses=problems(_WRITE))
    async def call(kiosk: Asking, key: Key, body: DeskCall) -> Response:
        """Ring for an officer."""
        return respond(await backend.ward.call(kiosk, key, body))


def _open(app: FastAPI, backend: Backend) -> None:
    @app.get(KEYS, responses=problems(("unexpected",)))
    async def keys() -> KeysAnswer:
        """The public keys that check signatures and seal envelopes; open to everybody."""
        return backend.keys

    @app.get(HEALTH, responses=problems(("unexpected",)))
    async def health() -> HealthAnswer:
        """The backend is there; open to everybody."""
        return HealthAnswer()
