"""What the backend vouches for: COSE_Sign1 (Ed25519) over CBOR, as base45, which a QR holds compactly."""

from collections.abc import Mapping
from typing import Any

import base45
import cbor2
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cwt import COSE, COSEKey

from kiosk.backend.keys import key_id

_OKP, _EDDSA, _ED25519 = 1, -8, 6  # COSE's numbers (RFC 9053)
_KTY, _KID, _ALG, _CRV, _X, _D = 1, 2, 3, -1, -2, -4


class Signer:
    """Signs claims with one key, and tells which texts it signed."""

    def __init__(self, private: Ed25519PrivateKey) -> None:
        public = private.public_key()
        self.public = public
        self._key = COSEKey.new(
            {
                _KTY: _OKP,
                _ALG: _EDDSA,
                _CRV: _ED25519,
                _KID: key_id(public).encode(),
                _X: public.public_bytes_raw(),
                _D: private.private_bytes_raw(),
            }
        )
        self._cose = COSE.new(alg_auto_inclusion=True, kid_auto_inclusion=True)

    def sign(self, claims: Mapping[str, object]) -> str:
        """Return `claims` signed, as base45 text."""
        signed = self._cose.encode(cbor2.dumps(dict(claims)), self._key)
        return str(base45.b45encode(signed), "ascii")

    def read(self, text: str, typ: str) -> Mapping[str, Any] | None:
        """Return the claims of a text of type `typ` that was signed here; None for anything else."""
        try:
            claims = cbor2.loads(self._cose.decode(base45.b45decode(text), self._key))
        except Exception:  # cwt and cbor2 let damaged bytes raise whatever they stumble over
            return None
        return claims if isinstance(claims, dict) and claims.get("typ") == typ else None
