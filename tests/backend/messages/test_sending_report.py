"""What stands in the way of messages is told at the desk and measured, from any process."""

from datetime import timedelta
from typing import Any

import pytest

from kiosk.backend.messages.balance_check import BalanceCheck
from kiosk.backend.messages.caps import Caps
from kiosk.backend.messages.sending_report import SendingReport
from kiosk.backend.messages.sms import Delivery, DeliveryState, Failure, SendingFailed
from kiosk.backend.messages.sms_setup import SmsSetup
from kiosk.ports.messages import MessageTrouble
from tests.backend.messages.sender import Sender, failing, put, worker
from tests.backend.office import Office
from tests.backend.world import World


async def troubles(world: World, *senders: Sender, **setup: Any) -> list[MessageTrouble]:
    """What the desk is told."""
    report = SendingReport(world.store, SmsSetup(senders, **setup), lambda: world.at)
    return list((await report.troubles()).troubles)


@pytest.mark.parametrize("failure", [Failure.BALANCE, Failure.CREDENTIALS])
async def test_a_provider_that_refuses_us_is_named_until_it_sends_again(
    world: World, failure: Failure
) -> None:
    sender, second = Sender(fail=failing(failure)), Sender("two")
    put(world, "decision", life=timedelta(days=1))
    await worker(world, sender).send_due()
    assert await troubles(world, sender) == [MessageTrouble(failure.value, "one")]
    assert await troubles(world, sender, second) == [MessageTrouble(failure.value, "one", stops=False)]
    sender.fail = lambda message: None
    world.pass_time(minutes=6)
    await worker(world, sender).send_due()
    assert await troubles(world, sender) == []


async def test_a_low_balance_is_told_before_it_stops_anything(world: World) -> None:
    sender = Sender(account=40_000)
    check = BalanceCheck(world.store, SmsSetup([sender]), lambda: world.at)
    await check.check()
    low = MessageTrouble("low_balance", "one", 40_000, stops=False)
    assert await troubles(world, sender, low_balance=100_000) == [low]
    sender.account = 0
    await check.check()
    assert await troubles(world, sender, low_balance=100_000) == [low], "it is not asked all the time"
    world.pass_time(minutes=10)
    await check.check()
    assert await troubles(world, sender, low_balance=100_000) == [MessageTrouble("balance", "one", 0)]
    sender.account = 500_000
    world.pass_time(minutes=1)
    await check.check()
    assert await troubles(world, sender, low_balance=100_000) == []


async def test_a_key_that_is_not_taken_shows_before_the_first_message(world: World) -> None:
    class Locked(Sender):
        async def balance(self) -> int | None:
            raise SendingFailed(Failure.CREDENTIALS)

    await BalanceCheck(world.store, SmsSetup([Locked()]), lambda: world.at).check()
    assert await troubles(world, Locked()) == [MessageTrouble("credentials", "one")]


async def test_messages_that_do_not_arrive_are_told_when_they_are_many(world: World) -> None:
    sender = Sender()
    for _ in range(5):
        sender.deliveries[put(world).hex] = Delivery(DeliveryState.FAILED, Failure.NUMBER)
    await worker(world, sender).send_due()
    assert await troubles(world, sender) == []
    world.pass_time(seconds=30)
    await worker(world, sender).send_due()
    assert await troubles(world, sender) == [MessageTrouble("undelivered", stops=False)]


async def test_a_day_that_is_spent_is_told(world: World) -> None:
    put(world)
    world.pass_time(seconds=1)
    assert await troubles(world, Sender(), caps=Caps(per_day=1)) == [MessageTrouble("day_spent")]


async def test_the_figures_count_what_waits_and_what_became_of_the_rest(world: World) -> None:
    sender = Sender(account=40_000)
    put(world)
    await worker(world, sender).send_due()
    world.pass_time(seconds=5)
    put(world)
    world.pass_time(seconds=7)
    report = SendingReport(world.store, SmsSetup([sender]), lambda: world.at)
    await BalanceCheck(world.store, SmsSetup([sender]), lambda: world.at).check()
    figures = {name: value for name, _, value in await report.figures()}
    assert figures["kiosk_messages_waiting"] == 1
    assert figures["kiosk_messages_oldest_seconds"] == 7
    assert figures["kiosk_messages_accepted_day"] == 1
    assert figures["kiosk_sms_balance"] == 40_000
    assert figures["kiosk_sms_providers_failing"] == 0


async def test_an_officer_is_told_over_the_api(office: Office) -> None:
    world = office.world
    world.network.is_away = True
    for _ in range(3):
        put(world)
    await world.backend.messages.worker.send_due()
    desk = await office.seat()
    answer = await desk.get("/v1/desk/message-troubles")
    assert answer.json() == {
        "troubles": [{"kind": "away", "provider": "network", "balance": None, "stops": True}]
    }
