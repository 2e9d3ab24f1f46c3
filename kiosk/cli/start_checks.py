"""What must hold before `kiosk serve` takes a single registration, each said in words when it does not.

Nothing is made or mended here: keys that appeared by themselves on the second of two servers would leave the
first one's records unreadable, and a schema is changed only when the operator asks for it.
"""

import ipaddress
import os
import ssl
import stat
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from kiosk.backend.clock import utc_now
from kiosk.backend.http import readiness
from kiosk.backend.keys import key_files
from kiosk.backend.storage import schema
from kiosk.backend.storage.store import Store
from kiosk.config.settings import ServeSettings, Settings
from kiosk.exit_status import MISCONFIGURED, NOT_DONE
from kiosk.wiring import service

_TOO_OPEN = 0o027
"""Mode bits that no key's file may have: readable by others, or writable by the group."""
_FIRST_ENTRIES = 100
"""Of the audit: a demo is filled before anything else happens in it."""


class CannotServe(Exception):  # noqa: N818 - "raise CannotServe" is the sentence
    """It is not safe or not possible to start. `problem` has words under `serve.<problem>`."""

    def __init__(self, problem: str, status: int = MISCONFIGURED, /, **values: object) -> None:
        super().__init__(problem)
        self.problem = problem
        self.status = status
        self.values = values


def check(settings: Settings) -> None:
    """Return when everything holds. Raises `CannotServe` for the first thing that does not."""
    if settings.demo.enabled:
        raise CannotServe("demo")
    _check_way_in(settings.serve)
    for path in _key_files(settings):
        _check_key_file(path)
    _check_keys(settings)
    _check_certificate(settings.serve)
    _check_records(settings)


def _check_way_in(serve: ServeSettings) -> None:
    """Personal data goes over no network in clear."""
    if serve.socket or serve.certificate or serve.behind_proxy:
        return
    host = serve.address[0]
    try:
        is_here = ipaddress.ip_address(host).is_loopback
    except ValueError:
        is_here = host == "localhost"
    if not is_here:
        raise CannotServe("in_clear", listen=serve.listen)


def _key_files(settings: Settings) -> list[Path]:
    """Every file with a secret in it; those that must be there are named even when they are missing."""
    directory = settings.state_dir / key_files.DIRECTORY
    own = [path for use in ("sign", "seal") for path in _generations(directory, use)]
    named = [settings.insurer.key_file, settings.sms.secret_file, settings.serve.certificate_key]
    others = [Path(name).expanduser() for name in named if name]
    return [*own, service.records_key_file(settings), *others]


def _generations(directory: Path, use: str) -> list[Path]:
    return sorted(directory.glob(f"{use}*.pem")) or [directory / f"{use}.pem"]


def _check_key_file(path: Path) -> None:
    try:
        mode = path.stat().st_mode
    except FileNotFoundError as error:
        raise CannotServe("key_missing", file=path) from error
    except OSError as error:
        raise CannotServe("key_unreadable", file=path) from error
    if not (stat.S_ISREG(mode) and os.access(path, os.R_OK)):
        raise CannotServe("key_unreadable", file=path)
    if mode & _TOO_OPEN:
        raise CannotServe("key_open", file=path)


def _check_keys(settings: Settings) -> None:
    """What is in the files has to be keys; the key of records has words of its own (`Misconfigured`)."""
    directory, now = settings.state_dir / key_files.DIRECTORY, utc_now()
    try:
        key_files.signing_keys(directory, now)
        key_files.decryption_keys(directory, now)
    except OSError as error:
        raise CannotServe("key_unreadable", file=error.filename) from error
    service.open_vault(settings)


def _check_certificate(serve: ServeSettings) -> None:
    if not serve.certificate:
        return
    certificate, key = (Path(name).expanduser() for name in (serve.certificate, serve.certificate_key))
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(certificate, key, password="")
    except (OSError, ValueError) as error:
        raise CannotServe("certificate", file=certificate, key=key) from error


def _check_records(settings: Settings) -> None:
    """The database answers, has this program's schema, and none of its people is invented."""
    embedded = settings.state_dir / service.DATABASE
    if not settings.database.url and not embedded.is_file():
        raise CannotServe("no_database", file=embedded)
    _check_store(service.open_store(settings))
    if settings.database.url and embedded.is_file():
        _check_store(Store.on_sqlite(embedded), is_left_behind=True)


def _check_store(store: Store, *, is_left_behind: bool = False) -> None:
    """Of a database that another one replaced only this matters: keys that lie beside a demo are a demo's."""
    try:
        found = store.read_now(readiness.revision)
        if found != schema.REVISION and not is_left_behind:
            raise CannotServe("migrations", found=found or "-", needed=schema.REVISION)
        if found and store.read_now(_is_demo):
            raise CannotServe("demo_records")
    except DBAPIError as error:
        raise CannotServe("database_silent", NOT_DONE) from error
    finally:
        store.close()


def _is_demo(connection: sa.Connection) -> bool:
    first = sa.select(schema.audit.c.action).order_by(schema.audit.c.id).limit(_FIRST_ENTRIES)
    return "demo_filled" in connection.scalars(first).all()
