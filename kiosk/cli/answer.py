"""How a verb of the command line answers: in words, with an exit status, never with a traceback."""

import errno
import functools
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from kiosk.config import reader
from kiosk.config.reader import Settings
from kiosk.exit_status import NOT_DONE
from kiosk.resources.text import words

_BY_STATE = {
    "42501": "custody.database_forbids",
    "42704": "custody.role_unknown",
    "53100": "custody.disk_full",
}
"""PostgreSQL's codes that have words of their own; after any other it cannot be used now."""
_BY_WORDS = {"is full": "custody.disk_full", "readonly": "custody.database_forbids"}


class No(Exception):  # noqa: N818 - "raise No" is the sentence
    """Raised by a verb to say no: words under `key`, and how it ends."""

    def __init__(self, key: str, /, status: int = NOT_DONE, **values: Any) -> None:
        super().__init__(key)
        self.key = key
        self.status = status
        self.values = values


def with_settings(work: Callable[..., None]) -> Callable[..., None]:
    """Give a verb --config and --demo, hand it the settings, and say in words what went wrong."""

    @click.option("--config", "path", type=click.Path(path_type=Path), help="The settings.")
    @click.option("--demo", is_flag=True, help="Work in the demo's ward.")
    @functools.wraps(work)
    def verb(path: Path | None, demo: bool, **options: Any) -> None:
        settings = reader.load(path)
        settings = settings.with_demo() if demo else settings
        try:
            work(settings, **options)
        except Exception as error:
            no = error if isinstance(error, No) else _no(error)
            click.echo(words(no.key, settings.screen.language, **no.values), err=True)
            sys.exit(no.status)

    return verb


def say(settings: Settings, key: str, /, **values: object) -> None:
    """Tell how it went."""
    click.echo(words(key, settings.screen.language, **values))


def _no(error: Exception) -> No:
    """What an error of the machine's or of the database's means; any other is ours and is raised again."""
    if isinstance(error, OSError):
        return _of_the_machine(error)
    if isinstance(error, ModuleNotFoundError) and error.name == "psycopg":
        return No("custody.no_driver")
    from sqlalchemy.exc import DBAPIError  # only now: most verbs end well, and some know no database

    driver = error.orig if isinstance(error, DBAPIError) else error  # a COPY goes to the driver directly
    if driver is error and not hasattr(error, "sqlstate"):
        raise error
    code = getattr(driver, "sqlstate", None)
    return No(_BY_STATE.get(code or "") or _by_words(str(driver)))  # without the statement and its values


def _by_words(cause: str) -> str:
    """What SQLite says, and libpq when there is no server to give a code."""
    found = (key for said, key in _BY_WORDS.items() if said in cause)
    return next(found, "custody.database_away")


def _of_the_machine(error: OSError) -> No:
    file = Path(str(error.filename or "")).name
    if error.errno == errno.ENOSPC:
        return No("custody.disk_full")
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return No("custody.not_permitted", file=file)
    return No("custody.unreadable", file=file, reason=error.strerror or type(error).__name__)
