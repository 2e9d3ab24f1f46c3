"""Decrypts what a kiosk encrypted for this backend (HPKE), bound to the registration's idempotency key."""

import base64
import binascii
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from kiosk.backend.declined import Declined
from kiosk.backend.keys.key_files import key_id, public_key
from kiosk.contract.envelopes import HPKE_INFO, Envelope
from kiosk.contract.keys import PublicKey

_SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)


@dataclass(frozen=True)
class _DecryptionKeys:
    """One moment's keys; exchanged whole, so that no thread sees half of a rotation."""

    by_kid: Mapping[str, X25519PrivateKey]
    published: Sequence[PublicKey]


class EnvelopeDecryptor:
    """Holds the private keys that decrypt envelopes: a retired one as well, for what waited in an outbox."""

    def __init__(self, current: X25519PrivateKey, *others: X25519PrivateKey) -> None:
        self.use(current, *others)

    def use(self, current: X25519PrivateKey, *others: X25519PrivateKey) -> None:
        """Have kiosks encrypt to `current` from now on, and decrypt with any of these keys."""
        by_kid = {key_id(key.public_key()): key for key in (current, *others)}
        self._keys = _DecryptionKeys(by_kid, [public_key(current.public_key())])

    @property
    def published(self) -> Sequence[PublicKey]:
        """The key to encrypt with."""
        return self._keys.published

    def decrypt(self, envelope: Envelope) -> bytes:
        """Return the content; `Declined` (`envelope_unreadable`) when it is not ours or was touched."""
        private = self._keys.by_kid.get(envelope.kid)
        if private is None:
            raise Declined("envelope_unreadable")
        try:
            encrypted = base64.b64decode(envelope.sealed, validate=True)
            return _SUITE.decrypt(encrypted, private, (HPKE_INFO + envelope.idempotency_key).encode())
        except (binascii.Error, InvalidTag, ValueError) as error:
            raise Declined("envelope_unreadable") from error
