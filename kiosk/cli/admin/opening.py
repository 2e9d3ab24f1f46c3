"""Opens the records that the settings name, or says in words why that cannot be."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kiosk.backend.keys import private_file
from kiosk.backend.keys.key_files import DIRECTORY
from kiosk.backend.storage.store import Store
from kiosk.cli.answer import No
from kiosk.config.settings import Settings
from kiosk.wiring import service

ACTOR = "admin"
"""Who did it, in the audit."""


@contextmanager
def opened(settings: Settings) -> Iterator[Store]:
    """Open records that are there and up to date; looking for a file of SQLite's does not make it."""
    _must_be_here(settings)
    if not settings.database.url and not (settings.state_dir / service.DATABASE).is_file():
        raise No("custody.not_initialised")
    with at_hand(settings) as store:
        if not store.is_migrated():
            raise No("custody.not_migrated")
        yield store


@contextmanager
def at_hand(settings: Settings) -> Iterator[Store]:
    """Open records of any version, empty ones as well; the keys that belong to them have to be there."""
    _must_be_here(settings)
    if not any((settings.state_dir / DIRECTORY).glob("sign*.pem")):
        raise No("custody.not_initialised")
    store = service.open_store(settings)
    try:
        yield store
    finally:
        store.close()


@contextmanager
def written(path: Path, secret: bytes) -> Iterator[None]:
    """Write a secret before it is good for anything: one that was never written down could never be used."""
    try:
        private_file.make(path, secret)
    except FileExistsError as error:
        raise No("admin.kiosk.file_there", file=str(path)) from error
    try:
        yield
    except BaseException:
        path.unlink()
        raise


def _must_be_here(settings: Settings) -> None:
    if settings.backend.url and not settings.database.url:
        raise No("custody.elsewhere")
