"""`kiosk admin officers …`: the accounts of those who decide. There is none until one is added here."""

import re
import sys
from collections.abc import Callable
from datetime import UTC, datetime

import click
import sqlalchemy as sa

from kiosk import service_wiring
from kiosk.backend import officers as accounts
from kiosk.backend.officers import ROLES, SHORTEST_PASSWORD, Account
from kiosk.backend.passwords import Passwords
from kiosk.commands.admin.opening import opened
from kiosk.commands.answer import No, say, with_settings
from kiosk.domain import names
from kiosk.settings import Settings
from kiosk.text import words

_LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]{1,39}")
_role = click.option("--role", type=click.Choice(ROLES), default="officer", help="What they may do.")


@click.group()
def officers() -> None:
    """Add, list and change officers' accounts. A password is asked for, or read from standard input."""


@officers.command()
@click.argument("login")
@click.option("--name", "full_name", required=True, help="As colleagues know them.")
@_role
@click.option("--office", default="", help="Whose registrations they see; by default this office's.")
@with_settings
def add(settings: Settings, login: str, full_name: str, role: str, office: str) -> None:
    """Make an account for LOGIN."""
    if not _LOGIN.fullmatch(login):
        raise No("admin.officer.bad_login", login=login)
    account = Account(login, names.clean(full_name, 100), role, office or settings.office.code)
    with opened(settings) as store:
        password_hash = _password(settings, login)
        if not store.write_now(
            lambda connection: accounts.add(connection, account, password_hash, datetime.now(UTC))
        ):
            raise No("admin.officer.taken", login=login)
    say(settings, "admin.officer.added", login=login)


@officers.command(name="list")
@with_settings
def list_all(settings: Settings) -> None:
    """Show every account: login, name, role, office, and whether it is closed."""
    with opened(settings) as store:
        rows = store.read_now(accounts.everybody)
    closed = words("admin.officer.closed", settings.screen.language)
    for row in rows:
        state = f"\t{closed}" if row.disabled_at else ""
        click.echo(f"{row.login}\t{row.full_name}\t{row.role}\t{row.office_code}{state}")


@officers.command()
@click.argument("login")
@with_settings
def disable(settings: Settings, login: str) -> None:
    """Let LOGIN sign in no more; who is signed in is signed out."""
    _change(settings, login, lambda connection: accounts.disable(connection, login, datetime.now(UTC)))
    say(settings, "admin.officer.disabled", login=login)


@officers.command()
@click.argument("login")
@click.argument("role", type=click.Choice(ROLES))
@with_settings
def role(settings: Settings, login: str, role: str) -> None:
    """Give LOGIN another ROLE."""
    _change(settings, login, lambda connection: accounts.set_role(connection, login, role, datetime.now(UTC)))
    say(settings, "admin.officer.role_set", login=login, role=role)


@officers.command(name="reset-password")
@click.argument("login")
@with_settings
def reset_password(settings: Settings, login: str) -> None:
    """Give LOGIN another password; a locked or closed account opens again."""
    lock = service_wiring.open_vault(settings).login(login)

    def change(connection: sa.Connection) -> bool:
        return accounts.set_password(connection, login, password_hash, lock, datetime.now(UTC))

    password_hash = _password(settings, login)
    _change(settings, login, change)
    say(settings, "admin.officer.password_set", login=login)


def _change(settings: Settings, login: str, work: Callable[[sa.Connection], bool]) -> None:
    with opened(settings) as store:
        if not store.write_now(work):
            raise No("admin.officer.unknown", login=login)


def _password(settings: Settings, login: str) -> str:
    """Ask for a password at the terminal, twice; from a pipe it is the first line. Never an argument."""
    if sys.stdin.isatty():
        question = words("admin.officer.password", settings.screen.language, login=login)
        password = click.prompt(question, hide_input=True, confirmation_prompt=True, err=True)
    else:
        password = sys.stdin.readline().rstrip("\r\n")
    if not accounts.is_fit(password, login):
        raise No("admin.officer.bad_password", shortest=SHORTEST_PASSWORD)
    return Passwords().hash(password)
