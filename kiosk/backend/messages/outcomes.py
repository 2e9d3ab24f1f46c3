"""What became of a message: written when a provider took it or did not, and when it says how far it is."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from kiosk.backend.messages import message_queue, provider_status
from kiosk.backend.messages.message_queue import MessageState
from kiosk.backend.messages.sms import Acceptance, Delivery, DeliveryState, Failure, Message, SendingFailed
from kiosk.backend.storage.schema import messages
from kiosk.backend.storage.vault import Vault

OFFICE_PAUSE = timedelta(minutes=5)
"""Before a message is tried again that failed for what the office has to remedy: account, key."""
_LONGEST_PAUSE = timedelta(minutes=1)
_FIRST_POLL, _LONGEST_POLL, _LAST_POLL = timedelta(seconds=10), timedelta(hours=1), timedelta(days=2)
_LONGEST_PROVIDER_ID = 100
_m = messages.c


@dataclass(frozen=True)
class TakenMessage:
    """A message that one worker has until `lease`."""

    message: Message
    provider: str
    lease: datetime
    attempts: int
    """With this one."""
    expires_at: datetime
    is_bound: bool
    """May `provider` have it from an earlier attempt? Then no other is asked."""
    asked_at: datetime | None = None
    """When that attempt was made."""
    accepted_at: datetime | None = None
    """When the provider accepted it: it is only asked how far it is. None: it is to be sent."""
    provider_id: str = ""

    @property
    def id(self) -> UUID:
        """The row's."""
        return UUID(self.message.id)


class Outcomes:
    """Writes outcomes; every method is one transaction's work."""

    def __init__(self, vault: Vault, providers: int) -> None:
        """`providers`: how many there are, which is how many attempts make a round."""
        self._vault = vault
        self._providers = providers

    def accepted(
        self, connection: sa.Connection, taken: TakenMessage, accepted: Acceptance, now: datetime
    ) -> None:
        """The provider has it: the words are erased, also if another worker has given it up meanwhile."""
        provider_status.succeeded(connection, taken.provider)
        ours = sa.update(messages).where(
            _m.id == taken.id, _m.state.in_((MessageState.QUEUED, MessageState.EXPIRED))
        )
        values = {
            "state": MessageState.ACCEPTED,
            "failure": None,
            "provider": taken.provider,
            "provider_id": accepted.provider_id[:_LONGEST_PROVIDER_ID],
            "sealed": message_queue.seal(self._vault, taken.message.phone, None),
            "due_at": now + _FIRST_POLL,
            "updated_at": now,
        }
        connection.execute(ours.values(values))

    def failed(
        self, connection: sa.Connection, taken: TakenMessage, error: SendingFailed, now: datetime
    ) -> None:
        """Try again later or elsewhere, or give it up, by the kind of failure."""
        provider_status.failed(connection, taken.provider, error.failure, now)
        is_round_over = taken.attempts % self._providers == 0
        if error.failure is Failure.NUMBER or (error.failure is Failure.TEMPLATE and is_round_over):
            self._finish(connection, taken, MessageState.FAILED, now, error.failure)
            return
        is_bound = taken.is_bound or error.may_have_been_sent
        is_tried_elsewhere = not is_round_over and not is_bound
        pause = timedelta() if is_tried_elsewhere else self._pause(error.failure, taken.attempts)
        values = {
            "failure": error.failure,
            "provider": taken.provider if is_bound else None,
            "due_at": min(now + pause, taken.expires_at),
            "updated_at": now,
        }
        still_ours = (_m.id == taken.id, _m.state == MessageState.QUEUED, _m.due_at == taken.lease)
        connection.execute(sa.update(messages).where(*still_ours).values(values))

    def in_doubt(self, connection: sa.Connection, taken: TakenMessage, now: datetime) -> None:
        """Give up what the provider may have: it could not tell a second attempt from a second message."""
        self._finish(connection, taken, MessageState.FAILED, now, Failure.AWAY)

    def told(
        self, connection: sa.Connection, taken: TakenMessage, delivery: Delivery | None, now: datetime
    ) -> None:
        """Write how far it is, as the provider says; None: it cannot say, ever."""
        age = now - (taken.accepted_at or now)
        if delivery is None or (delivery.state is DeliveryState.ACCEPTED and age > _LAST_POLL):
            put_off(connection, taken.id, None)
        elif delivery.state is DeliveryState.DELIVERED:
            self._finish(connection, taken, MessageState.DELIVERED, now)
        elif delivery.state is DeliveryState.FAILED:
            self._finish(connection, taken, MessageState.FAILED, now, delivery.failure or Failure.NUMBER)
        else:
            put_off(connection, taken.id, now + min(max(_FIRST_POLL, age / 2), _LONGEST_POLL))

    def _finish(
        self,
        connection: sa.Connection,
        taken: TakenMessage,
        state: MessageState,
        now: datetime,
        failure: Failure | None = None,
    ) -> None:
        """End it, unless it has another's lease by now."""
        still_ours = sa.update(messages).where(_m.id == taken.id, _m.due_at == taken.lease)
        connection.execute(still_ours.values(ended(self._vault, taken.message.phone, state, now, failure)))

    def _pause(self, failure: Failure, attempts: int) -> timedelta:
        """How long a message waits after a round through the providers."""
        if failure is not Failure.AWAY:
            return OFFICE_PAUSE
        rounds = attempts // self._providers
        return min(timedelta(seconds=2 ** min(rounds, 10) / 2), _LONGEST_PAUSE)


def ended(
    vault: Vault, phone: str, state: MessageState, now: datetime, failure: Failure | str | None = None
) -> dict[str, Any]:
    """The columns of a message with which nothing more is to be done; its words are erased."""
    sealed = message_queue.seal(vault, phone, None)
    return {"state": state, "failure": failure, "sealed": sealed, "due_at": None, "updated_at": now}


def put_off(connection: sa.Connection, message_id: UUID, until: datetime | None) -> None:
    """Let no worker take it before `until`; None: never again."""
    connection.execute(sa.update(messages).where(_m.id == message_id).values(due_at=until))
