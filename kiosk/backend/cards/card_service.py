"""Shows a digital card to a person who has a second factor for it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from kiosk.backend.access import authorization_request
from kiosk.backend.access.callers import Kiosk
from kiosk.backend.audit import trail
from kiosk.backend.cards.issuing import CardIssuer
from kiosk.backend.clock import Clock
from kiosk.backend.declined import Declined
from kiosk.backend.insurer.port import Insurer
from kiosk.backend.keys.receipt import KEY as SENDERS_KEY
from kiosk.backend.keys.signing import Signer
from kiosk.backend.phone_codes import account_phones, verified_code
from kiosk.backend.policy import Policy
from kiosk.backend.storage.idempotency import Answer, Request, once
from kiosk.backend.storage.schema import events, registrations
from kiosk.backend.storage.store import Store
from kiosk.backend.storage.vault import Vault
from kiosk.contract.cards import CARDS, CardRequest
from kiosk.domain.dates import PartialDate
from kiosk.domain.problems import Invalid
from kiosk.domain.registration.eligibility import PHONE_CHANGED, Status


@dataclass(frozen=True)
class _Account:
    """A person's approved registration."""

    registration_id: UUID
    receipt_code: str
    kiosk_id: UUID
    received_at: datetime


class CardService:
    """Shows cards."""

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
        self._issuer = issuer
        self._policy = policy
        self._now = now

    async def show(self, kiosk: Kiosk, key: str, request: CardRequest) -> Answer:
        """Return a registered person's card.

        The second factor is a proof of the phone on record or of one that their account has, or the receipt
        of a registration that was made at this kiosk and that an officer has just approved, or the call in
        which an officer who sees the person let them see the card. A stranger gets the same refusal as
        everyone.
        """
        now = self._now()
        birth = _birth(request)
        verified = verified_code.read(self._signer, request.phone_proof, request.citizen_id)
        receipt = self._signer.read(request.receipt, "receipt") if request.receipt else None
        is_senders = receipt is not None and SENDERS_KEY in receipt  # what is on paper opens nothing
        insured = await self._insurer.find(request.citizen_id)
        person = self._vault.person(insured.citizen_id if insured else request.citizen_id)

        def work(connection: sa.Connection) -> Answer:
            if request.phone_proof and (verified is None or verified.expires_at < now):
                raise Declined("proof_invalid")
            account = _account(connection, person)
            is_vouched_for = self._is_authorised(connection, request, kiosk, now) or (
                receipt is not None
                and is_senders
                and self._is_just_approved(connection, account, receipt["code"], kiosk, now)
            )
            if insured is None or account is None or not insured.is_called(request.full_name, birth):
                raise Declined("card_not_available")
            if not is_vouched_for and not account_phones.is_theirs(
                connection, self._vault, insured, verified
            ):
                raise Declined("card_not_available")
            card = self._issuer.issue(connection, insured, now)
            if card is None:
                raise Declined("card_not_available")
            trail.add(connection, now, actor=kiosk.actor, action="card_shown", subject=card.code)
            return Answer.of(card)

        return await once(self._store, Request(key, CARDS, request), now, work, person)

    def _is_authorised(
        self, connection: sa.Connection, request: CardRequest, kiosk: Kiosk, now: datetime
    ) -> bool:
        """Has an officer, called by this kiosk moments ago, let this very person see their card?"""
        since = now - self._policy.after_approval
        found = authorization_request.authorised(connection, self._vault, request.call_id, kiosk.id, since)
        return found is not None and found.citizen_id == request.citizen_id and found.record == "card"

    def _is_just_approved(
        self,
        connection: sa.Connection,
        account: _Account | None,
        receipt_code: str,
        kiosk: Kiosk,
        now: datetime,
    ) -> bool:
        """Was it this kiosk's registration, and was it approved moments ago after it had waited?"""
        if account is None or account.receipt_code != receipt_code or account.kiosk_id != kiosk.id:
            return False
        approved = connection.execute(
            sa.select(events.c.at, events.c.actor)
            .where(
                events.c.registration_id == account.registration_id,
                events.c.status == Status.APPROVED,
                events.c.reason != PHONE_CHANGED,  # an officer's deed, but not their approval
            )
            .order_by(events.c.at.desc())
        ).first()
        if approved is None:
            return False
        had_waited = approved.actor.startswith("officer:") or approved.at > account.received_at
        return bool(had_waited and approved.at >= now - self._policy.after_approval)


def _account(connection: sa.Connection, person: bytes) -> _Account | None:
    r = registrations.c
    row = connection.execute(
        sa.select(r.id, r.receipt_code, r.kiosk_id, r.received_at).where(
            r.person == person, r.status == Status.APPROVED
        )
    ).first()
    return None if row is None else _Account(*row)


def _birth(request: CardRequest) -> PartialDate:
    try:
        return PartialDate.from_iso(request.birth)
    except Invalid as invalid:
        raise Declined("invalid_body", fields=invalid.keys) from invalid
