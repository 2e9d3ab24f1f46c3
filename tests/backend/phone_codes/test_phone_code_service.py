from collections.abc import Callable
from dataclasses import replace

import httpx
import pytest

from kiosk.backend.policy import Policy
from kiosk.backend.storage.schema import phone_codes
from tests.backend.world import (
    MAU,
    NGHIEM,
    OTHER_KEY,
    POLICY,
    STRANGER,
    THU,
    World,
    body,
    code_body,
    together,
)

PHONE = "+84970000000"


def _problem(response: httpx.Response) -> tuple[int, str]:
    return response.status_code, response.json()["code"]


async def _send(
    world: World, phone: str | None = PHONE, person: dict[str, str] = MAU, owner: str = "self"
) -> str:
    response = await world.post("/v1/phone-codes", code_body(person, phone=phone, owner=owner))
    assert response.status_code == 201, response.text
    return str(response.json()["id"])


async def _answer(world: World, code_id: str, code: str) -> httpx.Response:
    return await world.post(f"/v1/phone-codes/{code_id}/answer", {"code": code})


def _other(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06}"


async def test_the_right_code_gives_a_proof_bound_to_phone_and_person(world: World) -> None:
    answer = await _answer(world, await _send(world), world.network.code)
    claims = world.signer.read(answer.json()["proof"], "phone")
    assert claims == {
        "typ": "phone",
        "phone": PHONE,
        "citizen_id": MAU["citizen_id"],
        "purpose": "registration",
        "owner": "self",
        "iat": int(world.at.timestamp()),
        "exp": int(world.at.timestamp()) + 1800,
    }


async def test_the_message_names_sender_purpose_code_and_minutes(world: World) -> None:
    await _send(world)
    message = world.network.sent[-1]
    assert message.phone == PHONE
    assert message.words.startswith("BHXH phuong: ma ")
    assert "de dang ky" in message.words
    assert "5 phut" in message.words


async def test_a_wrong_code_says_how_often_it_may_still_be_tried(world: World) -> None:
    code_id = await _send(world)
    wrong = _other(world.network.code)
    first, second, third = [await _answer(world, code_id, wrong) for _ in range(3)]
    assert (_problem(first), first.json()["tries_left"]) == ((403, "code_wrong"), 2)
    assert (_problem(second), second.json()["tries_left"]) == ((403, "code_wrong"), 1)
    assert (_problem(third), third.json()["tries_left"]) == ((403, "code_too_many_tries"), 0)
    assert _problem(await _answer(world, code_id, world.network.code)) == (403, "code_too_many_tries")


async def test_a_code_is_good_for_five_minutes(world: World) -> None:
    in_time, late = await _send(world), await _send(world)
    codes = [digits.words for digits in world.network.sent]
    world.pass_time(minutes=5)
    assert (await _answer(world, in_time, _code(codes[0]))).is_success
    world.pass_time(seconds=1)
    assert _problem(await _answer(world, late, _code(codes[1]))) == (410, "code_expired")


def _code(text: str) -> str:
    return next(part for part in text.replace(",", " ").split() if part.isdigit() and len(part) == 6)


async def test_a_code_is_used_once(world: World) -> None:
    code_id = await _send(world)
    await _answer(world, code_id, world.network.code)
    assert _problem(await _answer(world, code_id, world.network.code)) == (409, "code_used")


async def test_of_two_right_answers_at_once_one_gets_the_proof(world: World) -> None:
    code_id = await _send(world)
    responses = await together(*(_answer(world, code_id, world.network.code) for _ in range(4)))
    assert sorted(response.status_code for response in responses) == [200, 409, 409, 409]


@pytest.mark.parametrize("code_id", ["0" * 64, "nonsense", "%C3%A9"])
async def test_a_code_that_was_never_sent_has_expired(world: World, code_id: str) -> None:
    assert _problem(await _answer(world, code_id, "123456")) == (410, "code_expired")


async def test_the_database_alone_does_not_give_the_digits_away(world: World) -> None:
    code_id = await _send(world)
    row = world.rows(phone_codes)[0]
    assert code_id.startswith(row.id.hex)
    assert len(code_id) == 64
    assert world.network.code not in str(row)
    assert code_id[32:] not in str(row)


async def test_a_fourth_code_in_an_hour_is_declined_with_the_time_to_wait(world: World) -> None:
    for _ in range(3):
        await _send(world)
        world.pass_time(minutes=10)
    response = await world.post("/v1/phone-codes", code_body(STRANGER, phone=PHONE))
    assert _problem(response) == (429, "codes_too_many")
    assert response.json()["retry_after"] == 30 * 60 + 1
    assert response.headers["Retry-After"] == str(30 * 60 + 1)
    world.pass_time(minutes=31)
    await _send(world)
    assert len(world.network.sent) == 4


async def test_a_declined_wish_is_not_kept_so_the_same_wish_may_come_true_later(world: World) -> None:
    for _ in range(3):
        await _send(world)
    wish, key = code_body(MAU, phone=PHONE), "a" * 32
    assert (await world.post("/v1/phone-codes", wish, key)).status_code == 429
    world.pass_time(hours=1)
    assert (await world.post("/v1/phone-codes", wish, key)).status_code == 201


async def test_of_four_wishes_at_once_three_come_true(world: World) -> None:
    wishes = (world.post("/v1/phone-codes", code_body(MAU, phone=PHONE)) for _ in range(4))
    responses = await together(*wishes)
    assert sorted(response.status_code for response in responses) == [201, 201, 201, 429]


async def test_limits_and_tries_follow_the_settings(build: Callable[..., World]) -> None:
    world = build(replace(POLICY, tries=1, codes_per_hour=1))
    code_id = await _send(world)
    assert _problem(await _answer(world, code_id, _other(world.network.code))) == (403, "code_too_many_tries")
    assert (await world.post("/v1/phone-codes", code_body(MAU, phone=PHONE))).status_code == 429


def _nth(place: int) -> dict[str, str]:
    """One of several people whom the register does not know."""
    return {**STRANGER, "citizen_id": f"0060700000{place:02}"}


def _phone(place: int) -> str:
    return f"+849700000{place:02}"


async def test_a_person_is_asked_for_six_times_an_hour_whatever_the_phone(world: World) -> None:
    for place in range(6):
        await _send(world, _phone(place))
    one_more = code_body(MAU, phone=_phone(6))
    declined = await world.post("/v1/phone-codes", one_more)
    assert _problem(declined) == (429, "codes_too_many")
    assert int(declined.headers["Retry-After"]) == 60 * 60 + 1
    await _send(world, _phone(6), STRANGER)
    world.pass_time(hours=1, seconds=1)
    assert (await world.post("/v1/phone-codes", one_more)).status_code == 201


async def test_a_kiosk_asks_for_sixty_codes_an_hour_and_another_kiosk_for_its_own(world: World) -> None:
    for place in range(60):
        await _send(world, _phone(place), _nth(place))
    one_more = code_body(_nth(60), phone=_phone(60))
    assert _problem(await world.post("/v1/phone-codes", one_more)) == (429, "codes_too_many")
    elsewhere = world.kiosk(OTHER_KEY)
    sent = await elsewhere.post("/v1/phone-codes", json=one_more, headers={"Idempotency-Key": "c" * 32})
    assert sent.status_code == 201


@pytest.mark.parametrize("policy", [replace(POLICY, codes_per_person=2), replace(POLICY, codes_per_kiosk=2)])
async def test_the_limits_are_kept_in_the_database_so_that_no_process_begins_anew(
    build: Callable[..., World], policy: Policy
) -> None:
    world = build(policy)
    for place in range(2):
        await _send(world, _phone(place))
    another_process = World(world.place, policy)
    another_process.at = world.at
    declined = await another_process.post("/v1/phone-codes", code_body(MAU, phone=_phone(2)))
    another_process.store.close()
    assert _problem(declined) == (429, "codes_too_many")


async def test_a_phone_that_carries_another_persons_account_is_declined(world: World) -> None:
    await world.approved()
    answer = await _answer(world, await _send(world, MAU["phone"], THU), world.network.code)
    assert _problem(answer) == (409, "phone_already_used")
    answer = await _answer(world, await _send(world, MAU["phone"], THU, "helper"), world.network.code)
    assert answer.is_success


async def test_a_helpers_phone_serves_as_many_people_as_it_may(build: Callable[..., World]) -> None:
    world = build(replace(POLICY, helped=2, codes_per_hour=9))
    for serial in ("031", "032"):
        parent = {**STRANGER, "citizen_id": f"006070000{serial}"}
        proof = await world.prove(parent, PHONE, "helper")
        await world.register(body(parent, proof=proof, phone=PHONE, helper=MAU))
    answer = await _answer(world, await _send(world, PHONE, STRANGER, "helper"), world.network.code)
    assert _problem(answer) == (409, "phone_limit_reached")
    repeated = {**STRANGER, "citizen_id": "006070000031"}
    answer = await _answer(world, await _send(world, PHONE, repeated, "helper"), world.network.code)
    assert answer.is_success


@pytest.mark.parametrize(
    ("spoil", "field"),
    [
        ({"phone": None}, "phone.missing"),
        ({"owner": "none"}, "phone.missing"),
        ({"birth": "1990-02-30"}, "birth.impossible"),
        ({"citizen_id": "0000000011"}, "citizen_id.length"),
        ({"phone": "090"}, "phone.invalid"),
    ],
)
async def test_a_wish_that_cannot_be_understood_is_declined(
    world: World, spoil: dict[str, str], field: str
) -> None:
    response = await world.post("/v1/phone-codes", code_body(MAU, phone=PHONE) | spoil)
    assert response.json()["fields"] == [field]


async def test_without_an_sms_service_the_kiosk_is_told_to_go_on_without(build: Callable[..., World]) -> None:
    world = build(has_sms=False)
    assert _problem(await world.post("/v1/phone-codes", code_body(MAU, phone=PHONE))) == (
        503,
        "sms_unavailable",
    )


async def test_the_simulator_shows_the_message_on_the_screen_and_sends_nothing(world: World) -> None:
    world.network.is_simulated = True
    response = await world.post("/v1/phone-codes", code_body(MAU, phone=PHONE))
    assert world.network.sent == []
    code = _code(response.json()["simulated_sms"])
    assert (await _answer(world, response.json()["id"], code)).is_success


async def test_a_code_for_a_card_goes_to_the_phone_on_record_only(world: World) -> None:
    await _send(world, None)
    assert [message.phone for message in world.network.sent] == [MAU["phone"]]
    for impostor in (NGHIEM, STRANGER, {**MAU, "full_name": "Ai Khác"}, {**MAU, "birth": "1991-01-01"}):
        await _send(world, None, impostor)
    assert len(world.network.sent) == 1


async def test_an_insurance_number_names_a_person_for_a_card_as_well(world: World) -> None:
    await _send(world, None, {**MAU, "citizen_id": "0000000011"})
    assert [message.phone for message in world.network.sent] == [MAU["phone"]]


async def test_a_code_that_nobody_got_answers_like_one_that_was_mistyped(world: World) -> None:
    known, unknown = await _send(world, None), await _send(world, None, STRANGER)
    wrong = _other(world.network.code)
    for _ in range(3):
        of_known, of_unknown = await _answer(world, known, wrong), await _answer(world, unknown, wrong)
        assert of_known.content == of_unknown.content


async def test_known_and_unknown_people_meet_the_same_limit(world: World) -> None:
    for person in (MAU, STRANGER):
        statuses = [(await world.post("/v1/phone-codes", code_body(person))).status_code for _ in range(4)]
        assert statuses == [201, 201, 201, 429]


async def test_a_phone_on_record_that_has_had_enough_is_left_alone_silently(world: World) -> None:
    for _ in range(3):
        await _send(world, MAU["phone"], STRANGER)
    await _send(world, None)
    assert len(world.network.sent) == 3
