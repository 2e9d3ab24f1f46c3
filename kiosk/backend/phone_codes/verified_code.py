"""Verified codes: the signed proof that a code sent to a phone came back, bound to phone and person."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from kiosk.backend.keys.signing import Signer
from kiosk.contract.phone_codes import PhoneProof

_TYPE = "phone"


@dataclass(frozen=True)
class VerifiedPhone:
    """What such a proof says."""

    phone: str
    citizen_id: str
    expires_at: datetime


def sign(
    signer: Signer, *, phone: str, citizen_id: str, purpose: str, owner: str, now: datetime, life: timedelta
) -> PhoneProof:
    """Sign that `phone` answered for `citizen_id`."""
    issued = int(now.timestamp())
    expires = issued + int(life.total_seconds())
    claims = {
        "typ": _TYPE,
        "phone": phone,
        "citizen_id": citizen_id,
        "purpose": purpose,
        "owner": owner,
        "iat": issued,
        "exp": expires,
    }
    return PhoneProof(proof=signer.sign(claims), expires_at=datetime.fromtimestamp(expires, UTC))


def read(signer: Signer, text: str | None, citizen_id: str) -> VerifiedPhone | None:
    """Return what `text` proves for `citizen_id`, fresh or stale; None when it proves nothing for them."""
    claims = signer.read(text, _TYPE) if text else None
    if claims is None or claims["citizen_id"] != citizen_id:
        return None
    return VerifiedPhone(claims["phone"], citizen_id, datetime.fromtimestamp(claims["exp"], UTC))


def claims(signer: Signer, text: str) -> Mapping[str, Any] | None:
    """Return all that `text` says, fresh or stale; None when it is no proof of ours."""
    return signer.read(text, _TYPE)
