"""Officers' accounts, with what an officer shows at a kiosk: a PIN and a badge.

There is none until an administrator makes one, and none is ever deleted.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import get_args
from uuid import UUID

import sqlalchemy as sa

from kiosk.backend.access import lockout, sessions
from kiosk.backend.access.callers import hash_of
from kiosk.backend.audit import trail
from kiosk.backend.storage import ids
from kiosk.backend.storage.schema import officers
from kiosk.backend.storage.store import Row
from kiosk.domain.scans import officer_badge
from kiosk.ports.officer import Role

ROLES: tuple[str, ...] = get_args(Role)
SHORTEST_PASSWORD = 10
PIN_DIGITS = 6
_FEWEST_DIFFERENT = 4
_IN_A_ROW = "01234567890"


@dataclass(frozen=True)
class Account:
    """An officer as an administrator enters them."""

    login: str
    full_name: str
    role: str
    office_code: str
    further_offices: tuple[str, ...] = ()
    """Whose registrations they see as well; `sessions.ALL_OFFICES` for every office's."""


def is_fit(password: str, login: str) -> bool:
    """Is it long enough, and not the login? Rules beyond that make no password better (NIST SP 800-63B)."""
    return len(password) >= SHORTEST_PASSWORD and password.casefold() != login.casefold()


def is_fit_pin(pin: str) -> bool:
    """Is it six digits, four of them different, that do not just count up or down?"""
    is_pin = len(pin) == PIN_DIGITS and pin.isascii() and pin.isdecimal()
    counts = pin in _IN_A_ROW or pin in _IN_A_ROW[::-1]
    return is_pin and len(set(pin)) >= _FEWEST_DIFFERENT and not counts


def new_badge() -> str:
    """Make the secret of a badge."""
    return f"{secrets.randbelow(10**officer_badge.DIGITS):0{officer_badge.DIGITS}}"


def add(connection: sa.Connection, account: Account, password_hash: str, now: datetime) -> bool:
    """Make an account; False when the login is taken."""
    if find(connection, account.login) is not None:
        return False
    connection.execute(
        sa.insert(officers),
        {
            "id": ids.new_id(now),
            "login": account.login,
            "full_name": account.full_name,
            "role": account.role,
            "office_code": account.office_code,
            "further_offices": " ".join(account.further_offices),
            "password_hash": password_hash,
            "created_at": now,
        },
    )
    trail.add(connection, now, actor="machine", action="officer_added", subject=account.login)
    return True


def find(connection: sa.Connection, login: str) -> Row | None:
    """Return an account, also a disabled one."""
    return connection.execute(sa.select(officers).where(officers.c.login == login)).first()


def find_by_badge(connection: sa.Connection, badge: str) -> Row | None:
    """Return whose badge has this secret."""
    return connection.execute(sa.select(officers).where(officers.c.badge_hash == hash_of(badge))).first()


def all_accounts(connection: sa.Connection) -> list[Row]:
    """Return all accounts, by login."""
    return list(connection.execute(sa.select(officers).order_by(officers.c.login)))


def disable(connection: sa.Connection, login: str, now: datetime) -> bool:
    """Let an officer sign in no more, and end their sessions; False when there is no such login."""
    return _change(connection, login, now, "officer_disabled", disabled_at=now)


def set_role(connection: sa.Connection, login: str, role: str, now: datetime) -> bool:
    """Give an officer another role; they sign in anew."""
    return _change(connection, login, now, f"officer_made_{role}", role=role)


def set_offices(connection: sa.Connection, login: str, offices: Sequence[str], now: datetime) -> bool:
    """Let an officer see these offices' registrations, the first being their own; they sign in anew."""
    first, *further = offices
    return _change(
        connection, login, now, "officer_offices_set", office_code=first, further_offices=" ".join(further)
    )


def set_password(
    connection: sa.Connection, login: str, password_hash: str, lock: bytes, now: datetime
) -> bool:
    """Give an officer another password, and let a locked or disabled account sign in again."""
    lockout.forget(connection, lock)
    return _change(
        connection, login, now, "officer_password_set", password_hash=password_hash, disabled_at=None
    )


def set_pin(connection: sa.Connection, login: str, pin_hash: str, lock: bytes, now: datetime) -> bool:
    """Give an officer another PIN, its tries counted anew; False when the account is not open."""
    lockout.forget(connection, lock)
    return _equip(connection, login, now, "officer_pin_set", pin_hash=pin_hash)


def set_badge(connection: sa.Connection, login: str, badge: str, now: datetime) -> bool:
    """Give an officer a badge, which ends the one before; False when the account is not open."""
    return _equip(connection, login, now, "officer_badge_made", badge_hash=hash_of(badge))


def keep_password(connection: sa.Connection, officer_id: UUID, password_hash: str) -> None:
    """Keep the same password in a newer form."""
    _update(connection, officer_id, password_hash=password_hash)


def names(connection: sa.Connection, logins: set[str]) -> dict[str, str]:
    """Return officers' full names by login."""
    query = sa.select(officers.c.login, officers.c.full_name).where(officers.c.login.in_(logins))
    return {row.login: row.full_name for row in connection.execute(query)}


def _equip(connection: sa.Connection, login: str, now: datetime, action: str, **values: object) -> bool:
    row = find(connection, login)
    if row is None or row.disabled_at is not None:
        return False
    _update(connection, row.id, **values)
    trail.add(connection, now, actor="machine", action=action, subject=login)
    return True


def _change(connection: sa.Connection, login: str, now: datetime, action: str, **values: object) -> bool:
    """Change an account; whatever was changed, PIN and badge are given anew."""
    row = find(connection, login)
    if row is None:
        return False
    _update(connection, row.id, **values, pin_hash=None, badge_hash=None)
    sessions.end_all(connection, row.id, now)
    trail.add(connection, now, actor="machine", action=action, subject=login)
    return True


def _update(connection: sa.Connection, officer_id: UUID, **values: object) -> None:
    connection.execute(sa.update(officers).where(officers.c.id == officer_id).values(**values))
