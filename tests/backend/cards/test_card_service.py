from datetime import date
from typing import Any

import httpx
import pytest

from kiosk.backend.storage.schema import audit, cards
from kiosk.domain.registration.eligibility import Status
from tests.backend.world import GONE, MAU, NGHIEM, OTHER_KEY, STRANGER, World, body, code_body

ALPHANUMERIC_AT_VERSION_10_M = 311


def _request(person: dict[str, str], **factor: object) -> dict[str, object]:
    return {**{name: person[name] for name in ("citizen_id", "full_name", "birth")}, **factor}


async def _proof(world: World, person: dict[str, str] = MAU) -> str:
    """Prove the phone on record."""
    sent = await world.post("/v1/phone-codes", code_body(person))
    answer = await world.post(f"/v1/phone-codes/{sent.json()['id']}/answer", {"code": world.network.code})
    return str(answer.json()["proof"])


async def _show(world: World, person: dict[str, str] = MAU, **factor: object) -> httpx.Response:
    return await world.post("/v1/cards", _request(person, **factor))


async def _waiting(world: World, person: dict[str, str] = NGHIEM) -> dict[str, Any]:
    return await world.register(body(person))


def _change(world: World, **values: object) -> None:
    world.change_register(MAU, **values)


def _problem(response: httpx.Response) -> tuple[int, str]:
    return response.status_code, response.json()["code"]


async def test_a_registered_person_sees_their_card_again_byte_for_byte(world: World) -> None:
    first = await world.approved()
    world.pass_time(days=3)
    response = await _show(world, phone_proof=await _proof(world))
    assert response.status_code == 200
    assert response.json() == first["card"]
    assert world.rows(audit)[-1].action == "card_shown"
    assert world.count(cards) == 1


async def test_the_insurance_number_will_do(world: World) -> None:
    await world.approved()
    by_number = {**MAU, "citizen_id": "0000000011"}
    response = await _show(world, by_number, phone_proof=await _proof(world, by_number))
    assert response.json()["full_name"] == MAU["full_name"]


async def test_the_cards_proof_names_the_card_and_fits_its_qr(world: World) -> None:
    card = (await world.approved())["card"]
    claims = world.signer.read(card["proof"], "card")
    assert claims is not None
    assert {name: claims[name] for name in ("num", "name", "birth", "fac")} == {
        "num": "0000000011",
        "name": "Nguyễn Văn Mẫu",
        "birth": "1990-01-01",
        "fac": "06001",
    }
    assert claims["iat"] == int(world.at.timestamp())
    assert claims["exp"] > claims["iat"]
    assert set(card["proof"]) <= set("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:")


@pytest.mark.parametrize(
    ("name", "signed"),
    [
        ("Nguyễn Thị Phương Thảo Ví Dụ", "NGUYEN THI PHUONG THAO VI DU"),
        ("Ố" * 100, "O" * 36),
    ],
)
async def test_the_proof_of_a_long_name_still_fits(world: World, name: str, signed: str) -> None:
    _change(world, full_name=name, card_number="GD4000000000011")
    proof = await world.prove(MAU, MAU["phone"])
    answer = await world.register(body(MAU, proof=proof, full_name=name))
    claims = world.signer.read(answer["card"]["proof"], "card")
    assert claims is not None
    assert claims["name"] == signed
    assert len(answer["card"]["proof"]) <= ALPHANUMERIC_AT_VERSION_10_M


async def test_a_card_is_composed_anew_when_the_register_says_something_new(world: World) -> None:
    first = (await world.approved())["card"]
    _change(world, valid_to=date(2028, 12, 31))
    renewed = (await _show(world, phone_proof=await _proof(world))).json()
    assert renewed["valid_to"] == "2028-12-31"
    assert renewed["code"] != first["code"]


async def test_an_expired_card_is_shown_as_what_it_is_and_not_composed_again(world: World) -> None:
    _change(world, valid_to=date(2025, 12, 31))
    first = (await world.approved())["card"]
    assert first["valid_to"] == "2025-12-31"
    assert (await _show(world, phone_proof=await _proof(world))).json() == first
    assert world.count(cards) == 1


async def test_an_open_ended_cards_proof_is_renewed_every_year(world: World) -> None:
    _change(world, valid_to=None)
    first = (await world.approved())["card"]
    world.pass_time(days=364)
    assert (await _show(world, phone_proof=await _proof(world))).json() == first
    world.pass_time(days=2)
    renewed = (await _show(world, phone_proof=await _proof(world))).json()
    assert (renewed["payload"], renewed["proof"] != first["proof"]) == (first["payload"], True)


async def test_who_waited_at_this_kiosk_gets_the_card_that_an_officer_has_just_approved(world: World) -> None:
    waiting = await _waiting(world)
    assert _problem(await _show(world, NGHIEM, receipt=waiting["receipt"])) == (403, "card_not_available")
    await world.backend.decisions.decide(waiting["receipt_code"], Status.APPROVED, officer="x")
    world.pass_time(minutes=10)
    response = await _show(world, NGHIEM, receipt=waiting["receipt"])
    assert response.json()["full_name"] == NGHIEM["full_name"]


async def test_an_approval_opens_the_card_for_ten_minutes_at_that_kiosk_for_that_person(world: World) -> None:
    waiting = await _waiting(world)
    await world.backend.decisions.decide(waiting["receipt_code"], Status.APPROVED, officer="x")
    request = _request(NGHIEM, receipt=waiting["receipt"])
    elsewhere = await world.kiosk(OTHER_KEY).post(
        "/v1/cards", json=request, headers={"Idempotency-Key": "b" * 32}
    )
    assert _problem(elsewhere) == (403, "card_not_available")
    await world.approved()
    assert _problem(await _show(world, MAU, receipt=waiting["receipt"])) == (403, "card_not_available")
    world.pass_time(minutes=10, seconds=1)
    assert _problem(await _show(world, NGHIEM, receipt=waiting["receipt"])) == (403, "card_not_available")


async def test_an_approval_by_the_machine_opens_nothing_by_its_receipt(world: World) -> None:
    approved = await world.approved()
    assert _problem(await _show(world, receipt=approved["receipt"])) == (403, "card_not_available")


async def test_a_stale_or_foreign_proof_is_said_to_be_one(world: World) -> None:
    await world.approved()
    proof = await _proof(world)
    assert _problem(await _show(world, NGHIEM, phone_proof=proof)) == (403, "proof_invalid")
    assert _problem(await _show(world, phone_proof="nonsense")) == (403, "proof_invalid")
    world.pass_time(minutes=31)
    assert _problem(await _show(world, phone_proof=proof)) == (403, "proof_invalid")


async def test_whoever_has_no_right_to_a_card_hears_the_same(world: World) -> None:
    await world.approved()
    receipt = (await _waiting(world))["receipt"]
    other_phone = await world.prove(MAU, "+84970000000")
    of_stranger = await world.prove(STRANGER, "+84980000000")
    answers = [
        await _show(world),
        await _show(world, STRANGER),
        await _show(world, GONE),
        await _show(world, receipt="nonsense"),
        await _show(world, receipt=receipt),
        await _show(world, STRANGER, receipt=receipt),
        await _show(world, phone_proof=other_phone),
        await _show(world, STRANGER, phone_proof=of_stranger),
        await _show(world, {**MAU, "full_name": "Ai Khác"}, phone_proof=await _proof(world)),
    ]
    assert {answer.content for answer in answers} == {answers[0].content}
    assert _problem(answers[0]) == (403, "card_not_available")


async def test_whoever_is_not_registered_has_to_register_first(world: World) -> None:
    assert _problem(await _show(world, phone_proof=await _proof(world))) == (403, "card_not_available")


async def test_the_card_of_somebody_who_died_is_closed(world: World) -> None:
    await world.approved()
    proof = await _proof(world)
    _change(world, status="deceased")
    assert _problem(await _show(world, phone_proof=proof)) == (403, "card_not_available")


async def test_an_impossible_birth_is_named(world: World) -> None:
    response = await _show(world, {**MAU, "birth": "1990-02-31"})
    assert response.json()["fields"] == ["birth.impossible"]
