"""A provider in a test's hand, which knows a message by its id; and the queue with a worker over it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from kiosk.backend.messages import message_queue
from kiosk.backend.messages.caps import Caps
from kiosk.backend.messages.message_queue import MessageRequest
from kiosk.backend.messages.message_worker import MessageWorker
from kiosk.backend.messages.sms import Accepted, Delivery, Failure, Message, SendingFailed
from kiosk.backend.messages.sms_setup import SmsSetup
from kiosk.backend.storage.schema import messages
from tests.backend.world import VAULT, World

PHONE = "+84900000000"


@dataclass
class Sender:
    """Keeps what arrived, once for each id, and fails as told."""

    name: str = "one"
    is_simulated: bool = False
    knows_duplicates: bool = True
    fail: Callable[[Message], SendingFailed | None] = lambda message: None
    """Raised in place of an acceptance. If it `may_have_been_sent`, it has been."""
    arrived: dict[str, Message] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    """The id of every message that it was asked to send, in order."""
    deliveries: dict[str, Delivery] = field(default_factory=dict)
    account: int | None = None

    async def send(self, message: Message) -> Accepted:
        """Take it, or fail."""
        self.asked.append(message.id)
        error = self.fail(message)
        if error is None or error.may_have_been_sent:
            self.arrived.setdefault(message.id, message)
        if error is not None:
            raise error
        return Accepted(f"p{len(self.arrived)}")

    async def delivery(self, message_id: str, provider_id: str) -> Delivery | None:
        """Answer as told."""
        return self.deliveries.get(message_id)

    async def balance(self) -> int | None:
        """Return what is in the account."""
        return self.account


def failing(failure: Failure, *, may_have_been_sent: bool = False) -> Callable[[Message], SendingFailed]:
    """Fail each message so."""
    return lambda message: SendingFailed(failure, may_have_been_sent=may_have_been_sent)


def worker(world: World, *senders: Sender, caps: Caps | None = None, patience: float = 30) -> MessageWorker:
    """A worker of one process, over the world's database and clock."""
    setup = SmsSetup(senders, caps=caps or Caps())
    return MessageWorker(world.store, VAULT, setup, lambda: world.at, patience)


def put(world: World, kind: str = "code", phone: str = PHONE, **changes: Any) -> UUID:
    """Queue a message that is good for five minutes, unless `changes` say otherwise."""
    life = changes.pop("life", timedelta(minutes=5))
    request = MessageRequest(kind, phone, "Ma 123456", world.at + life, **changes)
    message_id = world.store.write_now(
        lambda connection: message_queue.put(connection, VAULT, request, world.at)
    )
    assert message_id is not None
    return message_id


def put_many(world: World, count: int) -> set[str]:
    """Queue so many notices in one transaction, and return their ids."""
    request = MessageRequest("decision", PHONE, "Da duyet", world.at + timedelta(days=3))

    def work(connection: sa.Connection) -> set[str]:
        made = (message_queue.put(connection, VAULT, request, world.at) for _ in range(count))
        return {each.hex for each in made if each is not None}

    return world.store.write_now(work)


def states(world: World) -> Sequence[str]:
    """The state of each message, in the order in which they were queued."""
    return [row.state for row in sorted(world.rows(messages), key=lambda row: row.id)]
