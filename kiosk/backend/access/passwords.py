"""Passwords: argon2id, off the event loop, and no more of them at once than the machine has cores."""

import asyncio
import base64
import os
import secrets
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.profiles import RFC_9106_LOW_MEMORY

from kiosk.backend.declined import Declined

_MOST_WAITING = 20
"""For each core: some two seconds of work. A caller on top of that is asked to come again."""


@dataclass(frozen=True)
class PasswordCheck:
    """What a password was worth."""

    is_right: bool
    renewed: str | None = None
    """The same password hashed anew, where the kept hash is weaker than what is used now."""


class Passwords:
    """Hashes and verifies. 120 ms each with RFC 9106's parameters for little memory (64 MiB)."""

    def __init__(self, hasher: PasswordHasher | None = None, cores: int | None = None) -> None:
        self._hasher = hasher or PasswordHasher.from_parameters(RFC_9106_LOW_MEMORY)
        self._cores = cores or os.cpu_count() or 1
        self._workers = ThreadPoolExecutor(self._cores, thread_name_prefix="password")
        self._under_way = 0
        self._decoy = _decoy(self._hasher)

    def hash(self, password: str) -> str:
        """Hash, on this thread."""
        return self._hasher.hash(password)

    async def verify(self, password: str, kept: str | None) -> PasswordCheck:
        """Verify `password` against the kept hash; None, for an unknown login, takes as long and is wrong."""
        if self._under_way >= self._cores * _MOST_WAITING:
            raise Declined.busy()
        self._under_way += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(
                self._workers, self._verify, password, kept or self._decoy
            )
        finally:
            self._under_way -= 1

    def _verify(self, password: str, kept: str) -> PasswordCheck:
        try:
            self._hasher.verify(kept, password)
        except (VerificationError, InvalidHashError):
            return PasswordCheck(is_right=False)
        return PasswordCheck(True, self.hash(password) if self._hasher.check_needs_rehash(kept) else None)


def _decoy(hasher: PasswordHasher) -> str:
    """The hash of no password, with the parameters in use, so that it costs as much to verify."""
    salt, digest = (
        base64.b64encode(secrets.token_bytes(length)).rstrip(b"=").decode()
        for length in (hasher.salt_len, hasher.hash_len)
    )
    parameters = f"m={hasher.memory_cost},t={hasher.time_cost},p={hasher.parallelism}"
    return f"$argon2id$v=19${parameters}${salt}${digest}"
