"""Whether a code can be sent is known before a number is typed, and is the same for everybody."""

from collections.abc import Callable

from kiosk.backend.messages import provider_status
from kiosk.backend.messages.sms import Failure
from kiosk.contract.phone_codes import AVAILABILITY
from tests.backend.world import World


async def available(world: World) -> bool:
    """Ask as a kiosk does."""
    answer = await world.http.get(AVAILABILITY)
    assert answer.status_code == 200, answer.text
    return bool(answer.json()["sms_available"])


async def test_the_kiosk_learns_that_codes_can_be_sent_and_from_whom(world: World) -> None:
    answer = await world.http.get(AVAILABILITY)
    assert answer.json() == {"sms_available": True, "sms_sender": "UBNDPHUONG"}


async def test_without_an_sms_service_no_code_can_be_sent(build: Callable[..., World]) -> None:
    assert not await available(build(has_sms=False))


async def test_a_provider_that_is_away_for_long_makes_codes_unavailable_until_it_may_be_probed(
    world: World,
) -> None:
    for _ in range(3):
        assert await available(world)
        world.store.write_now(
            lambda connection: provider_status.failed(connection, "network", Failure.AWAY, world.at)
        )
    assert not await available(world)
    world.pass_time(seconds=5)
    assert await available(world)


async def test_an_empty_account_makes_codes_unavailable(world: World) -> None:
    world.store.write_now(lambda connection: provider_status.note_balance(connection, "network", 0, world.at))
    assert not await available(world)
    world.store.write_now(
        lambda connection: provider_status.note_balance(connection, "network", 50_000, world.at)
    )
    assert await available(world)
