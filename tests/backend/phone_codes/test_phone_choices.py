"""To which numbers a code may go: the register's and the account's, masked; made-up ones for all others."""

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.backend.phone_codes import phone_choices
from kiosk.backend.storage.schema import registrations
from kiosk.domain.registration.draft import PhoneOwner
from tests.backend.office import Office
from tests.backend.world import GONE, MAU, NGHIEM, STRANGER, THU, VAULT, World, body, code_body

DAUGHTERS = "+84980000000"
KEYS = {"id", "masked", "owner", "relation", "helper_sex"}


async def _choices(world: World, person: dict[str, str]) -> list[dict[str, Any]]:
    declared = {name: person[name] for name in ("citizen_id", "full_name", "birth")}
    response = await world.post("/v1/phone-codes/choices", declared)
    assert response.status_code == 200, response.text
    return list(response.json()["choices"])


async def _helped(office: Office, person: dict[str, str]) -> None:
    """A person whom a daughter has registered through her own phone, and whom an officer has approved."""
    proof = await office.world.prove(person, DAUGHTERS, "helper")
    sent = body(person, proof=proof, phone=DAUGHTERS, helper=THU)
    code = (await office.world.register(sent))["receipt_code"]
    await (await office.seat()).decide(code, "approve")


async def _open(world: World, person: dict[str, str], choice: str) -> int:
    """See the card with a code to the chosen phone; return the status of the card's answer."""
    sent = await world.post("/v1/phone-codes", code_body(person) | {"choice": choice})
    answer = await world.post(f"/v1/phone-codes/{sent.json()['id']}/answer", {"code": world.network.code})
    declared = {name: person[name] for name in ("citizen_id", "full_name", "birth")}
    card = await world.post("/v1/cards", {**declared, "phone_proof": answer.json()["proof"]})
    return card.status_code


async def test_a_mothers_card_opens_a_week_later_with_her_daughters_phone(office: Office) -> None:
    world = office.world
    await _helped(office, NGHIEM)
    world.pass_time(days=7)
    (choice,) = await _choices(world, NGHIEM)
    shown = {name: choice[name] for name in ("masked", "owner", "relation", "helper_sex")}
    assert shown == {
        "masked": "••• 000",
        "owner": "helper",
        "relation": "parent",
        "helper_sex": "female",
    }
    assert await _open(world, NGHIEM, choice["id"]) == 200
    assert world.network.sent[-1].phone == DAUGHTERS


async def test_a_person_with_a_phone_of_their_own_chooses_where_the_code_goes(office: Office) -> None:
    world = office.world
    await _helped(office, MAU)
    own, daughters = await _choices(world, MAU)
    assert (own["owner"], daughters["owner"]) == ("self", "helper")
    for choice, phone in ((own, MAU["phone"]), (daughters, DAUGHTERS)):
        assert await _open(world, MAU, choice["id"]) == 200
        assert world.network.sent[-1].phone == phone


async def test_the_contributions_open_with_the_daughters_phone_as_well(office: Office) -> None:
    world = office.world
    await _helped(office, MAU)
    _, daughters = await _choices(world, MAU)
    wish = code_body(MAU) | {"purpose": "contributions", "choice": daughters["id"]}
    sent = await world.post("/v1/phone-codes", wish)
    answer = await world.post(f"/v1/phone-codes/{sent.json()['id']}/answer", {"code": world.network.code})
    declared = {name: MAU[name] for name in ("citizen_id", "full_name", "birth")}
    wish = {**declared, "phone_proof": answer.json()["proof"]}
    assert (await world.post("/v1/contributions", wish)).status_code == 200


async def test_after_an_undone_approval_the_daughters_phone_opens_nothing(office: Office) -> None:
    world = office.world
    await _helped(office, MAU)
    own, daughters = await _choices(world, MAU)
    code = world.rows(registrations)[-1].receipt_code
    mai = await office.seat()
    await mai.post(f"/v1/desk/dossiers/{code}/undo")
    assert await _choices(world, MAU) == [own]
    before = len(world.network.sent)
    await world.post("/v1/phone-codes", code_body(MAU) | {"choice": daughters["id"]})
    assert len(world.network.sent) == before


@pytest.mark.parametrize(
    "person",
    [MAU, NGHIEM, STRANGER, GONE, {**MAU, "full_name": "Ai Khác"}, {**MAU, "birth": "1991-01-01"}],
    ids=["known", "without a phone", "unknown", "deceased", "another name", "another birth"],
)
async def test_everybody_is_answered_in_the_same_shape_and_the_same_way_again(
    world: World, person: dict[str, str]
) -> None:
    choices = await _choices(world, person)
    assert 1 <= len(choices) <= 2
    for choice in choices:
        assert set(choice) == KEYS
        assert re.fullmatch("••• [0-9]{3}", choice["masked"])
        assert re.fullmatch("[0-9a-f]{32}", choice["id"])
    unmarked = {**person, "full_name": person["full_name"].upper()}
    assert await _choices(world, unmarked) == choices


@pytest.mark.parametrize("person", [NGHIEM, STRANGER], ids=["without a phone", "unknown"])
async def test_a_code_to_a_made_up_number_is_answered_as_sent_and_sent_to_nobody(
    world: World, person: dict[str, str]
) -> None:
    for choice in await _choices(world, person):
        sent = await world.post("/v1/phone-codes", code_body(person) | {"choice": choice["id"]})
        known = await world.post("/v1/phone-codes", code_body(MAU))
        assert (sent.status_code, set(sent.json())) == (known.status_code, set(known.json()))
    assert {message.phone for message in world.network.sent} == {MAU["phone"]}


async def test_a_choice_that_was_never_offered_is_sent_to_nobody(world: World) -> None:
    theirs = (await _choices(world, MAU))[0]["id"]
    for person, choice in ((MAU, "0" * 32), (THU, theirs)):
        response = await world.post("/v1/phone-codes", code_body(person) | {"choice": choice})
        assert response.status_code == 201
    assert world.network.sent == []


async def test_who_asks_for_numbers_again_and_again_is_stopped_known_or_not(world: World) -> None:
    for person in (MAU, STRANGER):
        declared = {name: person[name] for name in ("citizen_id", "full_name", "birth")}
        statuses = [(await world.post("/v1/phone-codes/choices", declared)).status_code for _ in range(13)]
        assert statuses == [200] * 12 + [429]
    assert (await world.post("/v1/phone-codes", code_body(MAU))).status_code == 201


@given(st.from_regex("[0-9]{12}", fullmatch=True), st.text(max_size=20), st.dates())
def test_made_up_numbers_stay_the_same_and_look_like_real_ones(number: str, name: str, birth: Any) -> None:
    identity = VAULT.identity(number, name, birth.isoformat())
    found = phone_choices.made_up(identity)
    assert found == phone_choices.made_up(VAULT.identity(number, name, birth.isoformat()))
    assert 1 <= len({phone.phone for phone in found}) == len(found) <= 2
    assert [phone.owner for phone in found] == sorted((p.owner for p in found), key=_own_first)
    assert all((phone.relation is None) is (phone.owner is PhoneOwner.SELF) for phone in found)


def _own_first(owner: PhoneOwner) -> bool:
    return owner is PhoneOwner.HELPER


def test_made_up_numbers_are_of_every_kind_and_mostly_single_ones() -> None:
    kinds: dict[tuple[str, ...], int] = {}
    for place in range(1000):
        found = phone_choices.made_up(VAULT.identity(f"{place:012}", "Ai Đó", "1950"))
        kind = tuple(phone.owner for phone in found)
        kinds[kind] = kinds.get(kind, 0) + 1
    assert set(kinds) == {("self",), ("helper",), ("self", "helper")}
    assert kinds[("self",)] > 500
