"""Revoked cards: how one is revoked, and the signed list by which a slip is checked without a network."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Literal

import sqlalchemy as sa

from kiosk.backend.audit import trail
from kiosk.backend.clock import Clock
from kiosk.backend.keys.signing import Signer
from kiosk.backend.storage.schema import cards
from kiosk.backend.storage.store import Store
from kiosk.contract.cards import RevocationsAnswer
from kiosk.trust.verification import DIGEST_BYTES, REVOCATIONS

RevocationReason = Literal[
    "lost", "stolen", "wrong_data", "deceased", "undone", "taken_back", "withdrawn", "asked", "other"
]
"""Why: a word of a list, since the audit holds no personal data."""
_LIFE = timedelta(days=7)
_MADE_ANEW = timedelta(hours=1)
_LOOKED_UP = timedelta(seconds=1)
"""For so long one look-up serves all; together with `client.revocation_list.EVERY` less than a minute."""


def revoke(
    connection: sa.Connection,
    now: datetime,
    which: sa.ColumnElement[bool],
    *,
    actor: str,
    reason: RevocationReason,
) -> list[str]:
    """Revoke `which` cards, each with its line in the audit; return the codes of those that were not yet."""
    fresh = sa.and_(which, cards.c.revoked_at.is_(None))
    codes = list(connection.scalars(sa.select(cards.c.code).where(fresh).order_by(cards.c.code)))
    connection.execute(sa.update(cards).where(fresh).values(revoked_at=now))
    for code in codes:
        trail.add(connection, now, actor=actor, action=f"card_revoked_{reason}", subject=code)
    return codes


def revoked(connection: sa.Connection, now: datetime) -> Sequence[bytes]:
    """The digests of what was revoked and would still be believed."""
    query = sa.select(cards.c.proof_digest).where(cards.c.revoked_at.is_not(None), cards.c.expires_at > now)
    return connection.scalars(query.order_by(cards.c.proof_digest)).all()


class RevocationService:
    """The list as it is handed out, signed anew each hour and whenever something was revoked."""

    def __init__(self, store: Store, signer: Signer, now: Clock) -> None:
        self._store = store
        self._signer = signer
        self._now = now
        self._digests: bytes | None = None
        self._answer: RevocationsAnswer | None = None
        self._looked_up = datetime.min.replace(tzinfo=UTC)

    async def current(self) -> RevocationsAnswer:
        """Return the list. What was revoked is in it within a second."""
        now = self._now()
        if self._answer is None or not timedelta() <= now - self._looked_up < _LOOKED_UP:
            found = await self._store.read(lambda connection: revoked(connection, now))
            digests = b"".join(digest[:DIGEST_BYTES] for digest in found)
            self._looked_up = now
            if self._answer is None or digests != self._digests or self._is_old(self._answer, now):
                self._digests, self._answer = digests, self._signed(digests, now)
        return self._answer

    def _is_old(self, answer: RevocationsAnswer, now: datetime) -> bool:
        return not timedelta() <= now - answer.issued_at < _MADE_ANEW  # a clock may jump back as well

    def _signed(self, digests: bytes, now: datetime) -> RevocationsAnswer:
        issued = now.replace(microsecond=0)
        expires = issued + _LIFE
        claims = {
            "typ": REVOCATIONS,
            "iat": int(issued.timestamp()),
            "exp": int(expires.timestamp()),
            "revoked": digests,
        }
        return RevocationsAnswer(list=self._signer.sign(claims), issued_at=issued, expires_at=expires)
