"""What becomes of registrations, cards and codes while the insurer is away, and when it answers again."""

import asyncio
from typing import Any

import pytest

from kiosk.backend.registrations.reassessment import Reassessment
from kiosk.backend.storage.schema import audit, events, registrations
from kiosk.backend.storage.store import Store
from kiosk.domain.registration.eligibility import Status
from tests.backend.world import GONE, MAU, NGHIEM, POLICY, STRANGER, VAULT, World, body, code_body


@pytest.fixture
def again(world: World) -> Reassessment:
    """The machine's second look."""
    return Reassessment(world.store, VAULT, world.line, POLICY, lambda: world.at)


async def while_away(world: World, person: dict[str, str], *, is_proved: bool = True) -> dict[str, Any]:
    """Register somebody while the insurer cannot be asked."""
    proof = await world.prove(person, person["phone"]) if is_proved else None
    world.line.is_down = True
    answer = await world.register(body(person, proof=proof, captured_at=world.at))
    world.line.is_down = False
    world.pass_time(minutes=1)
    return answer


async def standing(world: World, code: str) -> dict[str, Any]:
    return dict((await world.http.get(f"/v1/registrations/{code}")).json())


async def test_a_registration_is_taken_and_waits_for_the_insurer(world):
    answer = await while_away(world, MAU)
    assert (answer["status"], answer["reasons"], answer["card"]) == ("pending_review", ["insurer_away"], None)


async def test_the_answer_is_the_same_for_people_known_and_unknown(world):
    known = await while_away(world, NGHIEM, is_proved=False)
    unknown = await while_away(world, STRANGER, is_proved=False)
    assert known["reasons"] == unknown["reasons"] == ["phone_proved", "insurer_away"]


async def test_it_is_approved_as_soon_as_the_insurer_says_what_was_missing(world, again):
    answer = await while_away(world, MAU)
    assert await again.assess_waiting() == 1
    now = await standing(world, answer["receipt_code"])
    assert (now["status"], now["reasons"]) == ("approved", [])
    assert [happened["status"] for happened in now["history"]] == ["received", "pending_review", "approved"]
    assert [event.actor for event in world.rows(events)] == ["machine", "machine"]
    assert world.rows(audit)[-1].action == "registration_approved"
    assert await again.assess_waiting() == 0


async def test_whoever_waits_at_the_kiosk_then_sees_their_card(world, again):
    answer = await while_away(world, MAU)
    asked = {
        **{name: MAU[name] for name in ("citizen_id", "full_name", "birth")},
        "receipt": answer["receipt"],
    }
    assert (await world.post("/v1/cards", asked)).json()["code"] == "card_not_available"
    await again.assess_waiting()
    assert (await world.post("/v1/cards", asked)).json()["full_name"] == MAU["full_name"]


async def test_otherwise_it_waits_for_an_officer_with_its_true_reasons(world, again):
    answer = await while_away(world, NGHIEM, is_proved=False)
    stranger = await while_away(world, STRANGER, is_proved=False)
    gone = await while_away(world, GONE)
    assert await again.assess_waiting() == 3
    reasons = {row.receipt_code: row.reasons for row in world.rows(registrations)}
    assert reasons[answer["receipt_code"]] == ["phone_proved", "phone_in_register"]
    assert reasons[stranger["receipt_code"]] == [
        "in_register",
        "details_agree",
        "phone_proved",
        "phone_in_register",
    ]
    assert reasons[gone["receipt_code"]] == ["alive"]
    assert {row.status for row in world.rows(registrations)} == {Status.PENDING_REVIEW}
    assert world.rows(audit)[-1].action == "registration_judged_again"
    assert (await standing(world, answer["receipt_code"]))["reasons"] == ["phone_proved"]
    assert await again.assess_waiting() == 0


async def test_a_second_one_of_a_person_with_an_account_is_told_that_they_have_one(world, again):
    await world.approved(MAU)
    answer = await while_away(world, MAU)
    await again.assess_waiting()
    now = await standing(world, answer["receipt_code"])
    assert (now["status"], now["reasons"]) == ("refused", ["already_registered"])


async def test_of_two_of_the_same_person_the_first_becomes_the_account(world, again):
    first = await while_away(world, MAU)
    second = await while_away(world, MAU)
    await again.assess_waiting()
    assert (await standing(world, first["receipt_code"]))["status"] == "approved"
    assert (await standing(world, second["receipt_code"]))["status"] == "refused"


async def test_while_the_insurer_is_still_away_nothing_changes(world, again):
    await while_away(world, MAU)
    world.line.is_down = True
    assert await again.assess_waiting() == 0
    assert world.rows(registrations)[0].reasons == ["insurer_away"]


async def test_with_nothing_waiting_the_insurer_is_not_asked(world, again):
    asked = len(world.line.asked)
    assert await again.assess_waiting() == 0
    assert len(world.line.asked) == asked


async def test_an_officer_who_was_faster_has_decided(world, again):
    answer = await while_away(world, MAU)
    world.line.is_down = True
    await world.backend.decisions.decide(answer["receipt_code"], Status.REFUSED, officer="mai", note="Không")
    world.line.is_down = False
    assert await again.assess_waiting() == 0
    assert (await standing(world, answer["receipt_code"]))["status"] == "refused"


async def test_an_officer_may_approve_without_the_insurer(world):
    answer = await while_away(world, MAU)
    world.line.is_down = True
    await world.backend.decisions.decide(answer["receipt_code"], Status.APPROVED, officer="mai")
    assert (await standing(world, answer["receipt_code"]))["status"] == "approved"


async def test_an_officer_who_decides_while_the_insurer_is_asked_wins(world, again):
    answer = await while_away(world, MAU)
    world.line.meanwhile = lambda: world.backend.decisions.decide(
        answer["receipt_code"], Status.REFUSED, officer="mai"
    )
    assert await again.assess_waiting() == 0
    assert (await standing(world, answer["receipt_code"]))["status"] == "refused"


async def test_many_are_asked_for_in_batches(world, again):
    people = [{**MAU, "citizen_id": f"0060900001{serial:02}"} for serial in range(70)]
    for person in people:
        await while_away(world, person, is_proved=False)
    world.line.asked.clear()
    assert await again.assess_waiting() == 70
    assert [len(numbers) for numbers in world.line.asked] == [50, 20]


async def test_two_processes_judge_each_once(world, again):
    for person in (MAU, NGHIEM, STRANGER):
        await while_away(world, person, is_proved=False)
    other = Reassessment(world.store, VAULT, world.line, POLICY, lambda: world.at)
    await asyncio.gather(again.assess_waiting(), other.assess_waiting())
    actions = [row.action for row in world.rows(audit)]
    assert actions.count("registration_judged_again") == 3


class Pauses:
    """As many pauses, none of which takes any time; in the last one whoever pauses is ended."""

    def __init__(self, count: int) -> None:
        self._left = count

    async def __call__(self) -> None:
        self._left -= 1
        if not self._left:
            raise asyncio.CancelledError


async def test_it_looks_again_after_each_pause(world, again):
    answer = await while_away(world, MAU)
    world.line.is_down = True

    async def comes_back() -> None:
        world.line.is_down = False

    world.line.meanwhile = comes_back
    with pytest.raises(asyncio.CancelledError):
        await again.run(Pauses(2))
    assert (await standing(world, answer["receipt_code"]))["status"] == "approved"


async def test_a_database_that_is_away_does_not_end_it(world, tmp_path, caplog):
    nowhere = Store.open(tmp_path / "empty.db")
    with pytest.raises(asyncio.CancelledError):
        await Reassessment(nowhere, VAULT, world.line, POLICY, lambda: world.at).run(Pauses(3))
    nowhere.close()
    assert [record.message for record in caplog.records] == ["reassessment_failed"] * 3


async def test_a_card_is_refused_for_a_while_and_says_for_how_long(world):
    await world.approved(MAU)
    proof = await world.prove(MAU, MAU["phone"])
    world.line.is_down = True
    asked = {name: MAU[name] for name in ("citizen_id", "full_name", "birth")}
    for identity in (asked, {**asked, "citizen_id": STRANGER["citizen_id"]}):
        response = await world.post("/v1/cards", {**identity, "phone_proof": proof})
        assert (response.status_code, response.json()["code"]) == (503, "insurer_away")
        assert response.headers["Retry-After"] == "5"


async def test_so_is_a_code_for_a_card_and_one_for_a_registration_is_not(world):
    world.line.is_down = True
    response = await world.post("/v1/phone-codes", code_body(MAU))
    assert (response.status_code, response.json()["code"]) == (503, "insurer_away")
    assert (await world.post("/v1/phone-codes", code_body(MAU, phone=MAU["phone"]))).status_code == 201


@pytest.mark.parametrize("fresh", ["postgres"], indirect=True)
async def test_one_process_at_a_time_is_at_it(world):
    async with world.store.alone("reassessment") as is_first, world.store.alone("reassessment") as is_second:
        assert (is_first, is_second) == (True, False)
        async with world.store.alone("something else") as is_alone:
            assert is_alone
    async with world.store.alone("reassessment") as is_next:
        assert is_next
