"""Composes cards: once for what the register says, kept and returned byte for byte, with a signed proof."""

from collections.abc import Iterable, Mapping
from datetime import datetime, time, timedelta
from functools import cache
from typing import Any

import sqlalchemy as sa

from kiosk.backend.clock import VIETNAM, day_in_vietnam
from kiosk.backend.insurer.port import CardFace, Insured
from kiosk.backend.keys.signing import Signer
from kiosk.backend.storage import database, ids
from kiosk.backend.storage.schema import cards
from kiosk.backend.storage.store import Row
from kiosk.backend.storage.vault import Vault
from kiosk.contract.json import from_json, to_json
from kiosk.domain import names, readable_code
from kiosk.domain.card import Card
from kiosk.trust import signed_text

_OPEN_ENDED = timedelta(days=365)
_NAME_BYTES = 36
"""As much of a name as keeps the proof within a QR of version 10 at level M (311 characters)."""
_SEALED = "cards.sealed"
_c = cards.c


class CardIssuer:
    """Issues cards inside the caller's transaction."""

    def __init__(self, signer: Signer, vault: Vault, *, is_sample: bool) -> None:
        """`is_sample`: the insurer behind it is a simulator, so its cards are without value."""
        self._signer = signer
        self._vault = vault
        self._is_sample = is_sample

    def issue(self, connection: sa.Connection, insured: Insured, now: datetime) -> Card | None:
        """Return the person's card as it was composed, or compose it when the register says something new.

        None when the insurer has issued them no card or withholds it, and for a person who died. A card that
        was revoked is not shown again: they get a new one.
        """
        return self.issue_all(connection, [insured], now).get(insured.citizen_id)

    def issue_all(
        self, connection: sa.Connection, people: Iterable[Insured], now: datetime
    ) -> Mapping[str, Card]:
        """Do the same for several; return the cards by citizen number."""
        today = day_in_vietnam(now)
        entitled = {
            self._vault.person(insured.citizen_id): (insured, face)
            for insured in people
            if (face := insured.card_on(today)) is not None
        }
        if not entitled:
            return {}
        found = connection.execute(_valid(connection.dialect.name), {"values": list(entitled)})
        newest = {row.person: row for row in found}
        issued, new = {}, []
        for person, (insured, face) in entitled.items():
            expires = _expiry(face, now)
            card = self._kept(newest.get(person), insured, face, now, expires)
            if card is None:
                card, row = self._compose(insured, face, now, expires)
                new.append({"person": person, **row})
            issued[insured.citizen_id] = card
        if new:
            connection.execute(sa.insert(cards), new)
        return issued

    def _kept(
        self, row: Row | None, insured: Insured, face: CardFace, now: datetime, expires: datetime
    ) -> Card | None:
        """The card that was composed before, if it still says what the register says."""
        if row is None or not (row.expires_at > now or row.expires_at == expires):
            return None
        card = kept_card(self._vault, row.sealed)
        return card if card == self._body(insured, face, proof=card.proof, code=card.code) else None

    def _compose(
        self, insured: Insured, face: CardFace, now: datetime, expires: datetime
    ) -> tuple[Card, dict[str, Any]]:
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
        return card, {
            "id": card_id,
            "code": code,
            "sealed": self._vault.encrypt(to_json(card), _SEALED),
            "proof_digest": signed_text.digest(card.proof),
            "issued_at": now,
            "expires_at": expires,
        }

    def _body(self, insured: Insured, face: CardFace, *, proof: str, code: str) -> Card:
        return Card(
            card_number=face.card_number,
            full_name=insured.full_name,
            birth=insured.birth,
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


def kept_card(vault: Vault, sealed: bytes) -> Card:
    """Decrypt a card as it was composed."""
    return from_json(Card, vault.decrypt(sealed, _SEALED))


@cache
def _valid(dialect: str) -> sa.Select[Any]:
    """People's cards that were not revoked, the newest last."""
    is_theirs = database.among(_c.person, dialect)
    columns = (_c.person, _c.expires_at, _c.sealed)
    return sa.select(*columns).where(is_theirs, _c.revoked_at.is_(None)).order_by(_c.id)


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
