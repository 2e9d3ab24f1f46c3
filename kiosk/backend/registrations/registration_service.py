"""Registers people: checks each registration, then writes those that came together in one transaction.

A registration is checked by itself; then it waits for the next group commit: one question to the insurer, one
transaction with each one's row, event, audit line and record of its answer. It is answered when that
transaction is durable. Should a transaction fail for the sake of one, each gets a transaction of its own;
should the database be away, all callers are told so, and nothing was written.

Inside the transaction registrations are assessed in the order in which they came, each knowing what those
before it have taken up: two of one person, or more than a phone may carry, meet there as they would one after
the other. However many there are, it takes three queries and four inserts, which on PostgreSQL are one.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from kiosk.backend import metrics
from kiosk.backend.access.callers import Kiosk
from kiosk.backend.audit import trail
from kiosk.backend.cards.issuing import CardIssuer
from kiosk.backend.clock import Clock
from kiosk.backend.declined import Declined
from kiosk.backend.insurer.port import Insured, Insurer
from kiosk.backend.keys.signing import Signer
from kiosk.backend.phone_codes import verified_code
from kiosk.backend.phone_codes.prior_registrations import PriorRegistrations
from kiosk.backend.phone_codes.verified_code import VerifiedPhone
from kiosk.backend.policy import Policy
from kiosk.backend.registrations import encrypted_form
from kiosk.backend.registrations.assessment import assess, gather_facts
from kiosk.backend.registrations.history import event, public_reasons
from kiosk.backend.storage import database, ids
from kiosk.backend.storage.group_commit import GroupCommit
from kiosk.backend.storage.idempotency import Answer, Request, StoredAnswers
from kiosk.backend.storage.schema import answers, events, registrations
from kiosk.backend.storage.schema import audit as audit_lines
from kiosk.backend.storage.store import Store
from kiosk.backend.storage.vault import Vault, new_salt
from kiosk.contract.registrations import REGISTRATIONS, RegistrationAnswer, RegistrationBody
from kiosk.domain import readable_code
from kiosk.domain.card import Card
from kiosk.domain.dates import PartialDate
from kiosk.domain.problems import Invalid
from kiosk.domain.registration.draft import Purpose
from kiosk.domain.registration.eligibility import Decision, Status

_BATCH = 100
"""Registrations in one transaction at most."""


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


class RegistrationService:
    """Registers people, in clear or out of an envelope."""

    def __init__(
        self,
        store: Store,
        vault: Vault,
        insurer: Insurer,
        signer: Signer,
        issuer: CardIssuer,
        policy: Policy,
        now: Clock,
    ) -> None:
        self._store = store
        self._vault = vault
        self._insurer = insurer
        self._signer = signer
        self._transaction = _RegistrationTransaction(vault, signer, issuer, policy)
        self._now = now
        self._group_commit: GroupCommit[CheckedRegistration, Answer] = GroupCommit(
            self._commit, batch_size=_BATCH
        )

    async def register(self, kiosk: Kiosk, key: str, body: RegistrationBody) -> Answer:
        """Register, at once or for an officer to decide. Nothing that an officer could settle is refused."""
        return await self._group_commit.submit(self.check(kiosk, key, body))

    async def register_all(self, registrations: Sequence[CheckedRegistration]) -> list[Answer | Exception]:
        """Register several at once, each with an answer or an error of its own."""
        return await self._group_commit.submit_all(registrations)

    def check(self, kiosk: Kiosk, key: str, body: RegistrationBody) -> CheckedRegistration:
        """Make a registration ready to be written. Raises `Declined` for what no officer could settle."""
        _check(body)
        number = body.participant.citizen_id
        return CheckedRegistration(
            kiosk=kiosk,
            request=Request(key, REGISTRATIONS, body),
            body=body,
            verified=verified_code.read(self._signer, body.phone_proof, number),
            person=self._vault.person(number),
            phone=self._vault.phone(body.phone) if body.phone else None,
            at=self._now(),
        )

    async def _commit(self, batch: Sequence[CheckedRegistration]) -> list[Answer | Exception]:
        numbers = {registration.body.participant.citizen_id for registration in batch}
        register = await self._insurer.find_many(numbers)
        now = self._now()
        written = await self._store.write(
            lambda connection: self._transaction.write(connection, batch, register, now)
        )
        for status in written.new:
            metrics.registered(status)
        return written.answers


class _RegistrationTransaction:
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
            stored.put(assessed.registration.request, self._answer(assessed, card), assessed.registration.at)
        if new:
            database.insert_together(connection, {**self._rows(list(new.values())), answers: stored.new})
        outcomes = [_outcome(stored, registration.request) for registration in batch]
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
        }


def _check(body: RegistrationBody) -> None:
    """Decline only what no officer could settle: a date that no calendar has, or no consent."""
    problems: list[str] = []
    births = [body.participant.birth] + ([body.helper.birth] if body.helper else [])
    for birth in births:
        try:
            PartialDate.from_iso(birth)
        except Invalid as invalid:
            problems += invalid.keys
    granted = {consent.purpose for consent in body.consents if consent.granted}
    needed = (Purpose.REGISTRATION, *([Purpose.DECLARATION] if body.helper else []))
    problems += [f"consent.{purpose}_missing" for purpose in needed if purpose not in granted]
    if problems:
        raise Declined("invalid_body", fields=list(dict.fromkeys(problems)))


def _outcome(stored: StoredAnswers, request: Request) -> Answer | Exception:
    try:
        answer = stored.get(request)
    except Declined as declined:
        return declined
    assert answer is not None  # it was stored, or put just now
    return answer
