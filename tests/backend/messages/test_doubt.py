"""A provider that cannot tell a second attempt from a second message is not given one in doubt again."""

from datetime import timedelta

import pytest

from kiosk.backend.messages.caps import Caps
from kiosk.backend.messages.providers.speedsms import SpeedSms, SpeedSmsAccount
from kiosk.backend.messages.sms import Failure
from kiosk.backend.messages.taking import Taking
from kiosk.backend.storage.schema import messages
from tests.backend.messages.samples import PATIENT
from tests.backend.messages.sender import Sender, failing, put, states, worker
from tests.backend.world import VAULT, World
from tests.fakes.speedsms import SENDER, TOKEN, SpeedSmsFake


@pytest.mark.parametrize(("knows", "asked", "state"), [(False, 1, "failed"), (True, 2, "accepted")])
async def test_a_lost_answer_is_asked_for_again_only_where_that_is_harmless(
    world: World, knows: bool, asked: int, state: str
) -> None:
    sender = Sender(knows_duplicates=knows, fail=failing(Failure.AWAY, may_have_been_sent=True))
    put(world)
    await worker(world, sender).send_due()
    sender.fail = lambda message: None
    for _ in range(5):
        world.pass_time(seconds=30)
        await worker(world, sender).send_due()
    assert len(sender.asked) == asked
    assert states(world) == [state]


async def test_a_worker_that_was_killed_in_the_midst_leaves_doubt_and_no_second_message(world: World) -> None:
    sender = Sender(knows_duplicates=False)
    put(world)
    taking = Taking(VAULT, [sender.name], Caps())
    world.store.write_now(lambda connection: taking.take(connection, world.at, 1))  # and then it is killed
    world.pass_time(minutes=2)
    await worker(world, sender).send_due()
    (row,) = world.rows(messages)
    assert (sender.asked, row.state, row.failure) == ([], "failed", "away")


async def test_a_provider_that_forgets_at_midnight_is_not_asked_again_on_the_next_day(world: World) -> None:
    sender = Sender(fail=failing(Failure.AWAY, may_have_been_sent=True))
    put(world, life=timedelta(days=2))
    await worker(world, sender).send_due()
    world.pass_time(hours=24)
    await worker(world, sender).send_due()
    assert len(sender.asked) == 1
    assert states(world) == ["failed"]


async def test_what_was_surely_not_sent_is_tried_again(world: World) -> None:
    sender = Sender(knows_duplicates=False, fail=failing(Failure.AWAY))
    put(world)
    await worker(world, sender).send_due()
    sender.fail = lambda message: None
    world.pass_time(seconds=30)
    await worker(world, sender).send_due()
    assert states(world) == ["accepted"]


async def test_a_real_provider_of_that_kind_sends_once_when_its_answer_is_lost(world: World) -> None:
    with SpeedSmsFake() as speedsms:
        speedsms.faults.append("lost answer")
        sms = SpeedSms(SpeedSmsAccount(TOKEN, sender=SENDER, url=speedsms.url), PATIENT)
        put(world, life=timedelta(hours=1))
        for _ in range(3):
            await worker(world, sms).send_due()
            world.pass_time(minutes=2)
        assert len(speedsms.sent) == 1
    assert states(world) == ["failed"]
