"""The backend's private keys and the kiosk's own key: made once, kept in files that only the owner reads."""

import hashlib
import os
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Callable
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from kiosk.contract import PublicKey


def signing_key(directory: Path) -> Ed25519PrivateKey:
    """The key that signs cards, receipts and proofs."""
    pem = _kept(directory / "sign.pem", lambda: _pem(Ed25519PrivateKey.generate()))
    key = load_pem_private_key(pem, password=None)
    assert isinstance(key, Ed25519PrivateKey)
    return key


def sealing_key(directory: Path) -> X25519PrivateKey:
    """The key that opens what kiosks seal."""
    pem = _kept(directory / "seal.pem", lambda: _pem(X25519PrivateKey.generate()))
    key = load_pem_private_key(pem, password=None)
    assert isinstance(key, X25519PrivateKey)
    return key


def kiosk_key(path: Path) -> str:
    """The key by which this machine's kiosk is known to its backend: 256 random bits."""
    return _kept(path, lambda: secrets.token_urlsafe(32).encode()).decode().strip()


def key_id(key: Ed25519PublicKey | X25519PublicKey) -> str:
    """A public key's short name: short, because it stands in every QR that is signed."""
    return hashlib.sha256(key.public_bytes_raw()).hexdigest()[:8]


def published(signing: Ed25519PublicKey, sealing: X25519PublicKey) -> list[PublicKey]:
    """What anybody may know."""
    return [
        PublicKey(kid=key_id(signing), use="sign", key=_text(signing.public_bytes_raw())),
        PublicKey(kid=key_id(sealing), use="seal", key=_text(sealing.public_bytes_raw())),
    ]


def keep_file(path: Path, content: bytes) -> None:
    """Bring `path` to `content`, whole or not at all, for its owner only; a reader never sees half of it."""
    if path.is_file() and path.read_bytes() == content:
        return
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    _write(draft, content)
    draft.replace(path)


def _kept(path: Path, make: Callable[[], bytes]) -> bytes:
    """Read `path`; make it first when there is none. Of two processes that make it, one wins for both."""
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
        _write(draft, make())
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_bytes()


def _write(path: Path, content: bytes) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _pem(key: Ed25519PrivateKey | X25519PrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def _text(raw: bytes) -> str:
    return urlsafe_b64encode(raw).decode()
