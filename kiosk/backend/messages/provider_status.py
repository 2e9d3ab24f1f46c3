"""How each provider is doing, kept in the database: its circuit breaker and its balance.

All processes share it: what one has found out the others need not, and desk, doctor and metrics say the
same. (The insurer's breaker, `insurer.circuit_breaker`, is each process's own: it guards
calls for which somebody waits.)
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from kiosk.backend.messages.sms import Failure
from kiosk.backend.storage.schema import message_providers

_p = message_providers.c
_OPENS_AFTER = {Failure.AWAY: 3, Failure.TEMPLATE: 3, Failure.BALANCE: 1, Failure.CREDENTIALS: 1}
"""Failures in a row until the breaker opens. A wrong number says nothing about the provider."""
_FIRST_PAUSE, _LONGEST_PAUSE = timedelta(seconds=5), timedelta(minutes=1)
_OFFICE_PAUSE = timedelta(minutes=5)
"""Between two probes of what the office has to remedy: an account, a key, a template."""


@dataclass(frozen=True)
class ProviderStatus:
    """One provider, as its last calls left it."""

    name: str
    failure: Failure | None = None
    """What the last call failed with; None after one that succeeded."""
    failures: int = 0
    """How many failed in a row."""
    since: datetime | None = None
    """When they began."""
    retry_at: datetime | None = None
    """While the breaker is open: when a single message may probe again."""
    balance: int | None = None
    """Đồng, as last asked."""
    balance_at: datetime | None = None

    @property
    def is_failing(self) -> bool:
        """Is the breaker open, whether or not a probe may go?"""
        return self.retry_at is not None

    def takes(self, now: datetime) -> bool:
        """May a message go to it now?"""
        return (self.retry_at is None or self.retry_at <= now) and (self.balance is None or self.balance > 0)


def read(connection: sa.Connection, names: Sequence[str]) -> list[ProviderStatus]:
    """Return the status of each of `names`, in their order; one that was never used is well."""
    rows = connection.execute(sa.select(message_providers).where(_p.name.in_(names))).all()
    known = {row.name: _from_row(row) for row in rows}
    return [known.get(name, ProviderStatus(name)) for name in names]


def succeeded(connection: sa.Connection, name: str) -> None:
    """Close the breaker; that the provider answered, if only about one number, is enough."""
    well = {"failure": None, "failures": 0, "since": None, "retry_at": None}
    connection.execute(sa.update(message_providers).where(_p.name == name, _p.failures > 0).values(well))


def failed(connection: sa.Connection, name: str, failure: Failure, now: datetime) -> None:
    """Count a failure; enough of them in a row open the breaker, and each failed probe doubles the pause."""
    if failure is Failure.NUMBER:
        succeeded(connection, name)
        return
    (status,) = read(connection, [name])
    failures = status.failures + 1
    over = failures - _OPENS_AFTER[failure]
    pause = _OFFICE_PAUSE
    if failure is Failure.AWAY:
        pause = min(_FIRST_PAUSE * 2 ** min(max(over, 0), 10), _LONGEST_PAUSE)
    values = {
        "failure": failure,
        "failures": failures,
        "since": status.since or now,
        "retry_at": now + pause if over >= 0 else None,
    }
    _write(connection, name, values)


def claim_probe(connection: sa.Connection, status: ProviderStatus, now: datetime) -> bool:
    """Be the one who probes an open breaker; false when another is at it."""
    claimed = sa.update(message_providers).where(_p.name == status.name, _p.retry_at == status.retry_at)
    return connection.execute(claimed.values(retry_at=now + _LONGEST_PAUSE)).rowcount == 1


def note_balance(connection: sa.Connection, name: str, balance: int, now: datetime) -> None:
    """Write down what the account has; money in it closes a breaker that its emptiness opened."""
    _write(connection, name, {"balance": balance, "balance_at": now})
    (status,) = read(connection, [name])
    if balance > 0 and status.failure is Failure.BALANCE:
        succeeded(connection, name)


def _write(connection: sa.Connection, name: str, values: dict[str, Any]) -> None:
    """Of two that write a provider's first row at once, one does its work again (`storage.store`)."""
    changed = connection.execute(sa.update(message_providers).where(_p.name == name).values(values))
    if changed.rowcount == 0:
        connection.execute(sa.insert(message_providers).values({"name": name, "failures": 0, **values}))


def _from_row(row: sa.Row[Any]) -> ProviderStatus:
    failure = Failure(row.failure) if row.failure else None
    return ProviderStatus(
        row.name, failure, row.failures, row.since, row.retry_at, row.balance, row.balance_at
    )
