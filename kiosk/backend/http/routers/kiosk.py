"""The calls of the API. Each takes a body, asks one service, and hands its answer on."""

from typing import Annotated

from fastapi import Depends, FastAPI, Header, Request, Response
from starlette.responses import PlainTextResponse

from kiosk.backend import metrics
from kiosk.backend.access.callers import Kiosk
from kiosk.backend.access.sessions import OfficerCaller
from kiosk.backend.backend import Backend
from kiosk.backend.clock import utc_now
from kiosk.backend.http import readiness
from kiosk.backend.http.direct_route import DirectRoute
from kiosk.backend.http.openapi import READ, WRITE, problems
from kiosk.backend.http.responses import respond
from kiosk.backend.storage.idempotency import Answer
from kiosk.contract.campaign import STATISTICS, StatisticsAnswer
from kiosk.contract.cards import CARDS, REVOCATIONS, CardRequest, RevocationsAnswer
from kiosk.contract.envelopes import ENVELOPES, EnvelopesAnswer, EnvelopesBody
from kiosk.contract.fields import IDEMPOTENCY_HEADER, IdempotencyKey
from kiosk.contract.keys import KEYS, KeysAnswer
from kiosk.contract.phone_codes import (
    AVAILABILITY,
    CHOICES,
    PHONE_CODES,
    PROOFS,
    FurtherProofBody,
    PhoneChoicesAnswer,
    PhoneChoicesBody,
    PhoneCodeAnswer,
    PhoneCodeAvailability,
    PhoneCodeBody,
    PhoneCodeChallenge,
    PhoneProof,
)
from kiosk.contract.registrations import (
    REGISTRATIONS,
    RegistrationAnswer,
    RegistrationBody,
    RegistrationStatusAnswer,
)
from kiosk.contract.service import HEALTH, METRICS, READY, HealthAnswer, ReadyAnswer
from kiosk.domain.card import Card

_NOT_SENT = ("codes_too_many", "sms_unavailable", "sms_country", "sms_day_spent", "insurer_away")
Key = Annotated[IdempotencyKey, Header(alias=IDEMPOTENCY_HEADER)]


async def _asking(request: Request) -> Kiosk:
    """The kiosk that `Guard` has let through."""
    kiosk: Kiosk = request.state.caller
    return kiosk


Asking = Annotated[Kiosk, Depends(_asking)]


def add_routes(app: FastAPI, backend: Backend) -> None:
    """Add every call, answered by `backend`; not by way of a router, which FastAPI would read twice."""
    for add in (_registrations, _availability, _phone_codes, _further_proofs, _cards, _ward, _open):
        add(app, backend)


def _registrations(app: FastAPI, backend: Backend) -> None:
    async def register(kiosk: Asking, key: Key, body: RegistrationBody) -> Response:
        """Register a person: approved at once, left to an officer, or known already."""
        return respond(await backend.registrations.register(kiosk, key, body))

    app.router.add_api_route(
        REGISTRATIONS,
        register,
        methods=["POST"],
        status_code=201,
        response_model=RegistrationAnswer,
        responses=problems(WRITE),
        route_class_override=DirectRoute,
    )

    @app.post(
        ENVELOPES,
        response_model=EnvelopesAnswer,
        responses=problems((*READ, "body_too_slow", "body_too_large", "invalid_body")),
    )
    async def deliver(kiosk: Asking, body: EnvelopesBody) -> Response:
        """Register what waited in an outbox. Each envelope carries its own idempotency key."""
        return respond(Answer.of(await backend.envelopes.deliver(kiosk, body)))

    @app.get(
        REGISTRATIONS + "/{receipt_code}", responses=problems((*READ, "receipt_unknown", "invalid_body"))
    )
    async def standing(receipt_code: str, watching: bool = False) -> RegistrationStatusAnswer:
        """Where a registration stands, and how it came there.

        `watching`: the person waits before the kiosk for it, and officers shall see that.
        """
        return await backend.registration_status.of(receipt_code, is_watched=watching)


def _availability(app: FastAPI, backend: Backend) -> None:
    @app.get(AVAILABILITY, responses=problems(READ))
    async def availability() -> PhoneCodeAvailability:
        """Can a code be sent now? To be asked before a number is typed."""
        return await backend.phone_codes.availability()


def _phone_codes(app: FastAPI, backend: Backend) -> None:
    @app.post(
        CHOICES,
        response_model=PhoneChoicesAnswer,
        responses=problems((*WRITE, "codes_too_many", "insurer_away")),
    )
    async def choices(kiosk: Asking, key: Key, body: PhoneChoicesBody) -> Response:
        """To which masked numbers a code could go; the same kind of answer for people known and unknown."""
        return respond(await backend.phone_codes.choices(kiosk, key, body))

    @app.post(
        PHONE_CODES,
        status_code=201,
        response_model=PhoneCodeChallenge,
        responses=problems((*WRITE, *_NOT_SENT)),
    )
    async def send(kiosk: Asking, key: Key, body: PhoneCodeBody) -> Response:
        """Send six digits to a phone."""
        return respond(await backend.phone_codes.send(kiosk, key, body))

    refused = (
        "code_wrong",
        "code_too_many_tries",
        "code_expired",
        "code_used",
        "phone_already_used",
        "phone_limit_reached",
    )

    @app.post(PHONE_CODES + "/{id}/answer", response_model=PhoneProof, responses=problems((*WRITE, *refused)))
    async def answer(kiosk: Asking, key: Key, id: str, body: PhoneCodeAnswer) -> Response:
        """Give the six digits back, for a proof of the phone."""
        return respond(await backend.phone_codes.answer(kiosk, key, id, body))


def _further_proofs(app: FastAPI, backend: Backend) -> None:
    @app.post(
        PROOFS,
        response_model=PhoneProof,
        responses=problems((*WRITE, "proof_invalid", "phone_limit_reached")),
    )
    async def further_proof(kiosk: Asking, key: Key, body: FurtherProofBody) -> Response:
        """Let a helper's phone, proved for one person here, serve the next one."""
        return respond(await backend.further_proofs.sign(kiosk, key, body))


def _cards(app: FastAPI, backend: Backend) -> None:
    @app.post(
        CARDS,
        response_model=Card,
        responses=problems((*WRITE, "card_not_available", "proof_invalid", "insurer_away")),
    )
    async def show(kiosk: Asking, key: Key, body: CardRequest) -> Response:
        """Show a registered person's card, against a second factor."""
        return respond(await backend.cards.show(kiosk, key, body))


def _ward(app: FastAPI, backend: Backend) -> None:
    @app.get(STATISTICS, responses=problems(READ))
    async def statistics(request: Request) -> StatisticsAnswer:
        """How far the campaign is in the caller's own office."""
        caller: Kiosk | OfficerCaller = request.state.caller
        return await backend.campaign_progress.statistics(caller.office_code)

    @app.get(REVOCATIONS, responses=problems(READ))
    async def revocations() -> RevocationsAnswer:
        """The signed list of revoked cards, so that one can be checked without a network."""
        return await backend.revocations.current()


def _open(app: FastAPI, backend: Backend) -> None:
    @app.get(KEYS, responses=problems(("unexpected",)))
    async def keys() -> KeysAnswer:
        """The public keys that check signatures and encrypt envelopes; open to all callers."""
        return backend.keys

    @app.get(HEALTH, responses=problems(("unexpected",)))
    async def health() -> HealthAnswer:
        """The backend is there; open to all callers."""
        return HealthAnswer()

    @app.get(READY, responses=problems(("unexpected", "not_ready")))
    async def ready() -> ReadyAnswer:
        """Registrations can be taken now; open to all callers."""
        return await readiness.check(backend.store, backend.keys)

    @app.get(
        METRICS,
        response_class=PlainTextResponse,
        responses=problems(("not_allowed", "unexpected", "busy")),
    )
    async def measure() -> Response:
        """What was counted, for Prometheus; of this service's processes together."""
        figures = await readiness.figures(backend.store, utc_now(), backend.messages.report)
        return Response(metrics.exposed(figures), media_type=metrics.CONTENT_TYPE)
