"""The clock jumps a year ahead and back, or an hour back: records, codes and sessions stand it."""

import pytest

from kiosk.backend import audit, chain
from kiosk.backend.schema import audit as lines
from kiosk.backend.schema import audit_links, events, phone_codes, registrations
from tests.backend.world import MAU, NGHIEM, STRANGER, THU, World, body, code_body

YEAR = {"days": 365}
HOUR_BACK = {"hours": -1}


def _seal_all(world: World) -> None:
    while world.store.write_now(lambda connection: audit.seal(connection, lambda: world.at)):
        continue


async def _ask_for_code(world: World, person: dict[str, str]) -> str:
    sent = await world.post("/v1/phone-codes", code_body(person, phone=person["phone"]))
    assert sent.status_code == 201, sent.text
    return str(sent.json()["id"])


@pytest.mark.parametrize(
    "jumps", [[YEAR], [HOUR_BACK], [YEAR, {"days": -365}]], ids=["ahead", "back", "mended"]
)
async def test_whoever_registers_across_a_jump_has_one_registration_of_their_own(
    world: World, jumps: list[dict[str, float]]
) -> None:
    codes = [(await world.register(body(MAU), "a" * 32))["receipt_code"]]
    for jump, person in zip(jumps, (NGHIEM, THU), strict=False):
        world.pass_time(**jump)
        codes.append((await world.register(body(person)))["receipt_code"])
    assert (await world.register(body(MAU), "a" * 32))["receipt_code"] == codes[0]
    found = [row.receipt_code for row in world.rows(registrations)]
    assert sorted(found) == sorted(set(codes))
    assert len({row.id for row in world.rows(events)}) == len(codes)


@pytest.mark.parametrize(
    "jumps", [[YEAR], [HOUR_BACK], [YEAR, {"days": -365}]], ids=["ahead", "back", "mended"]
)
async def test_the_audit_chain_is_whole_and_holds_every_line_after_a_jump(
    world: World, jumps: list[dict[str, float]]
) -> None:
    await world.register(body(MAU))
    _seal_all(world)
    for jump, person in zip(jumps, (NGHIEM, STRANGER), strict=False):
        world.pass_time(**jump)
        await world.register(body(person))
        _seal_all(world)
    assert world.count(audit_links) == world.count(lines)
    assert world.store.read_now(chain.check).broken is None


async def test_a_code_does_not_outlive_a_jump_ahead(world: World) -> None:
    code_id = await _ask_for_code(world, MAU)
    world.pass_time(**YEAR)
    late = await world.post(f"/v1/phone-codes/{code_id}/answer", {"code": world.network.code})
    assert late.json()["code"] == "code_expired"


async def test_a_jump_back_does_not_give_a_code_more_tries(world: World) -> None:
    code_id = await _ask_for_code(world, MAU)
    wrong = "0" * 6 if world.network.code != "0" * 6 else "1" * 6
    for _ in range(3):
        await world.post(f"/v1/phone-codes/{code_id}/answer", {"code": wrong})
    world.pass_time(**HOUR_BACK)
    again = await world.post(f"/v1/phone-codes/{code_id}/answer", {"code": world.network.code})
    assert again.status_code != 200


async def test_a_jump_back_does_not_lift_the_limit_of_codes_for_a_phone(world: World) -> None:
    for _ in range(3):
        await _ask_for_code(world, MAU)
    world.pass_time(**HOUR_BACK)
    refused = await world.post("/v1/phone-codes", code_body(MAU, phone=MAU["phone"]))
    assert refused.status_code == 429
    assert world.count(phone_codes) == 3
