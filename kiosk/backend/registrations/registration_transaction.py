"""The one transaction in which registrations that came together are assessed and written.

They are assessed in the order in which they came, each knowing what those before it have taken up: two of one
person, or more than a phone may carry, meet there as they would one after the other. However many there are,
it takes three queries and at most five inserts, which on PostgreSQL are one.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from kiosk.backend.cards.issuing import CardIssuer
from kiosk.backend.insurer.port import Insured
from kiosk.backend.keys import receipt
from kiosk.backend.keys.signing import Signer
from kiosk.backend.phone_codes.prior_registrations import PriorRegistrations
from kiosk.backend.policy import Policy
from kiosk.backend.registrations import registration_rows
from kiosk.backend.registrations.assessment import assess, gather_facts
from kiosk.backend.registrations.history import public_reasons
from kiosk.backend.registrations.registration_rows import AssessedRegistration, CheckedRegistration
from kiosk.backend.storage import database, ids
from kiosk.backend.storage.idempotency import Answer, StoredAnswers
from kiosk.backend.storage.schema import answers
from kiosk.backend.storage.vault import Vault
from kiosk.contract.registrations import RegistrationAnswer
from kiosk.domain import readable_code
from kiosk.domain.card import Card
from kiosk.domain.registration.eligibility import Status


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
        new: dict[str, AssessedRegistration] = {}
        for registration in batch:
            key = registration.request.row_key
            if key not in new and not stored.knows(registration.request):
                new[key] = self._assess(registration, prior, register)
        cards = self._issuer.issue_all(connection, [a.card_of for a in new.values() if a.card_of], now)
        for assessed in new.values():
            card = cards.get(assessed.card_of.citizen_id) if assessed.card_of else None
            stored.put(assessed.registration.request, self._answer(assessed, card), assessed.registration.at)
        if new:
            database.insert_together(
                connection, {**registration_rows.rows(self._vault, list(new.values())), answers: stored.new}
            )
        outcomes = [stored.outcome(registration.request) for registration in batch]
        return _Batch(outcomes, [assessed.decision.status for assessed in new.values()])

    def _assess(
        self,
        registration: CheckedRegistration,
        prior: PriorRegistrations,
        register: Mapping[str, Insured | None],
    ) -> AssessedRegistration:
        body, number = registration.body, registration.body.participant.citizen_id
        insured = register.get(number)
        use = prior.use_by(registration.person, registration.phone)
        facts = gather_facts(
            body, insured, registration.verified, use, self._policy.helped, is_away=number not in register
        )
        decision = assess(facts, is_registered=use.is_registered, at_once=self._policy.at_once)
        phone = registration.phone if facts.phone_proved else None
        prior.add(registration.person, phone, body.phone_owner, decision.status)
        return AssessedRegistration(
            registration=registration,
            row_id=ids.new_id(registration.at),
            code=readable_code.derived("receipt", registration.request.key),
            decision=decision,
            takes_phone=facts.phone_proved,
            card_of=None if decision.status is Status.PENDING_REVIEW else insured,
        )

    def _answer(self, assessed: AssessedRegistration, card: Card | None) -> Answer:
        key, status = assessed.registration.request.key, assessed.decision.status
        code, at = assessed.code, assessed.registration.at
        digest = hashlib.sha256(key.encode()).hexdigest()[:32]
        answer = RegistrationAnswer(
            receipt_code=code,
            status=status,
            reasons=public_reasons(assessed.decision.reasons),
            receipt=receipt.for_sender(self._signer, code, status, at, digest),
            paper_receipt=receipt.for_paper(self._signer, code, status, at),
            card=card,
        )
        return Answer.of(answer, 201)
