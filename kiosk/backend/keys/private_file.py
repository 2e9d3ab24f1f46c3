"""Small files for their owner only: each stands there whole or not at all."""

import contextlib
import os
import secrets
from collections.abc import Callable
from pathlib import Path


def make(path: Path, content: bytes) -> None:
    """Make `path`. Raises `FileExistsError` when it is there; of two processes that try, one wins."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = _draft(path)
    try:
        _write(draft, content)
        os.link(draft, path)
    finally:
        draft.unlink(missing_ok=True)


def kept(path: Path, new: Callable[[], bytes]) -> bytes:
    """Read `path`; make it first when there is none. Of two processes that make it, one wins for both."""
    if not path.exists():
        with contextlib.suppress(FileExistsError):
            make(path, new())
    return path.read_bytes()


def keep(path: Path, content: bytes) -> None:
    """Bring `path` to `content`; a reader never sees half of it. The same content again writes nothing."""
    if path.is_file() and path.read_bytes() == content:
        return
    draft = _draft(path)
    try:
        _write(draft, content)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def _draft(path: Path) -> Path:
    return path.with_name(f".{path.name}.{secrets.token_hex(4)}")


def _write(path: Path, content: bytes) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
