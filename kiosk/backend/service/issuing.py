"""Composes cards: once for what the register says, kept and returned byte for byte, with a signed proof."""

from datetime import datetime, time, timedelta

import sqlalchemy as sa

from kiosk.backend import ids
from kiosk.backend.clock import VIETNAM
from kiosk.backend.insurer import CardFace, Insured
from kiosk.backend.schema import cards
from kiosk.backend.signing import Signer
from kiosk.contract import CardBody
from kiosk.domain import names, readable_code

_OPEN_ENDED = timedelta(days=365)
_NAME_BYTES = 36
"""As much of a name as keeps the proof within a QR of version 10 at level M (311 characters)."""


class Issuer:
    """Issues cards inside the caller's transaction."""

    def __init__(self, signer: Signer, *, is_sample: bool) -> None:
        """`is_sample`: the insurer behind it is a simulator, so its cards are without value."""
        self._signer = signer
        self._is_sample = is_sample

    def issue(self, connection: sa.Connection, insured: Insured, now: datetime) -> CardBody | None:
        """Return the person's card as it was composed, or compose it when the register says something new.

        None when the insurer has issued them no card, and for somebody who died.
        """
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
            is_sample=self._is_sample,
        )


def _signed_name(name: str) -> str:
    """The name as the proof has it: without marks where those take too much room, and cut at the limit."""
    if len(name.encode()) <= _NAME_BYTES:
        return name
    return names.fold(name).upper()[:_NAME_BYTES]


def _expiry(face: CardFace, now: datetime) -> datetime:
    """The last moment of the card's last day; a year from now for a card that has none."""
    if face.valid_to is None:
        return now + _OPEN_ENDED
    return datetime.combine(face.valid_to, time.max, VIETNAM)
