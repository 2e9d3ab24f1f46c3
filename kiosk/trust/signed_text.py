"""Reading what the backend signed (COSE_Sign1, Ed25519, base45), with nothing but its public keys.

Both ends of the API and `kiosk verify` read through this; private keys are the backend's alone.
"""

import base64
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import base45
import cbor2
from cwt import COSE, COSEKey

from kiosk.contract.keys import PublicKey

_ED25519 = {1: 1, 3: -8, -1: 6}  # a COSE key of type OKP, for EdDSA, on that curve (RFC 9053)
_KID, _X = 2, -2
_DIGEST_BYTES = 16
_BEGINNING = base45.b45encode(bytes.fromhex("d28443a10127a104")).decode()
"""Of every text that we sign: tag 18, four parts, protected {1: -8} for EdDSA, then the kid (4)."""
_COSE = COSE.new(verify_kid=True)

_BYTES_OF_THREE = 2
"""Bytes that three characters of base45 carry: one character read wrong changes no more of a kid."""

Distrust = Literal["unknown_key", "damaged", "not_ours"]


class Distrusted(Exception):  # noqa: N818 - "raise Distrusted" is the sentence
    """Nothing that a known key signed; `why` says how far it got."""

    def __init__(self, why: Distrust) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True)
class SignedClaims:
    """Claims whose signature holds."""

    claims: Mapping[str, Any]
    digest: bytes
    """Its name in the list of revocations; of the signed bytes alone, since the rest can be changed."""


class PublicKeys:
    """The backend's signing keys of every generation, each under its kid."""

    def __init__(self, keys: Iterable[PublicKey]) -> None:
        """Raises `ValueError` for a key that is none. Keys to encrypt with are left aside."""
        self._keys = {
            key.kid.encode(): COSEKey.new({**_ED25519, _KID: key.kid.encode(), _X: raw(key)})
            for key in keys
            if key.use == "sign"
        }

    def read(self, text: str) -> SignedClaims:
        """Return what one of these keys signed. Raises `Distrusted`."""
        try:
            payload = _COSE.decode(base45.b45decode(text), list(self._keys.values()))
            claims = cbor2.loads(payload)
        except Exception as error:  # base45, cbor2 and cwt each raise their own, on any input
            raise Distrusted(self._why(text)) from error
        if not isinstance(claims, dict):
            raise Distrusted("not_ours")
        return SignedClaims(claims, _digest(payload))

    def _why(self, text: str) -> Distrust:
        begins_as_ours = _wrong_characters(text[: len(_BEGINNING)], _BEGINNING) <= 1
        try:
            message = cbor2.loads(base45.b45decode(text))
        except Exception:
            return "damaged" if begins_as_ours or _BEGINNING in text else "not_ours"
        match message:
            case cbor2.CBORTag(tag=18, value=[bytes(), {4: bytes() as kid}, bytes(), bytes()]):
                is_known = any(_wrong_characters(kid, known) <= _BYTES_OF_THREE for known in self._keys)
                return "damaged" if is_known else "unknown_key"
            case _:
                return "damaged" if begins_as_ours else "not_ours"


def digest(text: str) -> bytes:
    """The name of a text of our own in the list of revocations, 16 bytes."""
    return _digest(cbor2.loads(base45.b45decode(text)).value[2])


def raw(key: PublicKey) -> bytes:
    """A public key's bytes; base64url, also without its padding. Raises `ValueError`."""
    return base64.urlsafe_b64decode(key.key + "=" * (-len(key.key) % 4))


def _wrong_characters(text: str | bytes, original: str | bytes) -> int:
    """In how many places one differs from the other; all of them where they are not equally long."""
    if len(text) != len(original):
        return len(original)
    return sum(one != other for one, other in zip(text, original, strict=True))


def _digest(payload: bytes) -> bytes:
    return hashlib.sha256(payload).digest()[:_DIGEST_BYTES]
