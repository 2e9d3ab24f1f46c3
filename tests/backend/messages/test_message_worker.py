"""What becomes of a message: sent once, tried again, sent elsewhere, dropped; and what is left of it."""

import asyncio
import logging
from datetime import timedelta
from itertools import pairwise

import pytest

from kiosk.backend.messages import message_queue
from kiosk.backend.messages.caps import Caps
from kiosk.backend.messages.sms import Delivery, DeliveryState, Failure, Message, SendingFailed
from kiosk.backend.storage.schema import messages
from tests.backend.messages.sender import PHONE, Sender, failing, put, states, worker
from tests.backend.world import VAULT, World


async def test_a_message_is_sent_once_under_its_own_id_and_its_words_are_erased(world: World) -> None:
    sender = Sender()
    message_id = put(world)
    await worker(world, sender).send_due()
    assert sender.asked == [message_id.hex]
    assert sender.arrived[message_id.hex] == Message(message_id.hex, PHONE, "Ma 123456")
    (row,) = world.rows(messages)
    assert (row.state, row.provider, row.provider_id) == ("accepted", "one", "p1")
    assert message_queue.unseal(VAULT, row.sealed) == (PHONE, None)


async def test_a_message_is_not_sent_before_its_time(world: World) -> None:
    sender = Sender()
    put(world, "reminder", not_before=world.at + timedelta(hours=2), life=timedelta(days=1))
    await worker(world, sender).send_due()
    assert sender.asked == []
    world.pass_time(hours=2)
    await worker(world, sender).send_due()
    assert len(sender.arrived) == 1


@pytest.mark.parametrize(
    ("told", "state", "failure"),
    [
        (Delivery(DeliveryState.DELIVERED), "delivered", None),
        (Delivery(DeliveryState.FAILED, Failure.NUMBER), "failed", "number"),
        (None, "accepted", None),
    ],
)
async def test_the_provider_is_asked_how_far_a_message_is(
    world: World, told: Delivery | None, state: str, failure: str | None
) -> None:
    sender = Sender()
    message_id = put(world).hex
    sender.deliveries[message_id] = Delivery(DeliveryState.ACCEPTED)
    await worker(world, sender).send_due()
    world.pass_time(seconds=11)
    await worker(world, sender).send_due()
    assert states(world) == ["accepted"]
    if told is None:
        del sender.deliveries[message_id]
    else:
        sender.deliveries[message_id] = told
    world.pass_time(minutes=1)
    await worker(world, sender).send_due()
    (row,) = world.rows(messages)
    assert (row.state, row.failure, row.due_at) == (state, failure, None)


async def test_a_provider_that_is_away_is_tried_again_with_growing_pauses(world: World) -> None:
    sender = Sender(fail=failing(Failure.AWAY))
    put(world)
    sending = worker(world, sender)
    tries = []
    for second in range(200):
        before = len(sender.asked)
        await sending.send_due()
        if len(sender.asked) > before:
            tries.append(second)
        world.pass_time(seconds=1)
    pauses = [later - earlier for earlier, later in pairwise(tries)]
    assert pauses == sorted(pauses), pauses
    assert len(tries) < 15
    sender.fail = lambda message: None
    world.pass_time(seconds=60)
    await sending.send_due()
    assert len(sender.arrived) == 1


async def test_an_expired_code_is_dropped_and_never_sent_late(world: World) -> None:
    sender = Sender(fail=failing(Failure.AWAY))
    put(world)
    sending = worker(world, sender)
    await sending.send_due()
    world.pass_time(minutes=5)
    sender.fail = lambda message: None
    await sending.send_due()
    assert sender.arrived == {}
    (row,) = world.rows(messages)
    assert (row.state, row.failure, row.due_at) == ("expired", "away", None)
    assert message_queue.unseal(VAULT, row.sealed) == (PHONE, None)


async def test_a_message_whose_answer_was_lost_is_sent_again_under_the_same_id_by_the_same_provider(
    world: World,
) -> None:
    first, second = Sender("one", fail=failing(Failure.AWAY, may_have_been_sent=True)), Sender("two")
    message_id = put(world).hex
    sending = worker(world, first, second)
    await sending.send_due()
    first.fail = lambda message: None
    world.pass_time(seconds=5)
    await sending.send_due()
    assert first.asked == [message_id, message_id]
    assert (len(first.arrived), len(second.arrived)) == (1, 0)
    assert states(world) == ["accepted"]


@pytest.mark.parametrize("failure", [Failure.AWAY, Failure.BALANCE, Failure.CREDENTIALS, Failure.TEMPLATE])
async def test_what_one_provider_surely_has_not_sent_the_second_sends_at_once(
    world: World, failure: Failure
) -> None:
    first, second = Sender("one", fail=failing(failure)), Sender("two")
    put(world)
    await worker(world, first, second).send_due()
    assert (len(first.asked), len(second.arrived)) == (1, 1)
    (row,) = world.rows(messages)
    assert (row.state, row.provider, row.failure) == ("accepted", "two", None)


async def test_a_wrong_number_is_tried_nowhere_else_and_never_again(world: World) -> None:
    first, second = Sender("one", fail=failing(Failure.NUMBER)), Sender("two")
    put(world)
    await worker(world, first, second).send_due()
    world.pass_time(minutes=4)
    await worker(world, first, second).send_due()
    assert (len(first.asked), len(second.asked)) == (1, 0)
    (row,) = world.rows(messages)
    assert (row.state, row.failure) == ("failed", "number")


async def test_words_that_no_provider_takes_are_given_up(world: World) -> None:
    senders = [Sender(name, fail=failing(Failure.TEMPLATE)) for name in ("one", "two")]
    put(world)
    await worker(world, *senders).send_due()
    assert states(world) == ["failed"]
    assert [len(sender.asked) for sender in senders] == [1, 1]


async def test_a_notice_outlasts_an_empty_account_while_a_code_does_not(world: World) -> None:
    sender = Sender(fail=failing(Failure.BALANCE))
    put(world, "decision", life=timedelta(days=3))
    put(world)
    sending = worker(world, sender)
    await sending.send_due()
    await sending.send_due()
    assert len(sender.asked) == 2, "those that were taken together; then the breaker is open"
    world.pass_time(minutes=6)
    sender.fail = lambda message: None
    await sending.send_due()
    world.pass_time(minutes=6)
    await sending.send_due()
    assert {row.kind: row.state for row in world.rows(messages)} == {
        "decision": "accepted",
        "code": "expired",
    }


async def test_an_open_breaker_lets_one_message_through_to_probe(world: World) -> None:
    sender = Sender(fail=failing(Failure.AWAY))
    for _ in range(3):
        put(world)
    sending = worker(world, sender)
    await sending.send_due()
    asked = len(sender.asked)
    assert asked == 3
    await sending.send_due()
    assert len(sender.asked) == asked
    world.pass_time(seconds=5)
    await sending.send_due()
    assert len(sender.asked) == asked + 1
    sender.fail = lambda message: None
    for _ in range(12):
        world.pass_time(seconds=10)
        await sending.send_due()
    assert len(sender.arrived) == 3


async def test_a_second_process_shares_the_breaker_and_does_not_take_what_another_has(world: World) -> None:
    slow, arrived = asyncio.Event(), Sender()
    held = Sender()

    class Held(Sender):
        async def send(self, message: Message):  # type: ignore[no-untyped-def]  # waits, then as its parent
            slow_entered.set()
            await slow.wait()
            return await held.send(message)

    slow_entered = asyncio.Event()
    put(world)
    first = asyncio.create_task(worker(world, Held()).send_due())
    await slow_entered.wait()
    await worker(world, arrived).send_due()
    assert arrived.asked == []
    slow.set()
    await first
    assert len(held.arrived) == 1


async def test_a_code_goes_before_notices_that_were_queued_earlier(world: World) -> None:
    sender = Sender()
    for _ in range(17):
        put(world, "reminder", life=timedelta(days=3))
    code = put(world).hex
    await worker(world, sender).send_due()
    assert code in sender.asked[:16]


async def test_a_notice_waits_when_the_day_is_spent_and_a_code_that_was_queued_goes(world: World) -> None:
    sender = Sender()
    put(world, "decision", life=timedelta(days=3))
    world.pass_time(seconds=1)
    put(world)
    world.pass_time(seconds=1)
    await worker(world, sender, caps=Caps(per_day=2)).send_due()
    assert states(world) == ["queued", "accepted"]
    world.pass_time(days=1)
    await worker(world, sender, caps=Caps(per_day=2)).send_due()
    assert states(world) == ["accepted", "accepted"]


async def test_nothing_is_sent_abroad_whoever_queued_it(world: World) -> None:
    sender = Sender()
    put(world, "decision", "+882000000000")
    await worker(world, sender).send_due()
    assert sender.asked == []
    assert states(world) == ["failed"]


async def test_a_provider_that_does_not_answer_or_raises_something_else_is_away(world: World) -> None:
    class Broken(Sender):
        async def send(self, message: Message):  # type: ignore[no-untyped-def]  # never returns
            if self.name == "hangs":
                await asyncio.Event().wait()
            raise KeyError(message.phone)

    for name in ("hangs", "broken"):
        put(world)
        await worker(world, Broken(name), patience=0.01).send_due()
        world.pass_time(minutes=5)
    rows = world.rows(messages)
    assert {row.failure for row in rows} == {"away"}


async def test_no_log_names_a_phone_or_words(world: World, caplog: pytest.LogCaptureFixture) -> None:
    class Broken(Sender):
        async def send(self, message: Message):  # type: ignore[no-untyped-def]  # never returns
            raise ValueError(f"{message.phone} {message.words}")

    caplog.set_level(logging.DEBUG)
    for sender in (Broken(), Sender("two", fail=failing(Failure.CREDENTIALS)), Sender("three")):
        put(world)
        await worker(world, sender).send_due()
    said = "\n".join(f"{record.getMessage()} {record.__dict__}" for record in caplog.records)
    assert "message_not_sent" in said
    assert PHONE not in said
    assert "0900000000" not in said
    assert "123456" not in said


async def test_the_running_worker_sends_at_once_when_woken(world: World) -> None:
    sender = Sender()
    arrived = asyncio.Event()
    sender.fail = lambda message: arrived.set()  # type: ignore[func-returns-value]  # None: it is accepted
    sending = worker(world, sender)
    running = asyncio.create_task(sending.run())
    await asyncio.sleep(0)
    put(world)
    sending.wake()
    await arrived.wait()
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


def test_a_failure_says_its_class_and_the_providers_code() -> None:
    assert str(SendingFailed(Failure.BALANCE, detail="103")) == "balance 103"
