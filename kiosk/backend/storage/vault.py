"""Encryption at rest: encrypted columns for personal data, and keyed hashes to find rows by.

One key of 256 bits, kept outside the database, is behind all of it. With the database alone one can neither
read a row nor find out whether a known person is in it.
"""

import hashlib
import hmac
import secrets
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from kiosk.domain import names

_NONCE_BYTES = 12
_HASH_BYTES = 16
_WORD_BYTES = 8
SALT_BYTES = 16
KEY_BYTES = 32


class Unreadable(Exception):  # noqa: N818 - "raise Unreadable" is the sentence
    """It was encrypted with another key or for another place, or was altered."""


@dataclass(frozen=True)
class NameKeys:
    """What a name is found by, accents and capitals aside; each a signed 64-bit number.

    Several names may share a number: what is found is decrypted and compared.
    """

    by_name: int
    by_tail: int
    """Its last two words."""
    by_given: int
    """Its last word."""


class Vault:
    """Encrypts and hashes with one key."""

    def __init__(self, key: bytes) -> None:
        """`key` has 32 bytes."""
        self._hash_key = hmac.digest(key, b"find", hashlib.sha256)
        self._encryption_key = hmac.digest(key, b"seal", hashlib.sha256)

    def person(self, citizen_id: str) -> bytes:
        """What a citizen's number is found by, 16 bytes."""
        return self._hash("person", citizen_id)

    def insurance(self, insurance_id: str) -> bytes:
        """What an insurance number is found by, 16 bytes."""
        return self._hash("insurance", insurance_id)

    def phone(self, phone: str) -> bytes:
        """What a phone (E.164) is found by, 16 bytes."""
        return self._hash("phone", phone)

    def login(self, login: str) -> bytes:
        """What a login, real or not, is counted by, 16 bytes."""
        return self._hash("login", login)

    def pin(self, login: str, pin: str) -> str:
        """What a PIN is hashed as: six digits alone could be found out from the database."""
        return self._hash("pin", f"{login}\0{pin}").hex()

    def form(self, form_id: str) -> bytes:
        """What a half-filled form is found by, 16 bytes."""
        return self._hash("form", form_id)

    def once_key(self, key: str) -> bytes:
        """What a message that is sent once only is found by, 16 bytes."""
        return self._hash("once", key)

    def name_keys(self, full_name: str) -> NameKeys:
        """What a name, or the end of one, is found by."""
        words = names.fold(full_name).split()
        return NameKeys(self._number(words), self._number(words[-2:]), self._number(words[-1:]))

    def encrypt(self, content: bytes, about: str, salt: bytes = b"") -> bytes:
        """Encrypt for one place: `about` names table and column, `salt` is the row's own where it has one."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        return nonce + self._cipher(salt).encrypt(nonce, content, about.encode())

    def decrypt(self, encrypted: bytes, about: str, salt: bytes = b"") -> bytes:
        """Return what was encrypted for the same place. Raises `Unreadable`."""
        try:
            return self._cipher(salt).decrypt(
                encrypted[:_NONCE_BYTES], encrypted[_NONCE_BYTES:], about.encode()
            )
        except (InvalidTag, ValueError) as error:
            raise Unreadable(about) from error

    def _cipher(self, salt: bytes) -> ChaCha20Poly1305:
        return ChaCha20Poly1305(hmac.digest(self._encryption_key, salt, hashlib.sha256))

    def _hash(self, kind: str, text: str) -> bytes:
        return hmac.digest(self._hash_key, f"{kind}\0{text}".encode(), hashlib.sha256)[:_HASH_BYTES]

    def _number(self, words: list[str]) -> int:
        digest = hmac.digest(self._hash_key, f"name\0{' '.join(words)}".encode(), hashlib.sha256)
        return int.from_bytes(digest[:_WORD_BYTES], "big", signed=True)


def new_salt() -> bytes:
    """A row's own salt. When it is gone, so is what was encrypted with it."""
    return secrets.token_bytes(SALT_BYTES)
