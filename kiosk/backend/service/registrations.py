"""Takes registrations: each one transaction with its event, its audit line and the record of its answer."""

import hashlib
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from kiosk.backend import audit, ids, proof
from kiosk.backend.auth import Kiosk
from kiosk.backend.clock import Clock
from kiosk.backend.declined import Declined
from kiosk.backend.facts import facts, past, second_factor_stands
from kiosk.backend.idempotency import Answer, Request, once
from kiosk.backend.insurer import Insurer
from kiosk.backend.policy import Policy
from kiosk.backend.schema import events, registrations
from kiosk.backend.service.issuing import Issuer
from kiosk.backend.signing import Signer
from kiosk.backend.store import Store
from kiosk.contract import REGISTRATIONS, RegistrationAnswer, RegistrationBody
from kiosk.domain import readable_code
from kiosk.domain.dates import PartialDate
from kiosk.domain.eligibility import PUBLIC_REASONS, Decision, Facts, Status, decide
from kiosk.domain.problems import Invalid
from kiosk.domain.registration import Purpose

ALREADY_REGISTERED = "already_registered"
"""A reason of its own: it is only ever given once the second factor stands."""


class Registrations:
    """Registers people."""

    def __init__(
        self, store: Store, insurer: Insurer, signer: Signer, issuer: Issuer, policy: Policy, now: Clock
    ) -> None:
        self._store = store
        self._insurer = insurer
        self._signer = signer
        self._issuer = issuer
        self._policy = policy
        self._now = now

    async def register(self, kiosk: Kiosk, key: str, body: RegistrationBody) -> Answer:
        """Register, at once or for an officer to decide. Nothing that an officer could settle is refused."""
        _check(body)
        now = self._now()
        insured = await self._insurer.find(body.participant.citizen_id)
        proved = proof.read(self._signer, body.phone_proof, body.participant.citizen_id)

        def work(connection: sa.Connection) -> Answer:
            before = past(connection, body.participant.citizen_id, body.phone)
            known = facts(body, insured, proved, before, self._policy.helped)
            decision = decide(known, at_once=self._policy.at_once)
            shows_card = decision.status is Status.APPROVED
            if before.is_registered and second_factor_stands(known):
                decision, shows_card = Decision(Status.REFUSED, (ALREADY_REGISTERED,)), True
            row_id = _insert(connection, kiosk, key, body, known, decision, now)
            record(connection, row_id, decision.status, now, actor="machine")
            code = readable_code.derived("receipt", key)
            action = f"registration_{decision.status}"
            audit.add(connection, now, actor=kiosk.actor, action=action, subject=code)
            card = self._issuer.issue(connection, insured, now) if insured and shows_card else None
            answer = RegistrationAnswer(
                receipt_code=code,
                status=decision.status,
                reasons=shown(decision.reasons),
                receipt=self._receipt(key, code, decision.status, now),
                card=card,
            )
            return Answer.of(answer, 201)

        return await once(self._store, Request(key, REGISTRATIONS, body), now, work)

    def _receipt(self, key: str, code: str, status: Status, now: datetime) -> str:
        """The signed text against which the kiosk's outbox lets go of a registration."""
        return self._signer.sign(
            {
                "typ": "receipt",
                "code": code,
                "key": hashlib.sha256(key.encode()).hexdigest()[:32],
                "status": str(status),
                "iat": int(now.timestamp()),
            }
        )


def shown(reasons: tuple[str, ...] | list[str]) -> list[str]:
    """The reasons that tell a stranger nothing about what the register knows."""
    return [reason for reason in reasons if reason in PUBLIC_REASONS or reason == ALREADY_REGISTERED]


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


def _insert(
    connection: sa.Connection,
    kiosk: Kiosk,
    key: str,
    body: RegistrationBody,
    known: Facts,
    decision: Decision,
    now: datetime,
) -> UUID:
    row_id = ids.new_id(now)
    connection.execute(
        sa.insert(registrations),
        {
            "id": row_id,
            "receipt_code": readable_code.derived("receipt", key),
            "kiosk_id": kiosk.id,
            "citizen_id": body.participant.citizen_id,
            "full_name": body.participant.full_name,
            "birth": body.participant.birth,
            "phone": body.phone if known.phone_proved else None,
            "phone_owner": body.phone_owner,
            "status": decision.status,
            "reasons": list(decision.reasons),
            "note": "",
            "dossier": body.model_dump(mode="json", exclude={"phone_proof"}),
            "captured_at": body.captured_at,
            "received_at": now,
            "updated_at": now,
        },
    )
    return row_id


def record(
    connection: sa.Connection, row_id: UUID, status: Status, now: datetime, *, actor: str, note: str = ""
) -> None:
    """Add to a registration's history what it has become."""
    connection.execute(
        sa.insert(events),
        {
            "id": ids.new_id(now),
            "registration_id": row_id,
            "at": now,
            "status": status,
            "actor": actor,
            "note": note,
        },
    )
