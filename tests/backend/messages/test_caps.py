"""How many messages a number and a day may cost, and where none go; the same for known and unknown people."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import httpx
import pytest

from kiosk.backend.declined import Declined
from kiosk.backend.messages.caps import Caps
from kiosk.backend.messages.sms_setup import SmsSetup
from kiosk.backend.storage.schema import messages
from tests.backend.messages.sender import PHONE, Sender, put, states
from tests.backend.world import MAU, POLICY, STRANGER, VAULT, World, code_body

ROOMY = replace(POLICY, codes_per_hour=100, codes_per_person=100)
"""So that only the caps on messages are met."""


def capped(build: Callable[..., World], **caps: object) -> World:
    """A world with these caps."""
    return build(ROOMY, caps=Caps(**caps))  # type: ignore[arg-type]  # of any kind


def problem(response: httpx.Response) -> tuple[int, str]:
    """Status and code."""
    return response.status_code, response.json()["code"]


async def wish(world: World, person: dict[str, str] = MAU, phone: str | None = PHONE) -> httpx.Response:
    """Ask for a code."""
    return await world.post("/v1/phone-codes", code_body(person, phone=phone))


async def test_a_number_is_sent_so_many_messages_an_hour_of_whatever_kind(
    build: Callable[..., World],
) -> None:
    world = capped(build, per_number_hour=3)
    put(world, "decision", life=timedelta(days=1))
    for _ in range(2):
        assert (await wish(world)).status_code == 201
    declined = await wish(world)
    assert problem(declined) == (429, "codes_too_many")
    assert declined.json()["retry_after"] == 3601
    assert (await wish(world, phone="+84910000000")).status_code == 201
    world.pass_time(hours=1)
    assert (await wish(world)).status_code == 201


async def test_a_number_is_sent_so_many_messages_a_day(build: Callable[..., World]) -> None:
    world = capped(build, per_number_day=3)
    for _ in range(3):
        assert (await wish(world)).status_code == 201
        world.pass_time(hours=2)
    assert problem(await wish(world)) == (429, "codes_too_many")
    world.pass_time(hours=18)
    assert (await wish(world)).status_code == 201


async def test_a_day_costs_so_many_messages_and_unknown_people_count_alike(
    build: Callable[..., World],
) -> None:
    world = capped(build, per_day=3)
    for person in (MAU, STRANGER, STRANGER):
        assert (await wish(world, person, None)).status_code == 201
        world.pass_time(seconds=1)
    for person in (MAU, STRANGER):
        assert problem(await wish(world, person, None)) == (429, "sms_day_spent")
    world.pass_time(days=1)
    assert (await wish(world)).status_code == 201


async def test_a_number_abroad_is_refused_before_anything_is_queued(world: World) -> None:
    assert problem(await wish(world, phone="+447700900000")) == (422, "sms_country")
    assert world.count(messages) == 0
    assert world.network.sent == []


async def test_countries_are_a_setting(build: Callable[..., World]) -> None:
    world = capped(build, countries=("+84", "+855"))
    assert (await wish(world, phone="+85512000000")).status_code == 201


async def test_a_number_on_record_that_has_had_enough_or_is_abroad_is_left_alone_silently(
    build: Callable[..., World],
) -> None:
    world = capped(build, per_number_hour=1)
    put(world, "decision", MAU["phone"], life=timedelta(days=1))
    assert (await wish(world, phone=None)).status_code == 201
    assert sorted(states(world)) == ["accepted", "blank"]
    world.pass_time(days=1)
    world.change_register(MAU, phone="+447700900000")
    assert (await wish(world, phone=None)).status_code == 201
    assert world.network.sent == [sent for sent in world.network.sent if sent.phone == MAU["phone"]]


async def test_a_person_without_a_phone_leaves_a_row_that_says_nothing(world: World) -> None:
    assert (await wish(world, STRANGER, None)).status_code == 201
    (row,) = world.rows(messages)
    assert (row.state, row.due_at, row.phone) == ("blank", None, VAULT.phone(""))
    assert world.network.sent == []


async def test_a_breaker_that_is_open_refuses_codes_before_they_are_counted(world: World) -> None:
    world.network.is_away = True
    for phone in ("+84910000000", "+84920000000", "+84930000000"):
        assert (await wish(world, phone=phone)).status_code == 201
    assert problem(await wish(world)) == (503, "sms_unavailable")
    assert world.count(messages) == 3


def test_caps_of_nothing_refuse_everything(world: World) -> None:
    with pytest.raises(Declined):
        world.store.read_now(
            lambda connection: Caps(per_number_hour=0).check_number(connection, VAULT, PHONE, world.at)
        )


def test_a_setup_without_providers_cannot_send(world: World) -> None:
    assert not world.store.read_now(lambda connection: SmsSetup().can_send(connection, world.at))
    assert world.store.read_now(lambda connection: SmsSetup([Sender()]).can_send(connection, world.at))
