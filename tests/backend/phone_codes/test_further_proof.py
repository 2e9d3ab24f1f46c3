"""A helper's phone serves the next person at the same kiosk without another code, and no proof serves two."""

from datetime import timedelta
from typing import Any

import httpx
import pytest

from kiosk.backend.phone_codes import verified_code
from kiosk.backend.policy import Policy
from kiosk.backend.storage.schema import audit, registrations
from kiosk.contract.phone_codes import PROOFS
from tests.backend.world import GONE, MAU, NGHIEM, OTHER_KEY, POLICY, STRANGER, THU, World, body, new_key

DAUGHTERS = "+84970000000"


async def helped(world: World, person: dict[str, str] = NGHIEM, **answers: Any) -> dict[str, str]:
    """Register a person through their daughter's phone; return what the kiosk keeps."""
    proof = answers.get("proof") or await world.prove(person, DAUGHTERS, "helper")
    sent = body(person, proof=proof, phone=DAUGHTERS, helper=THU, captured_at=world.at)
    answer = await world.register(sent)
    return {"receipt": answer["receipt"], "proof": proof, "paper": answer.get("paper_receipt") or ""}


async def ask(world: World, kept: dict[str, str], person: dict[str, str], key: str = "") -> httpx.Response:
    """Ask for a proof for the next person."""
    wanted = {"citizen_id": person["citizen_id"], "receipt": kept["receipt"], "proof": kept["proof"]}
    client = world.kiosk(key) if key else world.http
    return await client.post(PROOFS, json=wanted, headers={"Idempotency-Key": new_key()})


def refused(response: httpx.Response) -> tuple[int, str]:
    return response.status_code, response.json()["code"]


async def test_the_next_person_is_registered_with_the_same_phone_and_no_second_code(world: World) -> None:
    kept = await helped(world)
    messages = len(world.network.sent)
    answer = await ask(world, kept, STRANGER)
    assert answer.status_code == 200, answer.text
    proof = answer.json()["proof"]
    last = world.rows(audit)[-1]
    assert last.action == "proof_for_another"
    await helped(world, STRANGER, proof=proof)
    rows = world.rows(registrations)
    assert rows[0].phone == rows[1].phone is not None
    assert len(world.network.sent) == messages


async def test_a_third_person_follows_the_second(world: World) -> None:
    kept = await helped(world)
    kept = await helped(world, STRANGER, proof=(await ask(world, kept, STRANGER)).json()["proof"])
    assert (await ask(world, kept, MAU)).status_code == 200


async def test_no_proof_works_for_two_people(world: World) -> None:
    kept = await helped(world)
    proof = (await ask(world, kept, STRANGER)).json()["proof"]
    assert verified_code.read(world.signer, proof, STRANGER["citizen_id"]) is not None
    for text, person in ((proof, NGHIEM), (proof, MAU), (kept["proof"], STRANGER)):
        assert verified_code.read(world.signer, text, person["citizen_id"]) is None
    assert refused(await ask(world, kept, NGHIEM)) == (403, "proof_invalid")


async def test_it_ends_when_the_first_proof_ends(world: World) -> None:
    kept = await helped(world)
    world.pass_time(minutes=20)
    answer = (await ask(world, kept, STRANGER)).json()
    found = verified_code.read(world.signer, answer["proof"], STRANGER["citizen_id"])
    first = verified_code.read(world.signer, kept["proof"], NGHIEM["citizen_id"])
    assert found is not None
    assert first is not None
    assert abs(found.expires_at - first.expires_at) <= timedelta(seconds=1)
    world.pass_time(minutes=11)
    assert refused(await ask(world, kept, STRANGER)) == (403, "proof_invalid")


async def test_only_the_kiosk_that_sent_the_registration_may_ask(world: World) -> None:
    kept = await helped(world)
    assert refused(await ask(world, kept, STRANGER, OTHER_KEY)) == (403, "proof_invalid")


@pytest.mark.parametrize(
    "wrong", ["receipt of another", "proof of another", "no receipt", "no proof", "paper"]
)
async def test_receipt_and_proof_must_be_of_one_registration(world: World, wrong: str) -> None:
    kept, other = await helped(world), await helped(world, GONE)
    broken = {
        "receipt of another": {**kept, "receipt": other["receipt"]},
        "proof of another": {**kept, "proof": other["proof"]},
        "no receipt": {**kept, "receipt": kept["proof"]},
        "no proof": {**kept, "proof": kept["receipt"]},
        "paper": {**kept, "receipt": kept["paper"] or "X"},
    }[wrong]
    assert refused(await ask(world, broken, STRANGER)) == (403, "proof_invalid")


async def test_a_persons_own_phone_serves_nobody_else(world: World) -> None:
    proof = await world.prove(MAU, MAU["phone"])
    answer = await world.register(body(MAU, proof=proof))
    kept = {"receipt": answer["receipt"], "proof": proof}
    assert refused(await ask(world, kept, STRANGER)) == (403, "proof_invalid")


@pytest.fixture
def one_only() -> Policy:
    """A phone may serve one other person."""
    from dataclasses import replace

    return replace(POLICY, helped=1)


async def test_a_phone_serves_no_more_people_than_it_may(build: Any, one_only: Policy) -> None:
    world = build(one_only)
    kept = await helped(world)
    assert refused(await ask(world, kept, STRANGER)) == (409, "phone_limit_reached")
