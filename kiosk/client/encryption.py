"""Encrypts for the backend and checks what it signed, with its public keys as this kiosk cached them.

What is encrypted here cannot be decrypted here: the private key is the backend's
(docs/architecture.md#nothing-is-lost).
"""

import contextlib
import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from pydantic import ValidationError

from kiosk.contract.envelopes import HPKE_INFO
from kiosk.contract.keys import KeysAnswer, PublicKey
from kiosk.trust.signed_text import Distrusted, PublicKeys, raw

_SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)


class Unverifiable(Exception):  # noqa: N818 - "raise Unverifiable" is the sentence
    """A receipt that was not signed by a key of the backend's, or not for this registration."""


@dataclass(frozen=True)
class Ciphertext:
    """A registration that only the backend can decrypt (HPKE)."""

    kid: str
    """The key's name."""
    content: bytes


@dataclass(frozen=True)
class SignedReceipt:
    """A receipt whose signature and claims were checked; only `Keyring.verify` makes one."""

    idempotency_key: str
    receipt_code: str


class Keyring:
    """The backend's public keys in one file, which the agent renews and the screen reads."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def encrypt(self, body: bytes, idempotency_key: str) -> Ciphertext:
        """Encrypt to the backend's current key. Raises `OSError` when no usable key was cached yet."""
        key = next((key for key in self._keys() if key.use == "seal"), None)
        if key is None:
            raise OSError(f"no key to encrypt with in {self._path.name}")
        try:
            public = X25519PublicKey.from_public_bytes(raw(key))
        except ValueError as error:
            raise OSError(f"key {key.kid} in {self._path.name} is damaged") from error
        info = (HPKE_INFO + idempotency_key).encode()
        return Ciphertext(key.kid, _SUITE.encrypt(body, public, info=info))

    def verify(self, signed: str, *, receipt_code: str, idempotency_key: str) -> SignedReceipt:
        """Check a receipt's signature, its kid, and that it is for this registration; else `Unverifiable`."""
        try:
            claims = self.signers().read(signed).claims
        except Distrusted as error:
            raise Unverifiable("no signature of the backend's") from error
        expected = {
            "typ": "receipt",
            "code": receipt_code,
            "key": hashlib.sha256(idempotency_key.encode()).hexdigest()[:32],
        }
        if any(claims.get(name) != value for name, value in expected.items()):
            raise Unverifiable("a receipt for something else")
        return SignedReceipt(idempotency_key, receipt_code)

    def renew(self, answer: KeysAnswer) -> None:
        """Keep `answer` in place of what was there: whole or not at all, also when the power fails."""
        with contextlib.suppress(OSError):
            if self._keys() == answer.keys:
                return  # spares the disk a write each minute
        replace(self._path, answer.model_dump_json())

    def signers(self) -> PublicKeys:
        """The keys that check what the backend signed. Raises `OSError` when none is usable."""
        try:
            return PublicKeys(self._keys())
        except ValueError as error:
            raise OSError(f"a key in {self._path.name} is damaged") from error

    def _keys(self) -> list[PublicKey]:
        try:
            return KeysAnswer.model_validate_json(self._path.read_bytes(), extra="ignore").keys
        except ValidationError as error:
            raise OSError(f"{self._path.name} is damaged") from error


def replace(path: Path, content: str) -> None:
    """Bring `path` to `content`: whole or not at all, also when the power fails."""
    fresh = path.with_suffix(".new")
    with fresh.open("w", encoding="utf-8") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
