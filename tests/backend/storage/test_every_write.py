"""Every write is one write, however often it is sent; made from the route table, so that none forgets it."""

import base64
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
import sqlalchemy as sa
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from kiosk.backend.storage.schema import answers, metadata
from kiosk.contract import envelopes as envelopes_contract
from kiosk.contract.calls import DESK_CALLS
from kiosk.contract.envelopes import HPKE_INFO
from kiosk.contract.people import VERIFY
from kiosk.contract.registrations import RegistrationBody
from kiosk.contract.sessions import SIGN_OUT
from tests.backend.storage.writes import PREPARED, sign_out
from tests.backend.world import MAU, NGHIEM, World, body, encryption_key, new_key, together

_SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)
NO_WRITE = {VERIFY}
"""A POST that changes nothing: what is verified shall stand in no log's address."""
ON_ITS_OWN = {envelopes_contract.ENVELOPES, SIGN_OUT}
"""Tried further down: envelopes carry their keys inside, and who signed out is a stranger."""
each_write = pytest.mark.parametrize("path", PREPARED)


def effects(world: World) -> dict[str, int]:
    """How many rows each table has."""
    return {table.name: world.count(table) for table in metadata.sorted_tables}


def content(world: World) -> dict[str, list[Any]]:
    """Everything in the database, but for when an officer was last seen."""

    def rows() -> Iterator[tuple[str, list[Any]]]:
        for table in metadata.sorted_tables:
            columns = [column for column in table.columns if column.name != "seen_at"]
            query = sa.select(*columns).order_by(*table.primary_key)
            yield table.name, world.store.read_now(lambda connection, q=query: connection.execute(q).all())

    return dict(rows())


def problem(response: httpx.Response) -> tuple[int, str]:
    """Its status and its code."""
    return response.status_code, response.json()["code"]


def test_every_write_of_the_route_table_is_tried_here(world: World) -> None:
    calls = world.app.openapi()["paths"].items()
    writes = {path for path, methods in calls if set(methods) - {"get"}} - NO_WRITE - ON_ITS_OWN
    assert writes == set(PREPARED), "give an example of each write in PREPARED"


def test_nothing_is_written_by_any_other_method_than_post(world: World) -> None:
    methods = {method for calls in world.app.openapi()["paths"].values() for method in calls}
    assert methods == {"get", "post"}


@each_write
async def test_the_same_again_gets_the_first_answer_byte_for_byte_and_changes_nothing(
    world: World, path: str
) -> None:
    write, key = await PREPARED[path](world), new_key()
    first = await write.send(key)
    assert first.is_success, first.text
    before = content(world)
    world.pass_time(minutes=5)
    again = await write.send(key)
    assert (again.status_code, again.content) == (first.status_code, first.content)
    assert content(world) == before


@each_write
async def test_another_body_under_the_same_key_is_declined_and_changes_nothing(
    world: World, path: str
) -> None:
    write, key = await PREPARED[path](world), new_key()
    await write.send(key)
    before = content(world)
    assert problem(await write.send_other(key)) == (422, "idempotency_key_reused")
    assert content(world) == before


@each_write
async def test_a_key_that_another_call_used_is_declined(world: World, path: str) -> None:
    write, key = await PREPARED[path](world), new_key()
    await world.post(DESK_CALLS, {"place": "somewhere else"}, key)
    before = content(world)
    assert problem(await write.send(key)) == (422, "idempotency_key_reused")
    assert content(world) == before


@each_write
async def test_without_a_usable_key_nothing_is_written(world: World, path: str) -> None:
    write = await PREPARED[path](world)
    before = content(world)
    for key in (None, "", "short", "G" * 32, "A" * 32, "0" * 33):
        assert problem(await write.send(key)) == (400, "idempotency_key_missing"), key
    assert content(world) == before


@each_write
async def test_several_at_once_have_the_effect_of_one(build: Callable[[], World], path: str) -> None:
    async def effect(times: int) -> dict[str, int]:
        world = build()
        write, key = await PREPARED[path](world), new_key()
        before = effects(world)
        responses = await together(*(write.send(key) for _ in range(times)))
        assert {response.is_success for response in responses} == {True}
        assert len({response.content for response in responses}) == 1
        return {name: count - before[name] for name, count in effects(world).items()}

    assert await effect(6) == await effect(1)


@each_write
async def test_what_is_kept_of_an_answer_cannot_be_read_without_its_key(world: World, path: str) -> None:
    write, key = await PREPARED[path](world), new_key()
    response = await write.send(key)
    kept = b"".join(row.sealed + row.key_hash.encode() for row in world.rows(answers))
    assert response.content not in kept or response.content == b"{}"  # which any few bytes may be
    assert key.encode() not in kept


# Signing out ends what the answer could be asked for with.


async def test_signing_out_needs_a_key_and_is_over_after_once(world: World) -> None:
    write, key = await sign_out(world), new_key()
    assert problem(await write.send(None)) == (400, "idempotency_key_missing")
    assert (await write.send(key)).is_success
    before = content(world)
    assert problem(await write.send(key)) == (401, "not_allowed")
    assert content(world) == before


# Envelopes carry their keys inside, each its own.


def sealed(world: World, request: dict[str, Any], key: str) -> dict[str, str]:
    """An envelope as a kiosk seals it: never twice the same bytes."""
    registration = RegistrationBody.model_validate(request).model_dump_json().encode()
    kid = next(each.kid for each in world.backend.keys.keys if each.use == "seal")
    content = _SUITE.encrypt(registration, encryption_key(world), (HPKE_INFO + key).encode())
    return {"idempotency_key": key, "kid": kid, "sealed": base64.b64encode(content).decode()}


async def deliver(world: World, *envelopes: dict[str, str]) -> httpx.Response:
    """Send envelopes; the call itself needs no key."""
    return await world.http.post(envelopes_contract.ENVELOPES, json={"envelopes": envelopes})


async def test_the_same_envelope_again_gets_the_first_answer_and_changes_nothing(world: World) -> None:
    key = new_key()
    first = await deliver(world, sealed(world, body(NGHIEM), key))
    assert first.json()["outcomes"][0]["answer"]
    before = content(world)
    world.pass_time(minutes=5)
    again = await deliver(world, sealed(world, body(NGHIEM), key))
    assert again.content == first.content
    assert content(world) == before


async def test_another_registration_in_an_envelope_with_the_same_key_is_declined(world: World) -> None:
    key = new_key()
    await deliver(world, sealed(world, body(NGHIEM), key))
    before = content(world)
    (outcome,) = (await deliver(world, sealed(world, body(MAU), key))).json()["outcomes"]
    assert outcome == {"idempotency_key": key, "answer": None, "problem": "idempotency_key_reused"}
    assert content(world) == before


async def test_the_same_envelope_several_times_at_once_is_one_registration(
    build: Callable[[], World],
) -> None:
    async def effect(times: int) -> dict[str, int]:
        world, key = build(), new_key()
        before = effects(world)
        deliveries = (deliver(world, *[sealed(world, body(NGHIEM), key)] * 2) for _ in range(times))
        outcomes = [one for each in await together(*deliveries) for one in each.json()["outcomes"]]
        assert [outcome for outcome in outcomes if outcome != outcomes[0]] == []
        return {name: count - before[name] for name, count in effects(world).items()}

    assert await effect(4) == await effect(1)


async def test_an_envelope_without_a_usable_key_is_declined(world: World) -> None:
    before = content(world)
    envelope = {**sealed(world, body(NGHIEM), new_key()), "idempotency_key": "short"}
    assert problem(await deliver(world, envelope)) == (422, "invalid_body")
    assert content(world) == before
