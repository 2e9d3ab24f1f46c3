"""Officers' accounts. There is none until an administrator makes one, and none is ever deleted."""

from dataclasses import dataclass
from datetime import datetime
from typing import get_args
from uuid import UUID

import sqlalchemy as sa

from kiosk.backend import audit, ids, lockout, sessions
from kiosk.backend.schema import officers
from kiosk.backend.store import Row
from kiosk.desk_contract import Role

ROLES: tuple[str, ...] = get_args(Role)
SHORTEST_PASSWORD = 10


@dataclass(frozen=True)
class Account:
    """An officer as an administrator enters them."""

    login: str
    full_name: str
    role: str
    office_code: str


def is_fit(password: str, login: str) -> bool:
    """Is it long enough, and not the login? Rules beyond that make no password better (NIST SP 800-63B)."""
    return len(password) >= SHORTEST_PASSWORD and password.casefold() != login.casefold()


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
            "password_hash": password_hash,
            "created_at": now,
        },
    )
    audit.add(connection, now, actor="machine", action="officer_added", subject=account.login)
    return True


def find(connection: sa.Connection, login: str) -> Row | None:
    """Return an account, also a disabled one."""
    return connection.execute(sa.select(officers).where(officers.c.login == login)).first()


def everybody(connection: sa.Connection) -> list[Row]:
    """Return all accounts, by login."""
    return list(connection.execute(sa.select(officers).order_by(officers.c.login)))


def disable(connection: sa.Connection, login: str, now: datetime) -> bool:
    """Let somebody sign in no more, and end their sessions; False when there is no such login."""
    return _change(connection, login, now, "officer_disabled", disabled_at=now)


def set_role(connection: sa.Connection, login: str, role: str, now: datetime) -> bool:
    """Give somebody another role; they sign in anew."""
    return _change(connection, login, now, f"officer_made_{role}", role=role)


def set_password(
    connection: sa.Connection, login: str, password_hash: str, lock: bytes, now: datetime
) -> bool:
    """Give somebody another password, and let a locked or disabled account sign in again."""
    lockout.forget(connection, lock)
    return _change(
        connection, login, now, "officer_password_set", password_hash=password_hash, disabled_at=None
    )


def keep_password(connection: sa.Connection, officer_id: UUID, password_hash: str) -> None:
    """Keep the same password in a newer form."""
    _update(connection, officer_id, password_hash=password_hash)


def names(connection: sa.Connection, logins: set[str]) -> dict[str, str]:
    """Return officers' full names by login."""
    query = sa.select(officers.c.login, officers.c.full_name).where(officers.c.login.in_(logins))
    return {row.login: row.full_name for row in connection.execute(query)}


def _change(connection: sa.Connection, login: str, now: datetime, action: str, **values: object) -> bool:
    row = find(connection, login)
    if row is None:
        return False
    _update(connection, row.id, **values)
    sessions.end_all(connection, row.id, now)
    audit.add(connection, now, actor="machine", action=action, subject=login)
    return True


def _update(connection: sa.Connection, officer_id: UUID, **values: object) -> None:
    connection.execute(sa.update(officers).where(officers.c.id == officer_id).values(**values))
