"""The backend's private keys and the kiosk's own key: kept in files that only the owner reads.

A generation of keys is a file; its name says from when on it is the current one ("sign-20261122T120000Z.pem",
the first is plain "sign.pem"). So every process that reads the directory changes over at the same moment, and
kiosks, which ask each minute, know a new key before anything is signed with it.
"""

import asyncio
import contextlib
import errno
import hashlib
import logging
import re
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from kiosk.backend.clock import Clock
from kiosk.backend.keys import private_file
from kiosk.contract.keys import PublicKey

if TYPE_CHECKING:
    from kiosk.backend.keys.decryption import EnvelopeDecryptor
    from kiosk.backend.keys.signing import Signer

Use = Literal["sign", "seal"]
USES: tuple[Use, ...] = ("sign", "seal")
_Private = Ed25519PrivateKey | X25519PrivateKey

DIRECTORY = "keys"
"""Where they are, inside the state directory."""
_NAME = re.compile(r"(sign|seal)(?:-(\d{8}T\d{6}Z))?\.pem")
_MOMENT = "%Y%m%dT%H%M%SZ"
_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
_LOOK_EVERY = 20.0

_log = logging.getLogger(__name__)


class KeyUnusable(OSError):  # noqa: N818 - "raise KeyUnusable" is the sentence
    """A file of keys that cannot be read, or that holds something else."""

    def __init__(self, path: Path) -> None:
        super().__init__(errno.EACCES, "not usable as a key", str(path))


class KeyMissing(FileNotFoundError):  # noqa: N818 - "raise KeyMissing" is the sentence
    """There is no key for this use yet: `make_first` was never called, or its files are gone."""


def make_first(directory: Path) -> list[Path]:
    """Make the first keys of each use where there are none; return the files made."""
    made = []
    for use in USES:
        if not _starts(directory, use):
            with contextlib.suppress(FileExistsError):  # another process was faster
                private_file.make(directory / f"{use}.pem", _new(use))
                made.append(directory / f"{use}.pem")
    return made


def signing_keys(directory: Path, now: datetime) -> list[Ed25519PrivateKey]:
    """The keys that sign cards, receipts and proofs, current first. Raises `KeyMissing`, `KeyUnusable`."""
    return [key for key in _generations(directory, "sign", now) if isinstance(key, Ed25519PrivateKey)]


def decryption_keys(directory: Path, now: datetime) -> list[X25519PrivateKey]:
    """The keys that decrypt kiosks' envelopes, current first. Raises `KeyMissing`, `KeyUnusable`."""
    return [key for key in _generations(directory, "seal", now) if isinstance(key, X25519PrivateKey)]


def rotate(directory: Path, use: Use, start: datetime) -> Path:
    """Make a key that is the current one from `start` on. Raises `FileExistsError` for a second one then."""
    path = directory / f"{use}-{start.astimezone(UTC).strftime(_MOMENT)}.pem"
    private_file.make(path, _new(use))
    return path


def kiosk_key(path: Path) -> str:
    """The key by which this machine's kiosk is known to its backend: 256 random bits."""
    return private_file.kept(path, lambda: secrets.token_urlsafe(32).encode()).decode().strip()


def key_id(key: Ed25519PublicKey | X25519PublicKey) -> str:
    """A public key's short name: short, because it stands in every QR that is signed."""
    return hashlib.sha256(key.public_bytes_raw()).hexdigest()[:8]


def public_key(key: Ed25519PublicKey | X25519PublicKey) -> PublicKey:
    """A public key as it is published."""
    text = urlsafe_b64encode(key.public_bytes_raw()).decode()
    use: Use = "sign" if isinstance(key, Ed25519PublicKey) else "seal"
    return PublicKey(kid=key_id(key), use=use, key=text)


async def a_while() -> None:
    """Wait as long as a new key may go unnoticed."""
    await asyncio.sleep(_LOOK_EVERY)


async def keep_current(
    directory: Path,
    signer: "Signer",
    decryptor: "EnvelopeDecryptor",
    now: Clock,
    pause: Callable[[], Awaitable[None]] = a_while,
) -> None:
    """Change over to new keys while the backend runs. A directory that cannot be read changes nothing."""
    while True:
        await pause()
        try:
            signing, decryption = await asyncio.to_thread(
                lambda: (signing_keys(directory, now()), decryption_keys(directory, now()))
            )
        except OSError as error:
            _log.warning("keys_unusable", extra={"file": Path(error.filename or "").name})
            continue
        signer.use(*signing)
        decryptor.use(*decryption)


def _generations(directory: Path, use: Use, now: datetime) -> list[_Private]:
    """The keys of one use, the current one first: the newest whose time has come."""
    found = _starts(directory, use)
    if not found:
        raise KeyMissing(errno.ENOENT, "no such key", str(directory / f"{use}.pem"))
    return [_load(path, use) for path in sorted(found, key=lambda path: _rank(found[path], now))]


def _starts(directory: Path, use: Use) -> dict[Path, datetime]:
    """The files of one use, and from when on each is current."""
    return {path: start for path in directory.glob(f"{use}*.pem") if (start := _start(path)) is not None}


def _rank(start: datetime, now: datetime) -> tuple[bool, float]:
    """Those whose time has come before those whose has not, each kind the nearest to now first."""
    return start > now, abs((now - start).total_seconds())


def _start(path: Path) -> datetime | None:
    """From when on the key is current; None for the name of something else."""
    match = _NAME.fullmatch(path.name)
    if match is None:
        return None
    if match[2] is None:
        return _BEGINNING
    try:
        return datetime.strptime(match[2], _MOMENT).replace(tzinfo=UTC)
    except ValueError:
        return None


def _load(path: Path, use: Use) -> _Private:
    try:
        key = load_pem_private_key(path.read_bytes(), password=None)
    except (OSError, ValueError, TypeError) as error:
        raise KeyUnusable(path) from error
    if isinstance(key, Ed25519PrivateKey if use == "sign" else X25519PrivateKey):
        return key
    raise KeyUnusable(path)


def _new(use: Use) -> bytes:
    key = Ed25519PrivateKey.generate() if use == "sign" else X25519PrivateKey.generate()
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
