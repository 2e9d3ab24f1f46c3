"""Lockout: how often a login was tried in vain, and how long it then rests, longer each time.

Counted for every login alike, whether there is such an officer or not, so that a rest does not tell.
"""

from datetime import datetime, timedelta

import sqlalchemy as sa

from kiosk.backend.storage.schema import sign_in_failures as failures

FREE_TRIES = 5
KIOSK_TRIES = 20
"""Of PINs at one kiosk, whatever the login."""
_FIRST_REST = timedelta(minutes=1)
_LONGEST_REST = timedelta(hours=1)
_FORGOTTEN = timedelta(days=1)


def rest_after(count: int, free: int = FREE_TRIES) -> timedelta:
    """How long a login rests after its `count`th failure: a minute after the fifth, then twice as long."""
    if count < free:
        return timedelta()
    doublings: int = min(count - free, 10)
    return min(_LONGEST_REST, _FIRST_REST * (1 << doublings))


def at_kiosks(login: str) -> str:
    """Return what a login's PINs are counted as: apart, so that tries at a kiosk cannot lock a desk."""
    return f"{login} at kiosks"


def left(connection: sa.Connection, login: bytes, now: datetime) -> timedelta:
    """How long a login still rests. `login` is its keyed hash: an officer may have typed a password there.

    A rest longer than the longest was begun under a clock that was ahead, and is over.
    """
    until = connection.scalar(sa.select(failures.c.locked_until).where(failures.c.login == login))
    rest = until - now if until else timedelta()
    return rest if timedelta() < rest <= _LONGEST_REST else timedelta()


def fail(connection: sa.Connection, login: bytes, now: datetime, free: int = FREE_TRIES) -> bool:
    """Count one failure; say whether the login rests from now on. What is a day old is forgotten."""
    connection.execute(sa.delete(failures).where(failures.c.at < now - _FORGOTTEN))
    mine = failures.c.login == login
    counted = connection.execute(
        sa.update(failures).where(mine).values(failures=failures.c.failures + 1, at=now)
    )
    if not counted.rowcount:
        connection.execute(sa.insert(failures), {"login": login, "failures": 1, "at": now})
    count: int = connection.execute(sa.select(failures.c.failures).where(mine)).scalar_one()
    rest = rest_after(count, free)
    connection.execute(sa.update(failures).where(mine).values(locked_until=now + rest if rest else None))
    return bool(rest)


def forget(connection: sa.Connection, login: bytes) -> None:
    """Count from the beginning."""
    connection.execute(sa.delete(failures).where(failures.c.login == login))
