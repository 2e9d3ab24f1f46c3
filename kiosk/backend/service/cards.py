"""Digital cards: composed once, kept and shown byte for byte, and only against a second factor."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID

import sqlalchemy as sa

from kiosk.backend import audit, ids, proof
from kiosk.backend.auth import Kiosk
from kiosk.backend.clock import VIETNAM, Clock
from kiosk.backend.declined import Declined
from kiosk.backend.idempotency import Answer, Request, once
from kiosk.backend.insurer import CardFace, Insured, Insurer
from kiosk.backend.policy import Policy
from kiosk.backend.schema import cards, events, registrations
from kiosk.backend.signing import Signer
from kiosk.backend.store import Store
from kiosk.contract import CARDS, CardBody, CardRequest
from kiosk.domain import names, readable_code
from kiosk.domain.dates import PartialDate
from kiosk.domain.eligibility import Status
from kiosk.domain.problems import Invalid

_OPEN_ENDED = timedelta(days=365)
_NAME_BYTES = 36
"""As much of a name as keeps the proof within a QR of version 10 at level M (311 characters)."""


@dataclass(frozen=True)
class _Account:
    """A person's approved registration."""

    registration_id: UUID
    receipt_code: str
    kiosk_id: UUID


class Cards:
    """Issues cards and shows them."""

    def __init__(self, store: Store, insurer: Insurer, signer: Signer, policy: Policy, now: Clock) -> None:
        self._store = store
        self._insurer = insurer
        self._signer = signer
        self._policy = policy
        self._now = now

    async def show(self, kiosk: Kiosk, key: str, request: CardRequest) -> Answer:
        """Return a registered person's card.

        The second factor is a proof of the phone on record, or the receipt of a registration that was
        made at this kiosk and that an officer has just approved. Strangers get the same no as everybody.
        """
        now = self._now()
        _check_birth(request)
        proved = proof.read(self._signer, request.phone_proof, request.citizen_id)
        receipt = self._signer.read(request.receipt, "receipt") if request.receipt else None
        insured = await self._insurer.find(request.citizen_id)

        def work(connection: sa.Connection) -> Answer:
            if request.phone_proof and (proved is None or proved.expires_at < now):
                raise Declined("proof_invalid")
            account = _account(connection, insured.citizen_id if insured else request.citizen_id)
            is_approved_here = receipt is not None and self._is_just_approved(
                connection, account, receipt["code"], kiosk, now
            )
            if insured is None or account is None or not _is_called(insured, request):
                raise Declined("card_not_available")
            if not is_approved_here and (proved is None or proved.phone != insured.phone):
                raise Declined("card_not_available")
            card = self.issue(connection, insured, now)
            if card is None:
                raise Declined("card_not_available")
            audit.add(connection, now, actor=kiosk.actor, action="card_shown", subject=card.code)
            return Answer.of(card)

        return await once(self._store, Request(key, CARDS, request), now, work)

    def issue(self, connection: sa.Connection, insured: Insured, now: datetime) -> CardBody | None:
        """Return the person's card as it was composed, or compose it when the register says something new."""
        face = insured.card
        if face is None or not insured.is_alive:
            return None
        expires = _expiry(face, now)
        newest = sa.select(cards).where(cards.c.citizen_id == insured.citizen_id).order_by(cards.c.id.desc())
        kept = connection.execute(newest.limit(1)).first()
        if kept is not None and (kept.expires_at > now or kept.expires_at == expires):
            card = CardBody.model_validate_json(kept.content)
            if card == self._body(insured, face, proof=card.proof, code=card.code):
                return card
        return self._compose(connection, insured, face, now, expires)

    def _compose(
        self, connection: sa.Connection, insured: Insured, face: CardFace, now: datetime, expires: datetime
    ) -> CardBody:
        card_id = ids.new_id(now)
        claims = {
            "typ": "card",
            "num": face.card_number,
            "name": _signed_name(insured.full_name),
            "birth": insured.birth.iso,
            "fac": face.facility,
            "iat": int(now.timestamp()),
            "exp": int(expires.timestamp()),
        }
        code = readable_code.derived("card", card_id.hex)
        card = self._body(insured, face, proof=self._signer.sign(claims), code=code)
        connection.execute(
            sa.insert(cards),
            {
                "id": card_id,
                "citizen_id": insured.citizen_id,
                "code": code,
                "payload": card.payload,
                "content": card.model_dump_json(),
                "issued_at": now,
                "expires_at": expires,
            },
        )
        return card

    def _body(self, insured: Insured, face: CardFace, *, proof: str, code: str) -> CardBody:
        return CardBody(
            card_number=face.card_number,
            full_name=insured.full_name,
            birth=insured.birth.iso,
            sex=insured.sex,
            facility=face.facility,
            facility_name=face.facility_name,
            valid_from=face.valid_from,
            valid_to=face.valid_to,
            five_years_from=face.five_years_from,
            benefit=face.benefit,
            payload=face.payload,
            proof=proof,
            code=code,
            is_sample=self._insurer.is_sample,
        )

    def _is_just_approved(
        self,
        connection: sa.Connection,
        account: _Account | None,
        receipt_code: str,
        kiosk: Kiosk,
        now: datetime,
    ) -> bool:
        """Was it this kiosk's registration, and has an officer approved it moments ago?"""
        if account is None or account.receipt_code != receipt_code or account.kiosk_id != kiosk.id:
            return False
        approved = connection.execute(
            sa.select(events.c.at, events.c.actor).where(
                events.c.registration_id == account.registration_id, events.c.status == Status.APPROVED
            )
        ).first()
        return (
            approved is not None
            and approved.actor.startswith("officer:")
            and approved.at >= now - self._policy.after_approval
        )


def _account(connection: sa.Connection, citizen_id: str) -> _Account | None:
    r = registrations.c
    row = connection.execute(
        sa.select(r.id, r.receipt_code, r.kiosk_id).where(
            r.citizen_id == citizen_id, r.status == Status.APPROVED
        )
    ).first()
    return None if row is None else _Account(row.id, row.receipt_code, row.kiosk_id)


def _check_birth(request: CardRequest) -> None:
    try:
        PartialDate.from_iso(request.birth)
    except Invalid as invalid:
        raise Declined("invalid_body", fields=invalid.keys) from invalid


def _is_called(insured: Insured, request: CardRequest) -> bool:
    return insured.is_called(request.full_name, PartialDate.from_iso(request.birth))


def _signed_name(name: str) -> str:
    """The name as the proof has it: without marks where those take too much room, and cut at the limit."""
    if len(name.encode()) <= _NAME_BYTES:
        return name
    return names.fold(name).upper()[:_NAME_BYTES]


def _expiry(face: CardFace, now: datetime) -> datetime:
    if face.valid_to is None:
        return now + _OPEN_ENDED
    return datetime.combine(face.valid_to, time.max, VIETNAM)
