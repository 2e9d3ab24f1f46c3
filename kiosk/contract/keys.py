"""The backend's public keys."""

from typing import Literal

from kiosk.contract.fields import PREFIX, Body

KEYS = f"{PREFIX}/keys"


class PublicKey(Body):
    """A public key, raw bytes in base64url. `use`: "sign" is Ed25519, "seal" is for HPKE with X25519."""

    kid: str
    use: Literal["sign", "seal"]
    key: str


class KeysAnswer(Body):
    """The backend's public keys, current first; retired signing keys stay listed."""

    keys: list[PublicKey]
