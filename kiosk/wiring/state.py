"""The state directory, the address of the embedded backend in it, the clock and chance."""

import contextlib
import os
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    pass

_LONGEST_ADDRESS = 100
"""Bytes; a Unix socket's address has 108 of them."""


def now() -> datetime:
    """The clock, in local time with its zone."""
    return datetime.now().astimezone()


def new_key() -> str:
    """128 random bits."""
    return os.urandom(16).hex()


def prepare_state(directory: Path) -> bool:
    """Make the state directory, for its owner only; return whether it can be written."""
    probe = directory / f".probe-{os.getpid()}"
    try:
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        with contextlib.suppress(PermissionError):
            directory.chmod(0o700)
        try:
            probe.write_bytes(bytes(4096))
        finally:
            probe.unlink(missing_ok=True)
    except OSError:
        return False
    return True


@cache
def socket_address(directory: Path) -> str:
    """Where the embedded backend listens; through an open directory if the path is too long for a socket."""
    address = str(directory / "backend.sock")
    if len(address.encode()) <= _LONGEST_ADDRESS:
        return address
    return f"/proc/self/fd/{os.open(directory, os.O_RDONLY | os.O_DIRECTORY)}/backend.sock"
