"""The clock jumps a year ahead and back, or an hour back: records, codes and sessions stand it."""

import pytest

from kiosk.backend.access import lockout
from kiosk.backend.audit import verification
from kiosk.backend.audit.linker import AuditLinker
from kiosk.backend.storage.schema import audit as lines
from kiosk.backend.storage.schema import audit_links, events, phone_codes, registrations
from tests.backend.office import Office, code_of
from tests.backend.world import MAU, NGHIEM, STRANGER, THU, World, body, code_body

YEAR = {"days": 365}
HOUR_BACK = {"hours": -1}


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
    linker = AuditLinker(world.store, lambda: world.at)
    await world.register(body(MAU))
    await linker.link_batch()
    for jump, person in zip(jumps, (NGHIEM, STRANGER), strict=False):
        world.pass_time(**jump)
        await world.register(body(person))
        await linker.link_batch()
    assert world.count(audit_links) == world.count(lines)
    assert world.store.read_now(verification.check).broken is None


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


async def test_codes_sent_under_a_clock_that_was_ahead_keep_nobody_waiting_for_a_year(world: World) -> None:
    world.pass_time(**YEAR)
    for _ in range(3):
        await _ask_for_code(world, MAU)
    world.pass_time(days=-365)
    await _ask_for_code(world, MAU)
    assert world.count(phone_codes) == 4


async def test_a_session_does_not_outlive_a_jump_ahead_and_signing_in_goes_on(world: World) -> None:
    office = Office(world)
    mai = await office.seat()
    world.pass_time(**YEAR)
    assert code_of(await mai.get("/v1/desk/queue")) == (401, "not_allowed")
    assert await (await office.seat()).queue() == []


@pytest.mark.parametrize("back", [{"hours": -1}, {"days": -365}], ids=["an hour", "a year"])
async def test_a_session_does_not_live_longer_because_the_clock_was_put_back(
    world: World, back: dict[str, float]
) -> None:
    office = Office(world)
    mai = await office.seat()
    world.pass_time(**back)
    assert code_of(await mai.get("/v1/desk/queue")) == (401, "not_allowed")
    assert await (await office.seat()).queue() == []


async def test_a_session_stands_the_seconds_by_which_clocks_are_set_right(world: World) -> None:
    mai = await Office(world).seat()
    world.pass_time(seconds=-5)
    assert await mai.queue() == []


async def test_a_login_that_rested_under_a_clock_that_was_ahead_is_free_when_it_is_mended(
    world: World,
) -> None:
    office = Office(world)
    world.pass_time(**YEAR)
    for _ in range(lockout.FREE_TRIES):
        await office.sign_in("mai", "wrong")
    assert code_of(await office.sign_in("mai")) == (429, "sign_in_locked")
    world.pass_time(days=-365)
    assert (await office.sign_in("mai")).status_code == 201
