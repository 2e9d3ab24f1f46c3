"""The one transaction in which registrations that came together are assessed and written.

They are assessed in the order in which they came, each knowing what those before it have taken up: two of one
person, or more than a phone may carry, meet there as they would one after the other. However many there are,
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
from kiosk.backend.cards.issuing import CardIssuer
from kiosk.backend.insurer.port import Insured
from kiosk.backend.keys.signing import Signer
from kiosk.backend.phone_codes.prior_registrations import PriorRegistrations
from kiosk.backend.phone_codes.verified_code import VerifiedPhone
from kiosk.backend.policy import Policy
from kiosk.backend.registrations import encrypted_form
from kiosk.backend.registrations.assessment import assess, gather_facts
from kiosk.backend.registrations.history import event, public_reasons
from kiosk.backend.storage import database, ids
from kiosk.backend.storage.idempotency import Answer, Request, StoredAnswers
from kiosk.backend.storage.schema import answers, events, registrations
from kiosk.backend.storage.schema import audit as audit_lines
from kiosk.backend.storage.vault import Vault, new_salt
from kiosk.contract.registrations import RegistrationAnswer, RegistrationBody
from kiosk.domain import readable_code
from kiosk.domain.card import Card
from kiosk.domain.registration.eligibility import Decision, Status


@dataclass(frozen=True)
class CheckedRegistration:
    """A registration that may be written: its body is one that an officer can settle."""

    kiosk: Kiosk
    request: Request
    body: RegistrationBody
    verified: VerifiedPhone | None
    person: bytes
    """The participant's hash."""
    phone: bytes | None
    """The phone's hash."""
    at: datetime
    """When it was received."""


@dataclass(frozen=True)
class _Assessed:
    """A registration with its decision, before its row is written."""

    registration: CheckedRegistration
    row_id: UUID
    code: str
    decision: Decision
    takes_phone: bool
    card_of: Insured | None
    """Whose card goes with the answer."""


@dataclass(frozen=True)
class _Batch:
    """What became of the registrations of one transaction."""

    answers: list[Answer | Exception]
    """Of each, in their order."""
    new: list[Status]
    """Of each that was not known already."""


class RegistrationTransaction:
    """Assesses and writes a batch of registrations inside the caller's transaction."""

    def __init__(self, vault: Vault, signer: Signer, issuer: CardIssuer, policy: Policy) -> None:
        self._vault = vault
        self._signer = signer
        self._issuer = issuer
        self._policy = policy

    def write(
        self,
        connection: sa.Connection,
        batch: Sequence[CheckedRegistration],
        register: Mapping[str, Insured | None],
        now: datetime,
    ) -> _Batch:
        """Return each one's answer, the first time or again, or the `Declined` that is theirs.

        `register` is what the insurer says of the participants; those it was not asked about are left out.
        """
        people = {registration.person for registration in batch}
        phones = {registration.phone for registration in batch if registration.phone is not None}
        database.take_turns(connection, people | phones)
        stored = StoredAnswers(connection, [registration.request for registration in batch])
        prior = PriorRegistrations(connection, people, phones)
        new: dict[str, _Assessed] = {}
        for registration in batch:
            key = registration.request.row_key
            if key not in new and not stored.knows(registration.request):
                new[key] = self._assess(registration, prior, register)
        cards = self._issuer.issue_all(connection, [a.card_of for a in new.values() if a.card_of], now)
        for assessed in new.values():
            card = cards.get(assessed.card_of.citizen_id) if assessed.card_of else None
            sent = assessed.registration
            stored.put(sent.request, self._answer(assessed, card), sent.at, sent.person)
        if new:
            database.insert_together(connection, {**self._rows(list(new.values())), answers: stored.new})
        outcomes = [stored.outcome(registration.request) for registration in batch]
        return _Batch(outcomes, [assessed.decision.status for assessed in new.values()])

    def _assess(
        self,
        registration: CheckedRegistration,
        prior: PriorRegistrations,
        register: Mapping[str, Insured | None],
    ) -> _Assessed:
        body, number = registration.body, registration.body.participant.citizen_id
        insured = register.get(number)
        use = prior.use_by(registration.person, registration.phone)
        facts = gather_facts(
            body, insured, registration.verified, use, self._policy.helped, is_away=number not in register
        )
        decision = assess(facts, is_registered=use.is_registered, at_once=self._policy.at_once)
        phone = registration.phone if facts.phone_proved else None
        prior.add(registration.person, phone, body.phone_owner, decision.status)
        return _Assessed(
            registration=registration,
            row_id=ids.new_id(registration.at),
            code=readable_code.derived("receipt", registration.request.key),
            decision=decision,
            takes_phone=facts.phone_proved,
            card_of=None if decision.status is Status.PENDING_REVIEW else insured,
        )

    def _answer(self, assessed: _Assessed, card: Card | None) -> Answer:
        key, status = assessed.registration.request.key, assessed.decision.status
        receipt = {
            "typ": "receipt",
            "code": assessed.code,
            "key": hashlib.sha256(key.encode()).hexdigest()[:32],
            "status": str(status),
            "iat": int(assessed.registration.at.timestamp()),
        }
        answer = RegistrationAnswer(
            receipt_code=assessed.code,
            status=status,
            reasons=public_reasons(assessed.decision.reasons),
            receipt=self._signer.sign(receipt),
            card=card,
        )
        return Answer.of(answer, 201)

    def _rows(self, new: Sequence[_Assessed]) -> database.Rows:
        return {
            registrations: [self._row(assessed) for assessed in new],
            events: [event(a.row_id, a.decision.status, a.registration.at, actor="machine") for a in new],
            audit_lines: [
                trail.line(
                    assessed.registration.at,
                    actor=assessed.registration.kiosk.actor,
                    action=f"registration_{assessed.decision.status}",
                    subject=assessed.code,
                )
                for assessed in new
            ],
        }

    def _row(self, assessed: _Assessed) -> dict[str, Any]:
        registration, body, salt = assessed.registration, assessed.registration.body, new_salt()
        return {
            "id": assessed.row_id,
            "receipt_code": assessed.code,
            "kiosk_id": registration.kiosk.id,
            "office_code": body.office_code,
            "person": registration.person,
            "phone": registration.phone if assessed.takes_phone else None,
            "phone_owner": body.phone_owner,
            **asdict(self._vault.name_keys(body.participant.full_name)),
            "status": assessed.decision.status,
            "reasons": list(assessed.decision.reasons),
            "salt": salt,
            "sealed": encrypted_form.encrypt(self._vault, body, salt),
            "captured_at": body.captured_at,
            "received_at": registration.at,
            "updated_at": registration.at,
            "helper": self._vault.person(body.helper.citizen_id) if body.helper else None,
        }
