import pytest

from kiosk.backend.declined import Declined
from kiosk.backend.storage.schema import audit, cards, events, registrations
from kiosk.domain.registration.eligibility import Status
from tests.backend.world import MAU, NGHIEM, STRANGER, World, body


async def _waiting(world: World, person: dict[str, str] = NGHIEM, phone: str | None = None) -> str:
    return str((await world.register(body(person, phone=phone)))["receipt_code"])


async def _decide(world: World, code: str, target: Status, note: str = "") -> None:
    await world.backend.decisions.decide(code, target, officer="test", note=note)


async def test_an_approval_issues_the_card_and_writes_down_who_decided(world: World) -> None:
    code = await _waiting(world)
    await _decide(world, code, Status.APPROVED, "Đúng người.")
    assert world.rows(registrations)[0].status == Status.APPROVED
    assert (await world.backend.registration_status.of(code)).note == "Đúng người."
    assert world.rows(events)[-1].actor == "officer:test"
    assert (world.rows(audit)[-1].action, world.rows(audit)[-1].subject) == ("registration_approved", code)
    assert world.count(cards) == 1


async def test_somebody_whom_the_register_does_not_know_is_approved_without_a_card(world: World) -> None:
    await _decide(world, await _waiting(world, STRANGER), Status.APPROVED)
    assert world.rows(registrations)[0].status == Status.APPROVED
    assert world.count(cards) == 0


@pytest.mark.parametrize("first", [Status.APPROVED, Status.REFUSED])
async def test_what_is_decided_stays_decided(world: World, first: Status) -> None:
    code = await _waiting(world)
    await _decide(world, code, first)
    with pytest.raises(Declined, match="decision_impossible"):
        await _decide(world, code, Status.APPROVED)
    assert world.rows(registrations)[0].status == first


@pytest.mark.parametrize("target", [Status.APPROVED, Status.REFUSED])
async def test_what_was_missing_and_came_passes_through_review(world: World, target: Status) -> None:
    code = await _waiting(world)
    for status in (Status.NEEDS_MORE, target):
        world.pass_time(minutes=1)
        await _decide(world, code, status)
    standing = await world.backend.registration_status.of(code)
    assert [happened.status for happened in standing.history] == [
        Status.RECEIVED,
        Status.PENDING_REVIEW,
        Status.NEEDS_MORE,
        Status.PENDING_REVIEW,
        target,
    ]


async def test_an_unknown_receipt_is_said_to_be_unknown(world: World) -> None:
    with pytest.raises(Declined, match="receipt_unknown"):
        await _decide(world, "222222222222", Status.APPROVED)


async def test_a_person_has_one_account_even_when_an_officer_approves_twice(world: World) -> None:
    first, second = await _waiting(world), await _waiting(world)
    await _decide(world, first, Status.APPROVED)
    with pytest.raises(Declined, match="already_registered"):
        await _decide(world, second, Status.APPROVED)
    assert (await world.backend.registration_status.of(second)).status is Status.PENDING_REVIEW


async def test_a_phone_that_an_officer_approved_is_taken(world: World) -> None:
    await _decide(world, await _waiting(world, NGHIEM, "+84970000000"), Status.APPROVED)
    proof = await world.prove(MAU, MAU["phone"])
    answer = await world.register(body(MAU, proof=proof, phone=MAU["phone"]))
    assert answer["status"] == "approved"
    with pytest.raises(AssertionError, match="phone_already_used"):
        await world.prove(STRANGER, "+84970000000")
