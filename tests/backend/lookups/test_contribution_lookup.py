"""Contributions, shown to their owner alone; and employers, shown to everybody."""

from typing import Any

import httpx
import pytest
import sqlalchemy as sa

from kiosk.backend.insurer import employer_search
from kiosk.backend.storage.schema import audit, desk_calls, employers, metadata, phone_codes
from kiosk.domain.contributions import Employer, Month
from tests.backend.office import Office
from tests.backend.world import GONE, MAU, NGHIEM, OTHER_KEY, SEWING, STRANGER, THU, WORKED, World, code_body

CONTRIBUTIONS, EMPLOYERS, CALLS = "/v1/contributions", "/v1/employers", "/v1/desk/calls"
NOT_AVAILABLE = (403, "contributions_not_available")


def _identity(person: dict[str, str], **factor: object) -> dict[str, object]:
    return {**{name: person[name] for name in ("citizen_id", "full_name", "birth")}, **factor}


async def _proof(world: World, person: dict[str, str] = MAU) -> str:
    """Prove the phone on record."""
    sent = await world.post("/v1/phone-codes", {**code_body(person), "purpose": "contributions"})
    answer = await world.post(f"/v1/phone-codes/{sent.json()['id']}/answer", {"code": world.network.code})
    return str(answer.json()["proof"])


async def _show(world: World, person: dict[str, str] = MAU, **factor: object) -> httpx.Response:
    return await world.post(CONTRIBUTIONS, _identity(person, **factor))


async def _authorised(world: World, person: dict[str, str], record: str = "contributions") -> str:
    """Call an officer, who lets the person see what they asked for."""
    wish = {**_identity(person), "record": record}
    call = (await world.post(CALLS, {"place": "contributions", "authorization_request": wish})).json()["id"]
    seat = await Office(world).seat()
    answered = await seat.post(f"/v1/desk/ringing/{call}/answer", {"outcome": "authorised"})
    assert answered.is_success, answered.text
    return str(call)


def _problem(response: httpx.Response) -> tuple[int, str]:
    return response.status_code, response.json()["code"]


async def _find(world: World, name: str) -> dict[str, Any]:
    response = await world.http.get(EMPLOYERS, params={"name": name})
    assert response.status_code == 200, response.text
    return dict(response.json())


# One's own contributions.


async def test_with_the_code_from_the_phone_on_record_they_are_shown_without_an_account(world: World) -> None:
    response = await _show(world, phone_proof=await _proof(world))
    assert response.status_code == 200
    answer = response.json()
    assert answer["is_sample"] is True
    assert [(p["first"], p["last"], p["is_late"]) for p in answer["periods"]] == [
        (period.first.iso, period.last.iso, period.is_late) for period in WORKED
    ]
    assert answer["periods"][1]["funds"] == ["social", "unemployment", "health"]
    noted = world.rows(audit)[-1]
    assert (noted.action, noted.subject) == ("contributions_shown", "")


async def test_the_insurance_number_will_do(world: World) -> None:
    by_number = {**MAU, "citizen_id": "0000000011"}
    response = await _show(world, by_number, phone_proof=await _proof(world, by_number))
    assert len(response.json()["periods"]) == 3


async def test_somebody_of_whom_nothing_is_known_is_told_nothing_is(world: World) -> None:
    response = await _show(world, THU, phone_proof=await _proof(world, THU))
    assert response.json() == {"periods": [], "is_sample": True}


async def test_whoever_has_no_right_to_them_hears_the_same(world: World) -> None:
    other_phone = await world.prove(MAU, "+84970000000")
    of_stranger = await world.prove(STRANGER, "+84980000000")
    answers = [
        await _show(world),
        await _show(world, STRANGER),
        await _show(world, GONE),
        await _show(world, NGHIEM),
        await _show(world, phone_proof=other_phone),
        await _show(world, STRANGER, phone_proof=of_stranger),
        await _show(world, {**MAU, "full_name": "Ai Khác"}, phone_proof=await _proof(world)),
        await _show(world, call_id="0" * 32),
    ]
    assert {answer.content for answer in answers} == {answers[0].content}
    assert _problem(answers[0]) == NOT_AVAILABLE
    assert "contributions_shown" not in {row.action for row in world.rows(audit)}


async def test_the_insurer_is_asked_the_same_for_the_known_and_the_unknown(world: World) -> None:
    asked: list[tuple[str, str]] = []
    find, contributions = world.line.find, world.line.contributions

    async def noting_find(number: str) -> Any:
        asked.append(("find", number))
        return await find(number)

    async def noting_contributions(number: str) -> Any:
        asked.append(("contributions", number))
        return await contributions(number)

    world.line.find, world.line.contributions = noting_find, noting_contributions  # type: ignore[method-assign]  # the line is the test's own
    for person in (MAU, STRANGER):
        await _show(world, person)
    assert asked == [
        (what, person["citizen_id"]) for person in (MAU, STRANGER) for what in ("find", "contributions")
    ]


async def test_a_stale_or_foreign_proof_is_said_to_be_one(world: World) -> None:
    proof = await _proof(world)
    assert _problem(await _show(world, NGHIEM, phone_proof=proof)) == (403, "proof_invalid")
    world.pass_time(minutes=31)
    assert _problem(await _show(world, phone_proof=proof)) == (403, "proof_invalid")


async def test_somebody_without_a_phone_sees_theirs_when_an_officer_lets_them(world: World) -> None:
    call = await _authorised(world, NGHIEM)
    assert (await _show(world, NGHIEM, call_id=call)).status_code == 200
    assert _problem(await _show(world, MAU, call_id=call)) == NOT_AVAILABLE
    elsewhere = await world.kiosk(OTHER_KEY).post(
        CONTRIBUTIONS, json=_identity(NGHIEM, call_id=call), headers={"Idempotency-Key": "b" * 32}
    )
    assert _problem(elsewhere) == NOT_AVAILABLE
    world.pass_time(minutes=10, seconds=1)
    assert _problem(await _show(world, NGHIEM, call_id=call)) == NOT_AVAILABLE


async def test_what_an_officer_allowed_opens_that_and_nothing_else(world: World) -> None:
    await world.approved()
    card, contributions = await _authorised(world, MAU, "card"), await _authorised(world, MAU)
    assert _problem(await _show(world, call_id=card)) == NOT_AVAILABLE
    shown = await world.post("/v1/cards", _identity(MAU, call_id=contributions))
    assert _problem(shown) == (403, "card_not_available")


async def test_the_desk_is_told_what_is_asked_for(world: World) -> None:
    wish = {**_identity(MAU), "record": "contributions"}
    await world.post(CALLS, {"place": "contributions", "authorization_request": wish})
    seat = await Office(world).seat()
    (call,) = (await seat.http.get("/v1/desk/ringing")).json()["calls"]
    assert call["authorization_request"]["record"] == "contributions"


async def test_while_the_insurer_is_away_it_says_when_to_come_again(world: World) -> None:
    proof = await _proof(world)
    world.line.is_down = True
    for response in (
        await _show(world, phone_proof=proof),
        await world.http.get(EMPLOYERS, params={"name": "may"}),
    ):
        assert _problem(response) == (503, "insurer_away")
        assert response.headers["Retry-After"] == "5"


async def test_codes_for_the_card_and_for_the_contributions_are_counted_together(world: World) -> None:
    for purpose in ("card", "contributions", "card"):
        assert (await world.post("/v1/phone-codes", {**code_body(STRANGER), "purpose": purpose})).is_success
    again = await world.post("/v1/phone-codes", {**code_body(STRANGER), "purpose": "contributions"})
    assert _problem(again) == (429, "codes_too_many")


async def test_an_impossible_birth_is_named(world: World) -> None:
    response = await _show(world, {**MAU, "birth": "1990-02-31"})
    assert response.json()["fields"] == ["birth.impossible"]


async def test_nothing_of_a_life_stands_readable_in_the_database(world: World) -> None:
    await _show(world, phone_proof=await _proof(world))
    await _authorised(world, MAU)
    public = {employers.name}
    found = str([world.rows(table) for table in metadata.sorted_tables if table.name not in public])
    assert world.count(phone_codes)
    assert world.count(desk_calls)
    for secret in (SEWING, MAU["full_name"], MAU["citizen_id"], "2015-11"):
        assert secret not in found


# Employers.


@pytest.mark.parametrize(
    "typed", ["Công ty May Thử Nghiệm", "may thu nghiem", "MAY", "nghiệm  công-ty", "tn0001a", "TN 0001 A"]
)
async def test_an_employer_is_found_by_words_of_its_name_or_by_its_code(world: World, typed: str) -> None:
    assert await _find(world, typed) == {
        "employers": [{"code": "TN0001A", "name": SEWING, "paid_until": "2026-06", "due_until": "2026-09"}],
        "more": False,
        "is_sample": True,
    }


@pytest.mark.parametrize("typed", ["khong co", "%", "_", "…", "ma y", "' OR 1=1 --", "\x1b[31m"])
async def test_what_fits_nobody_finds_nobody(world: World, typed: str) -> None:
    assert (await _find(world, typed))["employers"] == []


async def test_at_most_five_are_given_the_likeliest_first(world: World) -> None:
    month = Month(2026, 9)
    more = [Employer(f"X{n}", f"Xưởng May số {n}", month, month) for n in range(6)]
    more.append(Employer("MAY", "Không liên quan", month, month))
    rows = [employer_search.to_row(each) for each in more]
    world.store.write_now(lambda connection: connection.execute(sa.insert(employers), rows))
    found = await _find(world, "may")
    assert [each["code"] for each in found["employers"]] == ["MAY", "TN0001A", "X0", "X1", "X2"]
    assert found["more"] is True
    assert (await _find(world, "xuong may so 3"))["employers"][0]["code"] == "X3"


@pytest.mark.parametrize("query", [{}, {"name": ""}, {"name": "x" * 101}])
async def test_a_search_for_nothing_or_too_much_is_declined(world: World, query: dict[str, str]) -> None:
    response = await world.http.get(EMPLOYERS, params=query)
    assert _problem(response) == (422, "invalid_body")
    assert response.json()["fields"] == ["name.invalid" if query else "name.missing"]


def test_an_employer_is_the_same_out_of_its_row(world: World) -> None:
    employer = Employer("TN9", "Hợp tác xã “Đặng–Mẫu” 2/9", Month(2026, 1), Month(2026, 9))
    row = written(world, employer)
    assert employer_search.from_row(row) == employer
    assert row.words == " hop tac xa dang mau 2 9"


def written(world: World, employer: Employer) -> Any:
    """Write an employer down and return its row."""
    row = employer_search.to_row(employer)
    world.store.write_now(lambda connection: connection.execute(sa.insert(employers), row))
    return next(found for found in world.rows(employers) if found.code == employer.code)
