"""Checks a card, receipt or pick-up code with the backend's public keys and its list of revoked cards."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from kiosk.contract.cards import RevocationsAnswer
from kiosk.contract.pick_ups import FORM_CLAIM, PickUpKeys
from kiosk.domain import verdict
from kiosk.domain.verdict import CodeParts, Kind, Reason, Validity, Verdict
from kiosk.trust.signed_text import Distrusted, PublicKeys

REVOCATIONS = "revocations"
"""The list's `typ`; its digests stand in `revoked`, one after the other."""
DIGEST_BYTES = 8
"""So much of a digest stands in the list: a hundred thousand revoked cards are 1.2 million characters."""


@dataclass(frozen=True)
class RevocationList:
    """The revoked cards, from a list whose signature was checked."""

    digests: frozenset[bytes]
    issued_at: datetime
    expires_at: datetime

    def __contains__(self, digest: bytes) -> bool:
        return digest[:DIGEST_BYTES] in self.digests

    def is_stale(self, now: datetime) -> bool:
        """Is it too old to rely on? Something may have been revoked since."""
        return self.expires_at <= now


def read_revocations(answer: RevocationsAnswer, keys: PublicKeys) -> RevocationList:
    """Return the list, as old as its signed part says. Raises `Distrusted`."""
    claims = keys.read(answer.list).claims
    if claims.get("typ") != REVOCATIONS:
        raise Distrusted("not_ours")
    digests: bytes = claims["revoked"]
    return RevocationList(
        frozenset(digests[i : i + DIGEST_BYTES] for i in range(0, len(digests), DIGEST_BYTES)),
        datetime.fromtimestamp(claims["iat"], UTC),
        datetime.fromtimestamp(claims["exp"], UTC),
    )


def verify(text: str, keys: PublicKeys, revocations: RevocationList | None, now: datetime) -> Verdict:
    """Tell whether `text`, scanned or typed, is a genuine card, receipt or pick-up code.

    Without a list of `revocations`, or with a stale one, "valid" does not know whether it was revoked.
    """
    presented = verdict.present(text, now.date())
    if presented is None:
        return Verdict(Validity.DAMAGED)
    if presented.signed is None:
        why = Reason.INSURER if presented.kind is Kind.INSURER else Reason.UNSIGNED
        return Verdict(Validity.UNSIGNED, presented.kind, why, code=presented.code)
    try:
        signed = keys.read(presented.signed)
    except Distrusted as distrusted:
        is_slip = presented.code is not None and distrusted.why == "not_ours"
        return Verdict(Validity.DAMAGED if is_slip else Validity(distrusted.why))
    is_revoked = revocations is not None and signed.digest in revocations
    return verdict.judge(_with_code(signed.claims, presented), presented, now, is_revoked=is_revoked)


def _with_code(claims: Mapping[str, Any], presented: CodeParts) -> Mapping[str, Any]:
    """A pick-up's claims do not name its code, which the backend never saw: it is compared here."""
    if claims.get("typ") != Kind.PICK_UP or presented.code is None:
        return claims
    is_its_own = bytes.fromhex(PickUpKeys.of(presented.code).form_id) == claims.get(FORM_CLAIM)
    return {**claims, "code": presented.code if is_its_own else None}
