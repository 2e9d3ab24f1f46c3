"""A helper's phone that was proved for one person serves the next one at the same kiosk without another code.

No proof works for two people: the backend signs one for the next person, against the proof for the one before
and the receipt that only the kiosk which sent that registration has. It ends when the first proof ends.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from kiosk.backend.access.callers import Kiosk
from kiosk.backend.audit import trail
from kiosk.backend.clock import Clock
from kiosk.backend.declined import Declined
from kiosk.backend.keys import receipt
from kiosk.backend.keys.signing import Signer
from kiosk.backend.phone_codes import verified_code
from kiosk.backend.phone_codes.prior_registrations import PriorRegistrations
from kiosk.backend.policy import Policy
from kiosk.backend.storage.idempotency import Answer, Request, once
from kiosk.backend.storage.schema import registrations
from kiosk.backend.storage.store import Store
from kiosk.backend.storage.vault import Vault
from kiosk.contract.phone_codes import PROOFS, FurtherProofBody
from kiosk.domain.registration.draft import PhoneOwner

_r = registrations.c


class FurtherProofs:
    """Signs proofs of a helper's phone for the next person."""

    def __init__(self, store: Store, vault: Vault, signer: Signer, policy: Policy, now: Clock) -> None:
        self._store = store
        self._vault = vault
        self._signer = signer
        self._policy = policy
        self._now = now

    async def sign(self, kiosk: Kiosk, key: str, body: FurtherProofBody) -> Answer:
        """Return a proof for `body.citizen_id`.

        `Declined`: `proof_invalid` whatever is wrong with receipt or proof, `phone_limit_reached` when the
        phone serves as many people as it may.
        """
        now = self._now()

        def work(connection: sa.Connection) -> Answer:
            claims = self._checked(connection, kiosk, body, now)
            person, phone = self._vault.person(body.citizen_id), self._vault.phone(claims["phone"])
            use = PriorRegistrations(connection, [person], [phone]).use_by(person, phone)
            problem = use.phone_problem(PhoneOwner.HELPER, self._policy.helped)
            if problem:
                raise Declined(problem)
            trail.add(
                connection,
                now,
                actor=kiosk.actor,
                action="proof_for_another",
                subject=self._code(body),
            )
            return Answer.of(
                verified_code.sign(
                    self._signer,
                    phone=claims["phone"],
                    citizen_id=body.citizen_id,
                    purpose="registration",
                    owner=PhoneOwner.HELPER,
                    now=now,
                    life=_end(claims) - now,
                )
            )

        return await once(self._store, Request(key, PROOFS, body), now, work)

    def _checked(
        self, connection: sa.Connection, kiosk: Kiosk, body: FurtherProofBody, now: datetime
    ) -> Mapping[str, Any]:
        """Return the former proof's claims, once proof, receipt, registration and kiosk fit together."""
        claims = verified_code.claims(self._signer, body.proof)
        is_helpers = claims is not None and (claims["purpose"], claims["owner"]) == (
            "registration",
            PhoneOwner.HELPER,
        )
        if claims is None or not is_helpers or _end(claims) <= now:
            raise Declined("proof_invalid")
        former = connection.execute(
            sa.select(_r.id).where(
                _r.receipt_code == self._code(body),
                _r.kiosk_id == kiosk.id,
                _r.person == self._vault.person(claims["citizen_id"]),
                _r.phone == self._vault.phone(claims["phone"]),
                _r.phone_owner == PhoneOwner.HELPER,
                _r.received_at > now - self._policy.proof_life,
            )
        ).first()
        if former is None or claims["citizen_id"] == body.citizen_id:
            raise Declined("proof_invalid")
        return claims

    def _code(self, body: FurtherProofBody) -> str:
        """The registration's code; a receipt that stands on paper is none of the kiosk's own."""
        claims = self._signer.read(body.receipt, "receipt")
        if claims is None or receipt.KEY not in claims:
            raise Declined("proof_invalid")
        return str(claims["code"])


def _end(claims: Mapping[str, Any]) -> datetime:
    return datetime.fromtimestamp(claims["exp"], UTC)
