"""Made from the route table, so that a new write cannot forget it."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from kiosk.backend.schema import answers, audit, cards, desk_calls, events, phone_codes, registrations
from tests.backend.world import MAU, NGHIEM, World, body, code_body, new_key, together

Prepared = tuple[str, dict[str, Any], dict[str, Any]]


async def _register(world: World) -> Prepared:
    return "/v1/registrations", body(NGHIEM), body(MAU)


async def _send_code(world: World) -> Prepared:
    return "/v1/phone-codes", code_body(MAU, phone=MAU["phone"]), code_body(MAU, phone="+84970000000")


async def _answer_code(world: World) -> Prepared:
    sent = await world.post("/v1/phone-codes", code_body(MAU, phone=MAU["phone"]))
    code = world.network.code
    wrong = "000000" if code != "000000" else "000001"
    return f"/v1/phone-codes/{sent.json()['id']}/answer", {"code": code}, {"code": wrong}


async def _show_card(world: World) -> Prepared:
    await world.approved()
    proof = await world.prove(MAU, MAU["phone"])
    identity = {name: MAU[name] for name in ("citizen_id", "full_name", "birth")}
    return "/v1/cards", {**identity, "phone_proof": proof}, {**identity, "phone_proof": None}


async def _call(world: World) -> Prepared:
    return "/v1/desk/calls", {"where": "phone"}, {"where": "consent"}


PREPARED: dict[str, Callable[[World], Awaitable[Prepared]]] = {
    "/v1/registrations": _register,
    "/v1/phone-codes": _send_code,
    "/v1/phone-codes/{id}/answer": _answer_code,
    "/v1/cards": _show_card,
    "/v1/desk/calls": _call,
}
CARRIES_KEYS_ITSELF = {"/v1/envelopes"}
EFFECTS = (registrations, events, audit, phone_codes, cards, desk_calls, answers)

pytestmark = pytest.mark.parametrize("path", PREPARED)


def _effects(world: World) -> list[int]:
    return [world.count(table) for table in EFFECTS]


async def test_every_write_is_tried_here(world: World, path: str) -> None:
    writes = {url for url, calls in world.app.openapi()["paths"].items() if set(calls) - {"get"}}
    assert writes == set(PREPARED) | CARRIES_KEYS_ITSELF


async def test_the_same_again_gets_the_first_answer_and_does_nothing(world: World, path: str) -> None:
    url, request, _ = await PREPARED[path](world)
    key = new_key()
    first = await world.post(url, request, key)
    assert first.is_success, first.text
    effects = _effects(world)
    world.pass_time(hours=3)
    again = await world.post(url, request, key)
    assert (again.status_code, again.content) == (first.status_code, first.content)
    assert _effects(world) == effects


async def test_another_body_under_the_same_key_is_declined(world: World, path: str) -> None:
    url, request, other = await PREPARED[path](world)
    key = new_key()
    await world.post(url, request, key)
    effects = _effects(world)
    response = await world.post(url, other, key)
    assert (response.status_code, response.json()["code"]) == (422, "idempotency_key_reused")
    assert _effects(world) == effects


async def test_the_same_key_for_another_call_is_declined(world: World, path: str) -> None:
    url, request, _ = await PREPARED[path](world)
    key = new_key()
    await world.post("/v1/desk/calls", {"where": "somewhere else"}, key)
    response = await world.post(url, request, key)
    assert response.json()["code"] == "idempotency_key_reused"


@pytest.mark.parametrize("key", [None, "", "short", "G" * 32, "A" * 32, "0" * 33])
async def test_a_write_without_a_usable_key_is_declined(world: World, path: str, key: str | None) -> None:
    url, request, _ = await PREPARED[path](world)
    headers = {} if key is None else {"Idempotency-Key": key}
    response = await world.http.post(url, json=request, headers=headers)
    assert (response.status_code, response.json()["code"]) == (400, "idempotency_key_missing")


async def test_two_at_once_have_one_effect(world: World, path: str) -> None:
    url, request, _ = await PREPARED[path](world)
    before = world.count(answers)
    key = new_key()
    responses = await together(*(world.post(url, request, key) for _ in range(6)))
    assert len({response.content for response in responses}) == 1
    assert all(response.is_success for response in responses)
    assert world.count(answers) == before + 1


async def test_what_is_kept_of_an_answer_cannot_be_read_without_its_key(world: World, path: str) -> None:
    url, request, _ = await PREPARED[path](world)
    key = new_key()
    response = await world.post(url, request, key)
    kept = b"".join(row.sealed + row.key_hash.encode() for row in world.rows(answers))
    assert response.content not in kept
    assert key.encode() not in kept
