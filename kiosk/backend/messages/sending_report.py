"""How the messages are doing, for desk, doctor and metrics: out of the database, for all processes."""

from datetime import datetime, timedelta

import sqlalchemy as sa

from kiosk.backend.clock import Clock, utc_now
from kiosk.backend.messages import provider_status
from kiosk.backend.messages.message_queue import State
from kiosk.backend.messages.provider_status import ProviderStatus
from kiosk.backend.messages.sms_setup import SmsSetup
from kiosk.backend.storage import ids
from kiosk.backend.storage.schema import messages
from kiosk.backend.storage.store import Store
from kiosk.contract.messages import MessageTroublesAnswer
from kiosk.ports.messages import MessageTrouble

_DAY, _RECENT = timedelta(days=1), timedelta(hours=2)
_SOME = 5
"""So many undelivered messages, and more than arrived, are the providers' fault and not their numbers'."""
_m = messages.c
Figure = tuple[str, str, float]
"""Name, help, value."""


class SendingReport:
    """Reports on the providers of one setup."""

    def __init__(self, store: Store, setup: SmsSetup, now: Clock = utc_now) -> None:
        self._store = store
        self._setup = setup
        self._now = now

    async def troubles(self) -> MessageTroublesAnswer:
        """Return what stands in the way of messages now."""
        now = self._now()
        found = await self._store.read(lambda connection: self.troubles_now(connection, now))
        return MessageTroublesAnswer(troubles=tuple(found))

    def troubles_now(self, connection: sa.Connection, now: datetime) -> list[MessageTrouble]:
        """Do `troubles` in a transaction that is under way."""
        if self._setup.is_simulated or not self._setup.providers:
            return []
        stops = not self._setup.can_send(connection, now)
        found = [
            trouble
            for status in provider_status.read(connection, self._setup.names)
            if (trouble := self._of_provider(status, stops=stops)) is not None
        ]
        if _does_not_arrive(connection, now):
            found.append(MessageTrouble("undelivered", stops=stops))
        if self._setup.caps.is_day_spent(connection, now):
            found.append(MessageTrouble("day_spent"))
        return found

    async def figures(self) -> list[Figure]:
        """Return what metrics show; [] where no messages are sent."""
        if self._setup.is_simulated or not self._setup.providers:
            return []
        now = self._now()
        return await self._store.read(lambda connection: self._figures(connection, now))

    def _of_provider(self, status: ProviderStatus, *, stops: bool) -> MessageTrouble | None:
        if status.is_failing and status.failure is not None:
            return MessageTrouble(status.failure.value, status.name, status.balance, stops)
        if status.balance is not None and status.balance <= 0:
            return MessageTrouble("balance", status.name, status.balance, stops)
        if status.balance is not None and status.balance < self._setup.low_balance:
            return MessageTrouble("low_balance", status.name, status.balance, stops)
        return None

    def _figures(self, connection: sa.Connection, now: datetime) -> list[Figure]:
        statuses = provider_status.read(connection, self._setup.names)
        waiting = sa.select(sa.func.count(), sa.func.min(_m.queued_at)).where(
            _m.due_at.is_not(None), _m.due_at <= now, _m.state == State.QUEUED
        )
        count, oldest = connection.execute(waiting).one()
        states = _states(connection, now, _DAY)
        balances = [status.balance for status in statuses if status.balance is not None]
        figures: list[Figure] = [
            ("kiosk_messages_waiting", "Messages that are due and not sent.", count),
            (
                "kiosk_messages_oldest_seconds",
                "How long ago the oldest of them was queued.",
                (now - oldest).total_seconds() if oldest else 0.0,
            ),
            (
                "kiosk_sms_providers_failing",
                "Providers of messages that fail.",
                sum(status.is_failing for status in statuses),
            ),
        ]
        if balances:
            figures.append(
                ("kiosk_sms_balance", "The lowest balance with a provider, in dong.", min(balances))
            )
        for state in (State.ACCEPTED, State.DELIVERED, State.FAILED, State.EXPIRED):
            words = f"Messages of the last 24 hours that are {state} now."
            figures.append((f"kiosk_messages_{state}_day", words, states.get(state, 0)))
        return figures


def _does_not_arrive(connection: sa.Connection, now: datetime) -> bool:
    states = _states(connection, now, _RECENT)
    failed = states.get(State.FAILED, 0)
    return failed >= _SOME and failed > states.get(State.DELIVERED, 0) + states.get(State.ACCEPTED, 0)


def _states(connection: sa.Connection, now: datetime, span: timedelta) -> dict[str, int]:
    """How many messages that were queued within `span` are in each state."""
    counted = (
        sa.select(_m.state, sa.func.count().label("messages"))
        .where(_m.id >= ids.first_id(now - span))
        .group_by(_m.state)
    )
    return {row.state: row.messages for row in connection.execute(counted)}
