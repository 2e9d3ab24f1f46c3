"""Checks what a person shows at the desk: by its signature, and what bears none by looking it up."""

from dataclasses import replace
from datetime import datetime

import sqlalchemy as sa

from kiosk.backend.access.sessions import OfficerCaller
from kiosk.backend.audit import trail
from kiosk.backend.cards.revocations import revoked
from kiosk.backend.casework.code_holder import with_holder
from kiosk.backend.clock import Clock
from kiosk.backend.keys.signing import Signer
from kiosk.backend.storage.schema import cards, pick_ups, registrations
from kiosk.backend.storage.store import Store
from kiosk.backend.storage.vault import Vault
from kiosk.contract.people import VerifyBody
from kiosk.contract.pick_ups import PickUpKeys
from kiosk.domain.verdict import Kind, Reason, Validity, Verdict
from kiosk.ports.people import CodeVerdict
from kiosk.trust.verification import DIGEST_BYTES, RevocationList, verify


class Verification:
    """Tells genuine from false."""

    def __init__(self, store: Store, vault: Vault, signer: Signer, now: Clock) -> None:
        self._store = store
        self._vault = vault
        self._signer = signer
        self._now = now

    async def of(self, officer: OfficerCaller, body: VerifyBody) -> CodeVerdict:
        """Return what was found; it changes nothing, but that a name was told is written down."""
        found = await self._store.read(lambda connection: self._verify(connection, body.text))
        verdict = await self._store.read(
            lambda connection: with_holder(connection, self._vault, officer, found)
        )
        if verdict is not found:
            now, actor, code = self._now(), officer.actor, found.code or ""
            await self._store.write(
                lambda connection: trail.add(
                    connection, now, actor=actor, action="code_holder_named", subject=code
                )
            )
        return CodeVerdict(
            verdict=verdict.validity.value,
            kind=verdict.kind.value,
            receipt_code=verdict.code if verdict.kind is Kind.RECEIPT else None,
            full_name=verdict.full_name,
            birth=verdict.birth,
            expires_at=verdict.expires_at,
        )

    def _verify(self, connection: sa.Connection, text: str) -> Verdict:
        now = self._now()
        digests = frozenset(digest[:DIGEST_BYTES] for digest in revoked(connection, now))
        found = verify(text, self._signer.readers, RevocationList(digests, now, now), now)
        if found.why is not Reason.UNSIGNED or found.code is None:
            return found
        if found.kind is Kind.PICK_UP:
            return self._kept_form(connection, found, found.code, now)
        return _looked_up(connection, found, found.code, now)

    def _kept_form(self, connection: sa.Connection, unsigned: Verdict, code: str, now: datetime) -> Verdict:
        """What a pick-up code alone is: that of a form which is kept, or unknown."""
        found_by = self._vault.form(PickUpKeys.of(code).form_id)
        expires = connection.scalar(sa.select(pick_ups.c.expires_at).where(pick_ups.c.code_hash == found_by))
        if expires is None:
            return unsigned
        validity = Validity.EXPIRED if expires <= now else Validity.VALID
        return replace(unsigned, validity=validity, expires_at=expires)


def _looked_up(connection: sa.Connection, unsigned: Verdict, code: str, now: datetime) -> Verdict:
    """What the code alone is: a receipt's or a card's that we gave, or unknown."""
    of_code = sa.select(registrations.c.id).where(registrations.c.receipt_code == code)
    if connection.scalar(of_code) is not None:
        return replace(unsigned, validity=Validity.VALID)
    c = cards.c
    card = connection.execute(sa.select(c.expires_at, c.revoked_at).where(c.code == code)).first()
    if card is None:
        return unsigned
    is_expired = card.expires_at <= now
    validity = Validity.REVOKED if card.revoked_at else Validity.EXPIRED if is_expired else Validity.VALID
    return replace(unsigned, validity=validity, kind=Kind.CARD, expires_at=card.expires_at)
