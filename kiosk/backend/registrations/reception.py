"""The one transaction in which registrations that came together are judged and written down.

They are judged in the order in which they came, each knowing what those before it have taken up: two of one
person, or more than a phone may carry, meet here as they would one after the other. However many there are,
it takes three queries and four inserts, which on PostgreSQL are one.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from kiosk.backend.access.callers import Kiosk
from kiosk.backend.audit import trail
from kiosk.backend.cards.issuing import Issuer
from kiosk.backend.declined import Declined
from kiosk.backend.insurer.port import Insured
from kiosk.backend.keys.signing import Signer
from kiosk.backend.phone_codes.prior_registrations import PriorRegistrations
from kiosk.backend.phone_codes.verified_code import Proved
from kiosk.backend.policy import Policy
from kiosk.backend.registrations import encrypted_form
from kiosk.backend.registrations.facts import facts, judge
from kiosk.backend.registrations.history import event, shown
from kiosk.backend.storage import database, ids, insertion
from kiosk.backend.storage.idempotency import Answer, Answered, Request
from kiosk.backend.storage.schema import answers, events, registrations
from kiosk.backend.storage.schema import audit as audit_lines
from kiosk.backend.storage.vault import Vault, new_salt
from kiosk.contract.registrations import RegistrationAnswer, RegistrationBody
from kiosk.domain import readable_code
from kiosk.domain.card import Card
from kiosk.domain.registration.eligibility import Decision, Status


@dataclass(frozen=True)
class Arrival:
    """A registration as it came."""

    kiosk: Kiosk
    request: Request
    body: RegistrationBody
    proved: Proved | None
    person: bytes
    """The participant's hash."""
    phone: bytes | None
    """The phone's hash."""
    at: datetime


@dataclass(frozen=True)
class _Judged:
    arrival: Arrival
    row_id: UUID
    code: str
    decision: Decision
    takes_phone: bool
    card_of: Insured | None
    """Whose card goes with the answer."""


@dataclass(frozen=True)
class Received:
    """What became of those that came together."""

    answers: list[Answer | Exception]
    """Of each, in their order."""
    new: list[Status]
    """Of each that was not known already."""


class Reception:
    """Receives registrations inside the caller's transaction."""

    def __init__(self, vault: Vault, signer: Signer, issuer: Issuer, policy: Policy) -> None:
        self._vault = vault
        self._signer = signer
        self._issuer = issuer
        self._policy = policy

    def receive(
        self,
        connection: sa.Connection,
        arrivals: Sequence[Arrival],
        register: Mapping[str, Insured | None],
        now: datetime,
    ) -> Received:
        """Return each one's answer, the first time or again, or the `Declined` that is theirs.

        `register` is what the insurer says of the participants; left out is who could not be asked about.
        """
        people = {arrival.person for arrival in arrivals}
        phones = {arrival.phone for arrival in arrivals if arrival.phone is not None}
        database.take_turns(connection, people | phones)
        answered = Answered(connection, [arrival.request for arrival in arrivals])
        prior = PriorRegistrations(connection, people, phones)
        new: dict[str, _Judged] = {}
        for arrival in arrivals:
            key = arrival.request.row_key
            if key not in new and not answered.knows(arrival.request):
                new[key] = self._judge(arrival, prior, register)
        cards = self._issuer.issue_all(connection, [j.card_of for j in new.values() if j.card_of], now)
        for judged in new.values():
            card = cards.get(judged.card_of.citizen_id) if judged.card_of else None
            answered.put(judged.arrival.request, self._answer(judged, card), judged.arrival.at)
        if new:
            insertion.insert(connection, {**self._rows(list(new.values())), answers: answered.new})
        outcomes = [_outcome(answered, arrival.request) for arrival in arrivals]
        return Received(outcomes, [judged.decision.status for judged in new.values()])

    def _judge(
        self, arrival: Arrival, prior: PriorRegistrations, register: Mapping[str, Insured | None]
    ) -> _Judged:
        body, number = arrival.body, arrival.body.participant.citizen_id
        insured = register.get(number)
        before = prior.use_by(arrival.person, arrival.phone)
        known = facts(
            body, insured, arrival.proved, before, self._policy.helped, is_away=number not in register
        )
        decision = judge(known, is_registered=before.is_registered, at_once=self._policy.at_once)
        phone = arrival.phone if known.phone_proved else None
        prior.add(arrival.person, phone, body.phone_owner, decision.status)
        return _Judged(
            arrival=arrival,
            row_id=ids.new_id(arrival.at),
            code=readable_code.derived("receipt", arrival.request.key),
            decision=decision,
            takes_phone=known.phone_proved,
            card_of=None if decision.status is Status.PENDING_REVIEW else insured,
        )

    def _answer(self, judged: _Judged, card: Card | None) -> Answer:
        key, status = judged.arrival.request.key, judged.decision.status
        receipt = {
            "typ": "receipt",
            "code": judged.code,
            "key": hashlib.sha256(key.encode()).hexdigest()[:32],
            "status": str(status),
            "iat": int(judged.arrival.at.timestamp()),
        }
        answer = RegistrationAnswer(
            receipt_code=judged.code,
            status=status,
            reasons=shown(judged.decision.reasons),
            receipt=self._signer.sign(receipt),
            card=card,
        )
        return Answer.of(answer, 201)

    def _rows(self, new: Sequence[_Judged]) -> insertion.Rows:
        return {
            registrations: [self._row(judged) for judged in new],
            events: [event(j.row_id, j.decision.status, j.arrival.at, actor="machine") for j in new],
            audit_lines: [
                trail.line(
                    j.arrival.at,
                    actor=j.arrival.kiosk.actor,
                    action=f"registration_{j.decision.status}",
                    subject=j.code,
                )
                for j in new
            ],
        }

    def _row(self, judged: _Judged) -> dict[str, Any]:
        arrival, body, salt = judged.arrival, judged.arrival.body, new_salt()
        return {
            "id": judged.row_id,
            "receipt_code": judged.code,
            "kiosk_id": arrival.kiosk.id,
            "office_code": body.office_code,
            "person": arrival.person,
            "phone": arrival.phone if judged.takes_phone else None,
            "phone_owner": body.phone_owner,
            **asdict(self._vault.name_keys(body.participant.full_name)),
            "status": judged.decision.status,
            "reasons": list(judged.decision.reasons),
            "salt": salt,
            "sealed": encrypted_form.seal(self._vault, body, salt),
            "captured_at": body.captured_at,
            "received_at": arrival.at,
            "updated_at": arrival.at,
        }


def _outcome(answered: Answered, request: Request) -> Answer | Exception:
    try:
        answer = answered.get(request)
    except Declined as declined:
        return declined
    assert answer is not None  # it was found or put
    return answer
