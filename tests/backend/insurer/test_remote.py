"""What a gateway may do instead of answering, and what its asker makes of it."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest

from kiosk.backend.insurer.circuit_breaker import CircuitBreaker
from kiosk.backend.insurer.port import InsurerAway
from kiosk.backend.insurer.remote import RemoteInsurer
from kiosk.config.settings import InsurerSettings, Settings, StateSettings
from kiosk.wiring import service
from tests.backend.insurer.gateway import KEY, Gateway, person
from tests.backend.insurer.people import MAU, STRANGER, Known

QUICK = 0.2
"""Seconds, where a test waits for the time-out."""


@asynccontextmanager
async def asking(gateway: Gateway, seconds: float = 5.0, **breaker: Any) -> AsyncIterator[RemoteInsurer]:
    """Ask `gateway` for as long as the block lasts."""
    insurer = RemoteInsurer.at(gateway.url, KEY, seconds, CircuitBreaker(**breaker))
    yield insurer
    await insurer.close()


@pytest.fixture
async def gateway() -> AsyncIterator[Gateway]:
    async with Gateway(Known(MAU)) as gateway:
        yield gateway


@pytest.mark.parametrize(
    "fault", ["drop", "cut", "500", "502", "503", "429", '{"result": "100", "person": null}']
)
async def test_a_failure_that_passes_is_asked_again_and_nobody_notices(gateway, fault):
    gateway.faults.extend([fault, fault])
    async with asking(gateway) as insurer:
        assert await insurer.find(MAU.citizen_id) == MAU
    assert gateway.asked == [MAU.citizen_id] * 3


@pytest.mark.parametrize("fault", ["drop", "cut", "500", "429", '{"result": "500", "person": null}'])
async def test_a_failure_that_stays_is_asked_three_times_and_then_the_insurer_is_away(gateway, fault):
    gateway.always = fault
    async with asking(gateway) as insurer:
        with pytest.raises(InsurerAway):
            await insurer.find(MAU.citizen_id)
    assert len(gateway.asked) == 3


def nonsense() -> dict[str, str]:
    """Answers that are none, by what is wrong with them."""
    good = {"result": "000", "person": person(MAU)}
    card = good["person"]["card"]
    wrong: dict[str, Any] = {
        "no JSON": "<html>Xin chào</html>",
        "another shape": [],
        "no result": {"person": good["person"]},
        "result in words": {**good, "result": "ok"},
        "a card that is good, of nobody": {"result": "000", "person": None},
        "unknown, and yet somebody": {"result": "050", "person": good["person"]},
        "a name that nobody gave": {**good, "result": "060"},
        "somebody else": {**good, "person": {**good["person"], "citizen_id": STRANGER}},
        "a birth that no calendar has": {**good, "person": {**good["person"], "birth": "1990-02-30"}},
        "no name": {**good, "person": {**good["person"], "full_name": " \u200b"}},
        "a phone in words": {**good, "person": {**good["person"], "phone": "none"}},
        "a card that commands": {
            **good,
            "person": {**good["person"], "card": {**card, "payload": "\x1b[2J"}},
        },
        "a card without a day": {**good, "person": {**good["person"], "card": {**card, "valid_from": None}}},
    }
    wrong |= {"not there": "404", "not for us": "401", "elsewhere": "302", "no end": "endless"}
    return {name: said if isinstance(said, str) else json.dumps(said) for name, said in wrong.items()}


NONSENSE = nonsense()


@pytest.mark.parametrize("fault", NONSENSE.values(), ids=NONSENSE)
async def test_nonsense_is_not_asked_again_and_is_nobodys_data(gateway, fault):
    gateway.always = fault
    async with asking(gateway) as insurer:
        with pytest.raises(InsurerAway) as away:
            await insurer.find(MAU.citizen_id)
    assert gateway.asked == [MAU.citizen_id]
    assert not {MAU.full_name, MAU.citizen_id, MAU.phone} & {
        *str(away.value).split(),
        *str(away.value.__cause__).split(),
    }


async def test_a_wrong_key_of_ours_is_the_insurer_away(gateway):
    insurer = RemoteInsurer.at(gateway.url, "not the key", 5.0)
    with pytest.raises(InsurerAway):
        await insurer.find(MAU.citizen_id)
    await insurer.close()


async def test_nobody_there_at_all_is_the_insurer_away():
    async with Gateway(Known()) as gone:
        pass
    async with asking(gone) as insurer:
        with pytest.raises(InsurerAway):
            await insurer.find(MAU.citizen_id)


async def test_silence_ends_with_the_time_that_the_settings_give(gateway):
    gateway.always = "silent"
    async with asking(gateway, QUICK) as insurer:
        with pytest.raises(InsurerAway):
            await insurer.find(MAU.citizen_id)
    assert gateway.asked == [MAU.citizen_id]


async def test_after_failures_in_a_row_the_gateway_is_left_in_peace_until_a_probe_finds_it_well(gateway):
    clock = [0.0]
    gateway.always = "404"
    async with asking(gateway, failures=3, pause=10, now=lambda: clock[0]) as insurer:
        for _ in range(6):
            with pytest.raises(InsurerAway) as away:
                await insurer.find(MAU.citizen_id)
        assert len(gateway.asked) == 3
        assert away.value.retry_after == 10
        gateway.always = ""
        clock[0] = 10
        assert await insurer.find(MAU.citizen_id) == MAU
        assert await insurer.find(STRANGER) is None


async def test_a_flapping_gateway_gets_fewer_and_fewer_probes(gateway):
    clock = [0.0]
    gateway.always = "404"
    async with asking(gateway, failures=1, pause=1, longest=8, now=lambda: clock[0]) as insurer:
        for _ in range(32):
            with pytest.raises(InsurerAway):
                await insurer.find(MAU.citizen_id)
            clock[0] += 1
    assert len(gateway.asked) == 7  # at 0, 1, 3, 7, 15, 23 and 31 seconds


async def test_of_many_the_ones_that_could_not_be_asked_are_left_out(gateway):
    gateway.faults.extend(["404"])
    async with asking(gateway) as insurer:
        found = await insurer.find_many([MAU.citizen_id, STRANGER])
    assert found in ({MAU.citizen_id: MAU}, {STRANGER: None})


async def test_many_are_asked_a_few_at_a_time():
    people = [replace(MAU, citizen_id=f"0060900{serial:05}") for serial in range(60)]
    async with Gateway(Known(*people)) as gateway, asking(gateway) as insurer:
        found = await insurer.find_many([insured.citizen_id for insured in people])
        assert found == {insured.citizen_id: insured for insured in people}
        assert gateway.most_at_once <= 16


async def test_walking_away_from_a_question_does_not_count_as_a_failure(gateway):
    gateway.always = "silent"
    async with asking(gateway, failures=1) as insurer:
        question = asyncio.create_task(insurer.find(MAU.citizen_id))
        await gateway.was_asked.wait()
        question.cancel()
        await asyncio.gather(question, return_exceptions=True)
        gateway.always = ""
        assert await insurer.find(MAU.citizen_id) == MAU


async def test_the_settings_choose_the_gateway_and_the_demo_never_does(tmp_path):
    key = tmp_path / "gateway.key"
    key.write_text(f"{KEY}\n")
    settings = Settings(
        state=StateSettings(str(tmp_path)), insurer=InsurerSettings("http://127.0.0.1:1/bhxh", str(key), 0.1)
    )
    for chosen, is_sample in ((settings, False), (settings.with_demo(), True)):
        backend = service.open_embedded(chosen)
        assert backend.insurer.is_sample is is_sample
        await backend.insurer.close()
        backend.store.close()
