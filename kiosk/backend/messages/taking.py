"""Taking messages from the queue: which are due, and which provider each goes to.

A worker that takes a message notes the provider that it is about to ask and moves `due_at` to the end of its
lease. If the worker dies, another takes the message then and sends it again, under the same id and through
the same provider, which knows it again: so it is sent at least once, and arrives once.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import sqlalchemy as sa

from kiosk.backend.messages import message_queue, provider_status
from kiosk.backend.messages.caps import Caps
from kiosk.backend.messages.message_queue import CODE, MessageState
from kiosk.backend.messages.outcomes import OFFICE_PAUSE, TakenMessage, ended, put_off
from kiosk.backend.messages.provider_status import ProviderStatus
from kiosk.backend.messages.sms import Failure, Message
from kiosk.backend.storage.schema import messages
from kiosk.backend.storage.store import Row
from kiosk.backend.storage.vault import Vault

LEASE = timedelta(seconds=60)
"""After which a message is taken from a worker that does not renew it: short enough for a code."""
_DAY_SPENT_PAUSE = timedelta(minutes=30)
_m = messages.c
_NEXT = sa.select(sa.func.min(_m.due_at)).where(_m.due_at.is_not(None))
_DUE = (
    sa.select(messages)
    .where(_m.due_at.is_not(None), _m.due_at <= sa.bindparam("now", type_=_m.due_at.type))
    .order_by(
        sa.case((_m.state == MessageState.QUEUED, 0), else_=1), _m.expires_at
    )  # somebody waits for those
    .limit(sa.bindparam("most", type_=sa.Integer))
    .with_for_update(skip_locked=True)  # SQLite knows no such thing, and has one writer at a time
)


class Taking:
    """Takes messages for one worker; every method is one transaction's work."""

    def __init__(self, vault: Vault, providers: Sequence[str], caps: Caps) -> None:
        """`providers`: their names, in the order in which they are tried."""
        self._vault = vault
        self._providers = list(providers)
        self._caps = caps

    def next_due(self, connection: sa.Connection) -> datetime | None:
        """Return when the next message is due; None when none waits."""
        due: datetime | None = connection.scalar(_NEXT)
        return due

    def take(self, connection: sa.Connection, now: datetime, most: int) -> list[TakenMessage] | None:
        """Take up to `most` messages that are due; what has expired or cannot go now is put aside.

        None: nothing was due, or other workers are at it.
        """
        statuses = {each.name: each for each in provider_status.read(connection, self._providers)}
        if not any(status.takes(now) for status in statuses.values()):
            _put_all_off(connection, min(_again(status, now) for status in statuses.values()), now)
        rows = connection.execute(_DUE, {"now": now, "most": most}).all()
        if not rows:
            return None
        is_spent = any(row.kind != CODE for row in rows) and self._caps.is_day_spent(connection, now)
        taken: list[TakenMessage] = []
        for row in rows:
            phone, words = message_queue.unseal(self._vault, row.sealed)
            if row.state == MessageState.ACCEPTED:
                taken.append(_to_poll(connection, row, phone, now))
            elif row.expires_at <= now:
                self._end(connection, row, phone, MessageState.EXPIRED, row.failure, now)
            elif words is None or not self._caps.serves(phone):
                self._end(connection, row, phone, MessageState.FAILED, Failure.NUMBER, now)
            elif is_spent and row.kind != CODE:
                put_off(connection, row.id, now + _DAY_SPENT_PAUSE)
            else:
                taken += self._to_send(connection, row, Message(row.id.hex, phone, words), statuses, now)
        return taken

    def renewed(self, connection: sa.Connection, taken: TakenMessage, now: datetime) -> TakenMessage:
        """Keep a message that takes long to be sent; one that another worker has by now stays with it."""
        lease = now + LEASE
        ours = sa.update(messages).where(_m.id == taken.id, _m.due_at == taken.lease)
        is_ours = connection.execute(ours.values(due_at=lease)).rowcount == 1
        return replace(taken, lease=lease) if is_ours else taken

    def _to_send(
        self,
        connection: sa.Connection,
        row: Row,
        message: Message,
        statuses: dict[str, ProviderStatus],
        now: datetime,
    ) -> list[TakenMessage]:
        """Take it for a provider that takes messages now; put it off when there is none."""
        names = [row.provider] if row.provider in statuses else self._in_turn(row.attempts)
        name = next((name for name in names if _may_take(connection, statuses, name, now)), None)
        if name is None:
            again = min(_again(statuses[name], now) for name in names)
            put_off(connection, row.id, min(again, row.expires_at))
            return []
        lease, attempts = now + LEASE, row.attempts + 1
        values = {"provider": name, "attempts": attempts, "due_at": lease, "updated_at": now}
        connection.execute(sa.update(messages).where(_m.id == row.id).values(values))
        is_bound = row.provider == name
        asked_at = row.updated_at if is_bound else None
        return [TakenMessage(message, name, lease, attempts, row.expires_at, is_bound, asked_at)]

    def _in_turn(self, attempts: int) -> list[str]:
        """The providers, each attempt beginning with another: what one did not take the next may."""
        first = attempts % len(self._providers)
        return self._providers[first:] + self._providers[:first]

    def _end(
        self,
        connection: sa.Connection,
        row: Row,
        phone: str,
        state: MessageState,
        failure: str | None,
        now: datetime,
    ) -> None:
        values = ended(self._vault, phone, state, now, failure)
        connection.execute(sa.update(messages).where(_m.id == row.id).values(values))


def _may_take(
    connection: sa.Connection, statuses: dict[str, ProviderStatus], name: str, now: datetime
) -> bool:
    """May a message go to this provider? An open breaker lets a single one through, to probe."""
    status = statuses[name]
    if not status.takes(now) or not status.is_failing:
        return status.takes(now)
    is_probe = provider_status.claim_probe(connection, status, now)
    (statuses[name],) = provider_status.read(connection, [name])
    return is_probe


def _again(status: ProviderStatus, now: datetime) -> datetime:
    """When it is worth trying this provider again."""
    return max(status.retry_at or now + OFFICE_PAUSE, now + timedelta(seconds=1))


def _put_all_off(connection: sa.Connection, until: datetime, now: datetime) -> None:
    """Let everything wait that is to be sent and is of use for longer, however much it is."""
    waits = sa.update(messages).where(
        _m.due_at.is_not(None), _m.due_at <= now, _m.expires_at > now, _m.state == MessageState.QUEUED
    )
    until_then = sa.literal(until, _m.due_at.type)
    connection.execute(
        waits.values(due_at=sa.case((_m.expires_at < until_then, _m.expires_at), else_=until_then))
    )


def _to_poll(connection: sa.Connection, row: Row, phone: str, now: datetime) -> TakenMessage:
    """Take it to ask how far it is. It was last changed when it was accepted."""
    lease = now + LEASE
    put_off(connection, row.id, lease)
    return TakenMessage(
        Message(row.id.hex, phone, ""),
        row.provider,
        lease,
        row.attempts,
        row.expires_at,
        is_bound=True,
        accepted_at=row.updated_at,
        provider_id=row.provider_id or "",
    )
