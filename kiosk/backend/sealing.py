"""Opens what a kiosk sealed for this backend alone (HPKE), bound to the registration's idempotency key."""

import base64
import binascii

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from kiosk.backend.declined import Declined
from kiosk.backend.keys import key_id
from kiosk.contract import SEAL_INFO, Envelope

_SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)


class Opener:
    """Holds the private key that opens envelopes."""

    def __init__(self, private: X25519PrivateKey) -> None:
        self._private = private
        self.public = private.public_key()
        self._kid = key_id(self.public)

    def open(self, envelope: Envelope) -> bytes:
        """Return what was sealed; `Declined` (`envelope_unreadable`) when it is not ours or was touched."""
        if envelope.kid != self._kid:
            raise Declined("envelope_unreadable")
        try:
            sealed = base64.b64decode(envelope.sealed, validate=True)
            return _SUITE.decrypt(sealed, self._private, (SEAL_INFO + envelope.idempotency_key).encode())
        except (binascii.Error, InvalidTag, ValueError) as error:
            raise Declined("envelope_unreadable") from error
