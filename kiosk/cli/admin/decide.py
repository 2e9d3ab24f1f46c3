"""`kiosk admin approve|refuse|ask-more`: an officer's decisions, on the backend of this machine.

It works while the agent serves the same database: SQLite lets both write, one after the other.
"""

import asyncio
import sys
from pathlib import Path

import click
from sqlalchemy.exc import DatabaseError

from kiosk.backend.declined import Declined
from kiosk.config import reader
from kiosk.domain import limits, names, readable_code
from kiosk.domain.registration.eligibility import Status
from kiosk.exit_status import DONE, NOT_DONE
from kiosk.resources.text import words
from kiosk.wiring import service

_OFFICER = "command_line"
_SLIP_PREFIX = "BHXH"

_receipt = click.argument("receipt")
_config = click.option("--config", "path", type=click.Path(path_type=Path), help="The settings.")
_demo = click.option("--demo", is_flag=True, help="Decide in the demo's ward.")


@click.command()
@_receipt
@click.option("--reason", default="", help="What the person will read.")
@_config
@_demo
def approve(receipt: str, reason: str, path: Path | None, demo: bool) -> None:
    """Approve the registration with this receipt code."""
    _decide("approve", Status.APPROVED, receipt, reason, path, demo)


@click.command()
@_receipt
@click.option("--reason", required=True, help="What the person will read.")
@_config
@_demo
def refuse(receipt: str, reason: str, path: Path | None, demo: bool) -> None:
    """Refuse it; the person reads why."""
    _decide("refuse", Status.REFUSED, receipt, reason, path, demo)


@click.command()
@_receipt
@click.option("--reason", required=True, help="What the person will read.")
@_config
@_demo
def ask_more(receipt: str, reason: str, path: Path | None, demo: bool) -> None:
    """Ask the person for something that is missing."""
    _decide("ask_more", Status.NEEDS_MORE, receipt, reason, path, demo)


def _decide(verb: str, target: Status, receipt: str, reason: str, path: Path | None, demo: bool) -> None:
    """Decide, say so in words, and end with 1 when it could not be done."""
    settings = reader.load(path)
    settings = settings.with_demo() if demo else settings
    code = readable_code.normalise(receipt)
    if len(code) > readable_code.LENGTH:
        code = code.removeprefix(_SLIP_PREFIX)
    outcome = _outcome(settings, code, target, reason)
    key = f"admin.{outcome}" if outcome else f"admin.{verb}_done"
    click.echo(words(key, settings.screen.language, code=readable_code.grouped(code)))
    sys.exit(NOT_DONE if outcome else DONE)


def _outcome(settings: reader.Settings, code: str, target: Status, reason: str) -> str:
    """Return why it could not be done, "" when it was."""
    if not readable_code.is_valid(code):
        return "receipt_mistyped"
    if settings.backend.url:
        return "elsewhere"
    if not settings.database.url and not (settings.state_dir / service.DATABASE).is_file():
        return "no_backend"
    note = names.clean(reason, limits.NOTE)
    try:
        backend = service.open_backend(settings)
        try:
            asyncio.run(backend.decisions.decide(code, target, officer=_OFFICER, note=note))
        finally:
            backend.store.close()
    except Declined as declined:
        return declined.code
    except (OSError, DatabaseError):
        return "unavailable"
    return ""
