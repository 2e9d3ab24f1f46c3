"""`kiosk admin officers …`: the accounts of those who decide. There is none until one is added here."""

import re
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import click
import sqlalchemy as sa

from kiosk.backend.access import lockout, sessions
from kiosk.backend.access import officers as accounts
from kiosk.backend.access.officers import PIN_DIGITS, ROLES, SHORTEST_PASSWORD, Account
from kiosk.backend.access.passwords import Passwords
from kiosk.cli.admin.opening import opened, written
from kiosk.cli.answer import No, say, with_settings
from kiosk.config.settings import Settings
from kiosk.domain import limits, names
from kiosk.resources.text import words
from kiosk.wiring import service

_LOGIN = re.compile(limits.LOGIN)
_OFFICES = "Whose registrations they see, may be repeated, * for every office's; by default this office's."
_OFFICE = re.compile("[0-9]{5}")
_MOST_OFFICES = 50
_role = click.option("--role", type=click.Choice(ROLES), default="officer", help="What they may do.")


@click.group()
def officers() -> None:
    """Add, list and change officers' accounts. A secret is asked for, or read from standard input."""


@officers.command()
@click.argument("login")
@click.option("--name", "full_name", required=True, help="As colleagues know them.")
@_role
@click.option("--office", "chosen", multiple=True, help=_OFFICES)
@with_settings
def add(settings: Settings, login: str, full_name: str, role: str, chosen: tuple[str, ...]) -> None:
    """Make an account for LOGIN."""
    if not _LOGIN.fullmatch(login):
        raise No("admin.officer.bad_login", login=login)
    own, *further = _offices(chosen or (settings.office.code,))
    account = Account(login, names.clean(full_name, 100), role, own, tuple(further))
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
        rows = store.read_now(accounts.all_accounts)
    closed = words("admin.officer.closed", settings.screen.language)
    for row in rows:
        state = f"\t{closed}" if row.disabled_at else ""
        offices = " ".join(filter(None, [row.office_code, row.further_offices]))
        click.echo(f"{row.login}\t{row.full_name}\t{row.role}\t{offices}{state}")


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


@officers.command(name="offices")
@click.argument("login")
@click.argument("codes", nargs=-1, required=True)
@with_settings
def set_offices(settings: Settings, login: str, codes: tuple[str, ...]) -> None:
    """Let LOGIN see the registrations of the offices CODES, their own first; * for every office's."""
    found = _offices(codes)
    _change(
        settings,
        login,
        lambda connection: accounts.set_offices(connection, login, found, datetime.now(UTC)),
    )
    say(settings, "admin.officer.offices_set", login=login, offices=" ".join(found))


def _offices(codes: Sequence[str]) -> tuple[str, ...]:
    """Return the codes, each once, the officer's own first; five digits each, and * anywhere behind it."""
    own, *further = dict.fromkeys(codes)
    allowed = (code == sessions.ALL_OFFICES or _OFFICE.fullmatch(code) for code in further)
    if not _OFFICE.fullmatch(own) or not all(allowed) or len(further) > _MOST_OFFICES:
        raise No("admin.officer.bad_offices", most=_MOST_OFFICES)
    return own, *further


@officers.command(name="reset-password")
@click.argument("login")
@with_settings
def reset_password(settings: Settings, login: str) -> None:
    """Give LOGIN another password; a locked or closed account opens again."""
    lock = service.open_vault(settings).login(login)

    def change(connection: sa.Connection) -> bool:
        return accounts.set_password(connection, login, password_hash, lock, datetime.now(UTC))

    password_hash = _password(settings, login)
    _change(settings, login, change)
    say(settings, "admin.officer.password_set", login=login)


@officers.command()
@click.argument("login")
@with_settings
def pin(settings: Settings, login: str) -> None:
    """Give LOGIN a PIN for the kiosks: there they allow what otherwise a phone's code does."""
    vault = service.open_vault(settings)
    typed = _typed(settings, "admin.officer.pin", login)
    if not accounts.is_fit_pin(typed):
        raise No("admin.officer.bad_pin", digits=PIN_DIGITS)
    pin_hash, lock = Passwords().hash(vault.pin(login, typed)), vault.login(lockout.at_kiosks(login))
    with opened(settings) as store:
        if not store.write_now(
            lambda connection: accounts.set_pin(connection, login, pin_hash, lock, datetime.now(UTC))
        ):
            raise No("admin.officer.not_open", login=login)
    say(settings, "admin.officer.pin_set", login=login)


@officers.command()
@click.argument("login")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="A new file, .png or .pdf.")
@with_settings
def badge(settings: Settings, login: str, out: Path) -> None:
    """Make a badge for LOGIN, to be scanned at the kiosks; the one before is good for nothing any more."""
    from kiosk.cli.admin.badge import FORMATS, picture  # what draws is needed by no other verb

    if out.suffix.lower() not in FORMATS:
        raise No("admin.officer.bad_badge_file", file=str(out))
    with opened(settings) as store:
        account = store.read_now(lambda connection: accounts.find(connection, login))
        if account is None or account.disabled_at is not None:
            raise No("admin.officer.not_open", login=login)
        secret = accounts.new_badge()
        drawn = picture(secret, account.full_name, settings.office.name, out, settings.screen.language)
        with written(out, drawn):
            store.write_now(
                lambda connection: accounts.set_badge(connection, login, secret, datetime.now(UTC))
            )
    say(settings, "admin.officer.badge_made", login=login, file=str(out))


def _change(settings: Settings, login: str, work: Callable[[sa.Connection], bool]) -> None:
    with opened(settings) as store:
        if not store.write_now(work):
            raise No("admin.officer.unknown", login=login)


def _password(settings: Settings, login: str) -> str:
    password = _typed(settings, "admin.officer.password", login)
    if not accounts.is_fit(password, login):
        raise No("admin.officer.bad_password", shortest=SHORTEST_PASSWORD)
    return Passwords().hash(password)


def _typed(settings: Settings, key: str, login: str) -> str:
    """Ask for a secret at the terminal, twice; from a pipe it is the first line. Never an argument."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    question = words(key, settings.screen.language, login=login)
    return str(click.prompt(question, hide_input=True, confirmation_prompt=True, err=True))
