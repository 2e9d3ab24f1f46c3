"""Calls from kiosks to the officers' desk, and what the officer answers.

An officer who sees the person may let a card be shown that no phone could be asked about: the kiosk waits for
the answer and then asks for the card with the call's id (`backend.cards`).
"""

from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa

from kiosk.backend.access import authorization_request
from kiosk.backend.access.callers import Kiosk
from kiosk.backend.access.sessions import OfficerCaller
from kiosk.backend.audit import trail
from kiosk.backend.casework.comparison import registered_person
from kiosk.backend.clock import Clock
from kiosk.backend.declined import Declined
from kiosk.backend.insurer.port import Insurer, InsurerAway
from kiosk.backend.storage import ids
from kiosk.backend.storage.idempotency import Answer, Request, once
from kiosk.backend.storage.schema import desk_calls, kiosks, officers
from kiosk.backend.storage.store import Row, Store
from kiosk.backend.storage.vault import Vault
from kiosk.contract.calls import (
    DESK_CALLS,
    RINGING,
    AuthorizationRequestBody,
    CallAnswerBody,
    CallBody,
    CallPlaced,
    CallStatus,
    RingingAnswer,
)
from kiosk.contract.sessions import EmptyBody
from kiosk.ports.calls import AuthorizationDossier, Call
from kiosk.ports.dossiers import RegisteredPerson

RINGS_FOR = timedelta(minutes=15)
"""After that the person who called has gone."""
_MOST_SHOWN = 50

c = desk_calls.c
_COLUMNS = (
    c.id,
    c.at,
    c.place,
    c.receipt_code,
    c.sealed,
    c.outcome,
    kiosks.c.name.label("kiosk_name"),
    kiosks.c.office_code,
    officers.c.full_name.label("answered_by"),
)
_WITH_NAMES = desk_calls.join(kiosks, kiosks.c.id == c.kiosk_id).outerjoin(
    officers, officers.c.id == c.answered_by
)
_WAITS = sa.or_(c.outcome.is_(None), sa.and_(c.outcome == "coming", c.sealed.is_not(None)))
"""Unanswered, or an officer is on the way to compare a face with a card."""


class Calls:
    """Takes calls and their answers."""

    def __init__(self, store: Store, vault: Vault, insurer: Insurer, now: Clock) -> None:
        self._store = store
        self._vault = vault
        self._insurer = insurer
        self._now = now
        self._registered: dict[UUID, RegisteredPerson | None] = {}
        """Whom the calls that ring now are about: the desk asks each second, the insurer is asked once."""

    async def call(self, kiosk: Kiosk, key: str, body: CallBody) -> Answer:
        """Ring the desk of the kiosk's office."""
        now, request = self._now(), body.authorization_request

        def work(connection: sa.Connection) -> Answer:
            call_id = ids.new_id(now)
            connection.execute(
                sa.insert(desk_calls),
                {
                    "id": call_id,
                    "kiosk_id": kiosk.id,
                    "at": now,
                    "place": body.place,
                    "receipt_code": body.receipt_code,
                    "sealed": request and authorization_request.encrypt(self._vault, request),
                },
            )
            trail.add(connection, now, actor=kiosk.actor, action="desk_called", subject=call_id.hex)
            return Answer.of(CallPlaced(id=call_id.hex, called_at=now), 201)

        return await once(self._store, Request(key, DESK_CALLS, body), now, work)

    async def status(self, kiosk: Kiosk, call_id: str) -> CallStatus:
        """Tell the kiosk what came of its own call."""
        mine = sa.and_(c.id == _parsed(call_id), c.kiosk_id == kiosk.id)
        row = await self._store.read(
            lambda connection: connection.execute(sa.select(c.outcome).where(mine)).first()
        )
        if row is None:
            raise Declined("call_unknown")
        return CallStatus(outcome=row.outcome or "waiting")

    async def ringing(self, officer: OfficerCaller) -> RingingAnswer:
        """Return the calls that wait for an officer of this office, oldest first."""
        mine = [_WAITS, c.at > self._now() - RINGS_FOR, officer.theirs(kiosks.c.office_code)]
        query = sa.select(*_COLUMNS).select_from(_WITH_NAMES).where(*mine).order_by(c.at).limit(_MOST_SHOWN)
        rows = await self._store.read(lambda connection: connection.execute(query).all())
        calls = [await self._call(row) for row in rows]
        self._registered = {row.id: self._registered[row.id] for row in rows if row.id in self._registered}
        return RingingAnswer(calls=tuple(calls))

    async def answer(self, officer: OfficerCaller, key: str, call_id: str, body: CallAnswerBody) -> Answer:
        """Say what comes of a call. `Declined`: `call_unknown`, `not_permitted`, `call_answered`."""
        row_id, now = _parsed(call_id), self._now()

        def work(connection: sa.Connection) -> Answer:
            call = _theirs(connection, officer, row_id, now)
            if body.outcome == "authorised" and call.sealed is None:
                raise Declined("invalid_body", fields=["outcome.invalid"])
            still = sa.update(desk_calls).where(c.id == row_id, _WAITS)
            answered = still.values(outcome=body.outcome, answered_at=now, answered_by=officer.id)
            if not connection.execute(answered).rowcount:
                raise Declined("call_answered")
            action = f"call_{body.outcome}"
            trail.add(connection, now, actor=officer.actor, action=action, subject=row_id.hex)
            return Answer.of(EmptyBody())

        request = Request(key, f"{RINGING}/{row_id.hex}/answer", body)
        return await once(self._store, request, now, work)

    async def _call(self, row: Row) -> Call:
        return Call(
            id=row.id.hex,
            kiosk_name=row.kiosk_name,
            place=row.place,
            at=row.at,
            receipt_code=row.receipt_code,
            authorization_request=await self._authorization_dossier(row) if row.sealed else None,
            answered_by=row.answered_by,
        )

    async def _authorization_dossier(self, row: Row) -> AuthorizationDossier:
        request = authorization_request.read(self._vault, row.sealed)
        if row.id not in self._registered:
            try:
                insured = await self._insurer.find(request.citizen_id)
            except InsurerAway:
                return _beside(request, None)
            self._registered[row.id] = registered_person(insured) if insured else None
        return _beside(request, self._registered[row.id])


def _beside(request: AuthorizationRequestBody, registered: RegisteredPerson | None) -> AuthorizationDossier:
    return AuthorizationDossier(
        request.citizen_id, request.full_name, request.birth, registered, request.record
    )


def answer_here(
    connection: sa.Connection,
    vault: Vault,
    kiosk: Kiosk,
    officer: OfficerCaller,
    now: datetime,
    request: AuthorizationRequestBody | None,
) -> UUID | None:
    """The officer stands at the kiosk, and what rang from there has its answer.

    With a `request`, return the call that lets it be shown: the one that asked for it, else a new one.
    """
    ringing = sa.and_(c.kiosk_id == kiosk.id, c.at > now - RINGS_FOR, _WAITS)
    rows = connection.execute(sa.select(c.id, c.sealed).where(ringing)).all()
    here = {"answered_at": now, "answered_by": officer.id}
    connection.execute(sa.update(desk_calls).where(ringing).values(outcome="coming", **here))
    if request is None:
        return None
    call_id = next(
        (row.id for row in rows if row.sealed and authorization_request.read(vault, row.sealed) == request),
        None,
    )
    if call_id is None:
        call_id = ids.new_id(now)
        new = {
            "id": call_id,
            "kiosk_id": kiosk.id,
            "at": now,
            "place": "card",
            "sealed": authorization_request.encrypt(vault, request),
        }
        connection.execute(sa.insert(desk_calls), new)
    allowed = sa.update(desk_calls).where(c.id == call_id).values(outcome="authorised", **here)
    connection.execute(allowed)
    trail.add(connection, now, actor=officer.actor, action="call_authorised", subject=call_id.hex)
    return call_id


def _theirs(connection: sa.Connection, officer: OfficerCaller, row_id: UUID, now: datetime) -> Row:
    query = sa.select(*_COLUMNS).select_from(_WITH_NAMES)
    row = connection.execute(query.where(c.id == row_id, c.at > now - RINGS_FOR)).first()
    if row is None:
        raise Declined("call_unknown")
    if not officer.may_see(row.office_code):
        raise Declined("not_permitted")
    return row


def _parsed(call_id: str) -> UUID:
    try:
        return UUID(call_id)
    except ValueError as error:
        raise Declined("call_unknown") from error
