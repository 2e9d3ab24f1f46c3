"""No message is lost and none goes out twice, with workers killed in mid-send and providers that fail."""

import asyncio
import random
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from kiosk.backend.messages.message_worker import MessageWorker
from kiosk.backend.messages.sms import Accepted, Failure, Message, SendingFailed
from kiosk.backend.messages.sms_setup import SmsSetup
from kiosk.backend.storage.schema import messages
from kiosk.backend.storage.store import Store
from tests.backend.messages.sender import Sender, put, put_many, states
from tests.backend.messages.sending_process import setup
from tests.backend.world import VAULT, World
from tests.fakes.esms import EsmsFake
from tests.fakes.sms_gateway import Request

ROOT = Path(__file__).parents[3]


@dataclass
class HeldEsms(EsmsFake):
    """Takes each message, and keeps the first one's sender waiting for the answer."""

    has_taken: threading.Event = field(default_factory=threading.Event)
    may_answer: threading.Event = field(default_factory=threading.Event)

    def serve(self, request: Request) -> tuple[int, str] | None:
        """Answer when it may."""
        answer = super().serve(request)
        self.has_taken.set()
        self.may_answer.wait(60)
        return answer


@pytest.fixture
def esms() -> Iterator[HeldEsms]:
    with HeldEsms() as esms:
        yield esms
        esms.may_answer.set()


async def test_a_worker_killed_in_mid_send_loses_nothing_and_nothing_arrives_twice(
    world: World, esms: HeldEsms
) -> None:
    message_id = put(world)
    command = [sys.executable, "-m", "tests.backend.messages.sending_process", world.place, esms.base_url]
    sending = subprocess.Popen(command, cwd=ROOT)  # noqa: ASYNC220 - it is to be killed, not awaited
    try:
        assert await asyncio.to_thread(esms.has_taken.wait, 120)
    finally:
        sending.kill()
        sending.wait()
    esms.may_answer.set()
    assert states(world) == ["queued"], "the killed worker has written nothing"
    another = MessageWorker(world.store, VAULT, setup(esms.base_url), lambda: world.at)
    assert await another.send_due() == 0, "its lease still holds"
    world.pass_time(minutes=1)
    await another.send_due()
    assert states(world) == ["accepted"]
    assert [sent.id for sent in esms.sent] == [message_id.hex]
    assert [request.body["RequestId"] for request in esms.requests] == [message_id.hex, message_id.hex]


@dataclass
class Unreliable(Sender):
    """Fails at random, before or after it has taken the message; some senders die in the middle."""

    chance: random.Random = field(default_factory=lambda: random.Random(9))
    deliveries_made: Counter[str] = field(default_factory=Counter)
    """How often each message went out to its phone."""
    kill: Callable[[], None] = lambda: None

    async def send(self, message: Message) -> Accepted:
        """Take it once, and answer, fail or kill as chance has it."""
        drawn = self.chance.random()
        await asyncio.sleep(0)
        if drawn < 0.15:
            raise SendingFailed(Failure.AWAY)
        if message.id not in self.deliveries_made:
            self.deliveries_made[message.id] += 1
        if drawn < 0.30:
            raise SendingFailed(Failure.AWAY, may_have_been_sent=True)
        if drawn > 0.995:
            self.kill()
            await asyncio.Event().wait()
        return Accepted(message.id)


async def test_a_thousand_messages_while_the_provider_fails_and_workers_die(world: World) -> None:
    """Two workers with a store each, as two processes have, which are cut off wherever they are."""
    ids = put_many(world, 1000)
    senders = [Unreliable(name) for name in ("one", "two")]
    senders[1].chance = random.Random(10)
    stores = [Store.open(world.place) for _ in range(2)]
    dead = asyncio.Event()
    for sender in senders:
        sender.kill = dead.set
    workers = [MessageWorker(store, VAULT, SmsSetup(senders), lambda: world.at) for store in stores]
    deaths = 0
    while "queued" in states(world):
        dead.clear()
        running = [asyncio.create_task(each.send_due()) for each in workers]
        death = asyncio.create_task(dead.wait())
        done, _ = await asyncio.wait({death, asyncio.gather(*running)}, return_when=asyncio.FIRST_COMPLETED)
        if death in done:
            deaths += 1
        for task in (*running, death):
            task.cancel()
        await asyncio.gather(*running, death, return_exceptions=True)
        world.pass_time(seconds=61)
    for store in stores:
        store.close()
    sent = senders[0].deliveries_made + senders[1].deliveries_made
    assert set(sent) == ids, "none lost"
    assert set(sent.values()) == {1}, "none twice"
    assert deaths > 0
    assert {row.state for row in world.rows(messages)} == {"accepted"}
