"""The calls of the officers' desk, and of the kiosks to it; `access.permissions` says who may make which."""

from typing import Annotated

from fastapi import Depends, FastAPI, Query, Request, Response

from kiosk.backend.access.sessions import OfficerCaller
from kiosk.backend.backend import Backend
from kiosk.backend.casework.queue import QueueWindow
from kiosk.backend.http.openapi import READ, WRITE, problems
from kiosk.backend.http.responses import respond
from kiosk.backend.http.routers.kiosk import Asking, Key
from kiosk.contract.calls import (
    DESK_CALLS,
    RINGING,
    CallAnswerBody,
    CallBody,
    CallPlaced,
    CallStatus,
    RingingAnswer,
)
from kiosk.contract.campaign import FIGURES, FiguresAnswer
from kiosk.contract.dossiers import (
    DOSSIERS,
    QUEUE,
    ClaimAnswer,
    DecisionAnswer,
    DecisionBody,
    Search,
)
from kiosk.contract.json import to_json
from kiosk.contract.kiosks import (
    KIOSK_REPORTS,
    UNDELIVERED,
    KioskReport,
    KioskReportAnswer,
    UndeliveredAnswer,
)
from kiosk.contract.messages import MESSAGE_TROUBLES, MessageTroublesAnswer
from kiosk.contract.people import PEOPLE, VERIFY, VerifyBody
from kiosk.contract.presences import PRESENCES, PresenceAnswer, PresenceBody
from kiosk.contract.sessions import SIGN_IN, SIGN_OUT, EmptyBody, SessionAnswer, SignInBody
from kiosk.domain.registration.eligibility import Status
from kiosk.ports.dossiers import Dossier, QueuePage
from kiosk.ports.people import CodeVerdict, PersonMatches

_READS = (*READ, "not_permitted")
_WRITES = (*WRITE, "not_permitted")
_OF_ONE = ("receipt_unknown", "registration_erased")
_AT_KIOSK = (
    "presence_refused",
    "sign_in_locked",
    "decision_at_desk",
    "decision_impossible",
    "already_registered",
)
_LONGEST_VERSION = 16


async def _asking_officer(request: Request) -> OfficerCaller:
    """The officer that the guard has let through."""
    officer: OfficerCaller = request.state.caller
    return officer


AtDesk = Annotated[OfficerCaller, Depends(_asking_officer)]


def add_desk_routes(app: FastAPI, backend: Backend) -> None:
    """Add every call of the desk, answered by `backend`."""
    for add in (_sessions, _queue, _dossiers, _decisions, _calls, _searches, _kiosks):
        add(app, backend)


def _sessions(app: FastAPI, backend: Backend) -> None:
    desk = backend.desk

    @app.post(
        SIGN_IN,
        status_code=201,
        response_model=SessionAnswer,
        responses=problems((*WRITE, "sign_in_refused", "sign_in_locked")),
    )
    async def sign_in(key: Key, body: SignInBody) -> Response:
        """Begin a session; open to any caller."""
        return respond(await desk.sign_in.begin(key, body))

    @app.post(SIGN_OUT, response_model=EmptyBody, responses=problems(_WRITES))
    async def sign_out(officer: AtDesk, key: Key) -> Response:
        """End the session."""
        return respond(await desk.sign_in.end(officer, key))


def _queue(app: FastAPI, backend: Backend) -> None:
    desk = backend.desk

    @app.get(
        QUEUE,
        response_model=QueuePage,
        responses={
            304: {"description": "It is as `version` has it."},
            **problems((*_READS, "invalid_body")),
        },
    )
    async def queue(
        officer: AtDesk,
        status: Status | None = None,
        search: Search = "",
        office: Annotated[str, Query(max_length=10)] = "",
        offset: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
        limit: Annotated[int, Query(ge=1, le=200)] = 100,
        version: Annotated[str, Query(max_length=_LONGEST_VERSION)] = "",
    ) -> Response:
        """Show who waits, those before a kiosk first; or find registrations in any state."""
        window = QueueWindow(status, search, office, offset, limit, version)
        page = await desk.queue.page(officer, window)
        if page is None:
            return Response(status_code=304)
        return Response(to_json(page), media_type="application/json")


def _dossiers(app: FastAPI, backend: Backend) -> None:
    desk = backend.desk

    @app.get(DOSSIERS + "/{receipt_code}", responses=problems((*_READS, *_OF_ONE)))
    async def dossier(officer: AtDesk, receipt_code: str) -> Dossier:
        """Show one registration; that it was looked at is written down."""
        return await desk.dossiers.of(officer, receipt_code)

    @app.post(
        DOSSIERS + "/{receipt_code}/claim",
        response_model=ClaimAnswer,
        responses=problems((*_WRITES, *_OF_ONE)),
    )
    async def claim(officer: AtDesk, key: Key, receipt_code: str) -> Response:
        """Say that it lies open here; the answer says who else has it open."""
        return respond(await desk.claims.claim(officer, key, receipt_code))

    @app.post(
        DOSSIERS + "/{receipt_code}/release",
        response_model=ClaimAnswer,
        responses=problems((*_WRITES, *_OF_ONE)),
    )
    async def release(officer: AtDesk, key: Key, receipt_code: str) -> Response:
        """Say that it no longer does."""
        return respond(await desk.claims.release(officer, key, receipt_code))


def _decisions(app: FastAPI, backend: Backend) -> None:
    @app.post(
        DOSSIERS + "/{receipt_code}/decision",
        response_model=DecisionAnswer,
        responses=problems((*_WRITES, *_OF_ONE, "decision_impossible", "already_registered")),
    )
    async def decide(officer: AtDesk, key: Key, receipt_code: str, body: DecisionBody) -> Response:
        """Approve, refuse or ask for more."""
        return respond(await backend.decisions.at_desk(officer, key, receipt_code, body))

    @app.post(
        DOSSIERS + "/{receipt_code}/undo",
        response_model=DecisionAnswer,
        responses=problems((*_WRITES, *_OF_ONE, "undo_impossible")),
    )
    async def undo(officer: AtDesk, key: Key, receipt_code: str) -> Response:
        """Take one's own decision back, within ten seconds."""
        return respond(await backend.decisions.undo(officer, key, receipt_code))


def _calls(app: FastAPI, backend: Backend) -> None:
    calls = backend.desk.calls

    @app.post(DESK_CALLS, status_code=201, response_model=CallPlaced, responses=problems(_WRITES))
    async def call(kiosk: Asking, key: Key, body: CallBody) -> Response:
        """Ring for an officer."""
        return respond(await calls.call(kiosk, key, body))

    @app.get(DESK_CALLS + "/{id}", responses=problems((*_READS, "call_unknown")))
    async def status(kiosk: Asking, id: str) -> CallStatus:
        """What came of this kiosk's call."""
        return await calls.status(kiosk, id)

    @app.post(
        PRESENCES,
        status_code=201,
        response_model=PresenceAnswer,
        responses=problems((*_WRITES, *_OF_ONE, *_AT_KIOSK)),
    )
    async def come(kiosk: Asking, key: Key, body: PresenceBody) -> Response:
        """Let an officer who stands at this kiosk take over, or allow what only they can."""
        return respond(await backend.desk.presences.begin(kiosk, key, body))

    @app.get(RINGING, responses=problems(_READS))
    async def ringing(officer: AtDesk) -> RingingAnswer:
        """The calls that wait for an officer."""
        return await calls.ringing(officer)

    @app.post(
        RINGING + "/{id}/answer",
        response_model=EmptyBody,
        responses=problems((*_WRITES, "call_unknown", "call_answered")),
    )
    async def answer(officer: AtDesk, key: Key, id: str, body: CallAnswerBody) -> Response:
        """Say what comes of a call."""
        return respond(await calls.answer(officer, key, id, body))


def _searches(app: FastAPI, backend: Backend) -> None:
    desk = backend.desk

    @app.get(PEOPLE, responses=problems((*_READS, "invalid_body")))
    async def people(officer: AtDesk, search: Annotated[Search, Query(min_length=2)]) -> PersonMatches:
        """Find people in the insurer's register; that the officer searched is written down."""
        return await desk.people.find(officer, search)

    @app.post(VERIFY, responses=problems((*_READS, "invalid_body", "body_too_slow", "body_too_large")))
    async def verify(officer: AtDesk, body: VerifyBody) -> CodeVerdict:
        """Is this code genuine, and whose is it? A POST, so that what is verified stands in no log."""
        return await desk.verification.of(officer, body)

    @app.get(FIGURES, responses=problems(_READS))
    async def figures(officer: AtDesk) -> FiguresAnswer:
        """The campaign's figures, over the offices that the officer sees."""
        return await desk.figures.of_the_campaign(officer)


def _kiosks(app: FastAPI, backend: Backend) -> None:
    reports = backend.desk.reports

    @app.post(KIOSK_REPORTS, response_model=KioskReportAnswer, responses=problems(_WRITES))
    async def report(kiosk: Asking, key: Key, body: KioskReport) -> Response:
        """Say how a kiosk is."""
        return respond(await reports.keep(kiosk, key, body))

    @app.get(UNDELIVERED, responses=problems(_READS))
    async def undelivered(officer: AtDesk) -> UndeliveredAnswer:
        """The kiosks with something undelivered, and those that are silent."""
        return await reports.undelivered(officer)

    @app.get(MESSAGE_TROUBLES, responses=problems(_READS))
    async def message_troubles() -> MessageTroublesAnswer:
        """What stands in the way of messages to phones."""
        return await backend.messages.report.troubles()
