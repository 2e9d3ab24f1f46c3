import asyncio
from dataclasses import replace

import httpx
import pytest
import sqlalchemy as sa

from kiosk.backend.access import callers
from kiosk.backend.access.permissions import OPEN_PATHS
from kiosk.backend.declined import CODES
from kiosk.backend.http.app import create_app
from kiosk.backend.storage.schema import desk_calls, kiosks
from kiosk.contract import campaign, cards, envelopes, phone_codes, registrations, service
from kiosk.contract import keys as keys_contract
from kiosk.contract.calls import DESK_CALLS
from kiosk.resources.languages import languages
from kiosk.resources.text import has
from tests.backend.world import KIOSK_KEY, MAU, NGHIEM, OTHER_KEY, STRANGER, World, body, code_body, new_key

PATHS = [
    registrations.REGISTRATIONS,
    envelopes.ENVELOPES,
    registrations.REGISTRATIONS + "/222222222222",
    phone_codes.PHONE_CODES,
    phone_codes.PHONE_CODES + "/x/answer",
    cards.CARDS,
    campaign.STATISTICS,
    DESK_CALLS,
    "/openapi.json",
    "/nowhere",
]


def _problem(response: httpx.Response) -> tuple[int, str]:
    assert response.headers["Content-Type"] == service.PROBLEM_TYPE
    assert response.json()["status"] == response.status_code
    return response.status_code, response.json()["code"]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("key", ["", "a stranger's", "é"])
async def test_a_stranger_gets_nothing_but_health_and_keys(world: World, path: str, key: str) -> None:
    stranger = world.kiosk("")
    headers = {"Authorization": f"Bearer {key}".encode()} if key else {}
    for method in ("GET", "POST"):
        response = await stranger.request(method, path, content=b"{not json", headers=headers)
        assert _problem(response) == (401, "not_allowed")
        assert response.headers["WWW-Authenticate"] == "Bearer"


async def test_anybody_may_ask_for_health_and_keys(world: World) -> None:
    stranger = world.kiosk("")
    assert (await stranger.get(service.HEALTH)).json() == {"status": "ok"}
    keys = keys_contract.KeysAnswer.model_validate_json((await stranger.get(keys_contract.KEYS)).content)
    assert [key.use for key in keys.keys] == ["sign", "seal"]


async def test_a_kiosk_that_was_cut_off_is_a_stranger_and_the_others_go_on(world: World) -> None:
    first = world.rows(kiosks)[0].id
    cut_off = sa.update(kiosks).where(kiosks.c.id == first).values(revoked_at=world.at)
    world.store.write_now(lambda connection: connection.execute(cut_off))
    responses = [await world.kiosk(key).get(campaign.STATISTICS) for key in (KIOSK_KEY, OTHER_KEY)]
    assert sorted(response.status_code for response in responses) == [200, 401]


async def test_no_key_is_in_the_database(world: World) -> None:
    assert KIOSK_KEY not in str(world.rows(kiosks))


async def test_statistics_count_people_with_an_account(world: World) -> None:
    await world.approved()
    await world.register(body(NGHIEM))
    assert (await world.http.get(campaign.STATISTICS)).json() == {"registered": 1, "goal": 45000}


async def test_statistics_count_the_kiosks_own_office_and_no_other(world: World) -> None:
    await world.approved()
    key = "a kiosk of another ward"
    world.store.write_now(
        lambda connection: callers.enrol(connection, name="far", key=key, now=world.at, office_code="00001")
    )
    assert (await world.kiosk(key).get(campaign.STATISTICS)).json()["registered"] == 0
    assert (await world.http.get(campaign.STATISTICS)).json()["registered"] == 1


async def test_a_call_for_the_officer_rings_at_the_desk(world: World) -> None:
    response = await world.post(DESK_CALLS, {"place": "phone\u0007", "receipt_code": "222222222222"})
    assert response.status_code == 201
    call = world.rows(desk_calls)[0]
    assert (call.place, call.receipt_code, call.answered_at) == ("phone", "222222222222", None)


@pytest.mark.parametrize(
    ("method", "path", "problem"),
    [
        ("GET", "/nowhere", (404, "not_found")),
        ("GET", "/v1", (404, "not_found")),
        ("DELETE", registrations.REGISTRATIONS, (405, "method_not_allowed")),
        ("GET", cards.CARDS, (405, "method_not_allowed")),
    ],
)
async def test_a_call_that_does_not_exist_is_a_problem_like_any_other(
    world: World, method: str, path: str, problem: tuple[int, str]
) -> None:
    assert _problem(await world.http.request(method, path)) == problem


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b"null", b'"text"', b"\xff\xfe", pytest.param(b"[" * 5000, id="deep")]
)
async def test_a_body_that_is_none_is_declined(world: World, content: bytes) -> None:
    headers = {"Idempotency-Key": "c" * 32, "Content-Type": "application/json"}
    response = await world.http.post(registrations.REGISTRATIONS, content=content, headers=headers)
    assert _problem(response) == (422, "invalid_body")


async def test_a_mistake_of_ours_is_admitted_without_its_details(world: World) -> None:
    world.at = None  # type: ignore[assignment]  # the clock breaks
    response = await world.post(DESK_CALLS, {"place": "phone"})
    assert _problem(response) == (500, "unexpected")
    assert "Traceback" not in response.text


async def test_known_and_unknown_people_cost_the_same_queries(world: World) -> None:
    async def cost(person: dict[str, str]) -> list[str]:
        statements: list[str] = []

        def note(connection, cursor, statement, parameters, context, executemany) -> None:
            if not statement.startswith(("BEGIN", "SELECT kiosks")):  # the caller's key is read by the clock
                statements.append(statement)

        proof = await world.prove(person, f"+84{person['citizen_id'][-2:]}0000000")
        sa.event.listen(sa.engine.Engine, "before_cursor_execute", note)
        try:
            await world.register(body(person))
            headers = {
                "Idempotency-Key": new_key()
            }  # not by `world.post`, which has the message sent as well
            await world.http.post(phone_codes.PHONE_CODES, json=code_body(person), headers=headers)
            request = {name: person[name] for name in ("citizen_id", "full_name", "birth")}
            await world.post(cards.CARDS, {**request, "phone_proof": proof})
        finally:
            sa.event.remove(sa.engine.Engine, "before_cursor_execute", note)
        return statements

    known, unknown = await cost(MAU), await cost(STRANGER)
    assert known == unknown
    assert len(known) > 15


async def test_the_description_knows_every_call_and_who_may_make_it(world: World) -> None:
    description = (await world.http.get("/openapi.json")).json()
    assert {
        path
        for path, calls in description["paths"].items()
        for call in calls.values()
        if not call["security"]
    } == (OPEN_PATHS)
    described = set()
    for path, calls in description["paths"].items():
        for call in calls.values():
            assert call["description"]
            codes = _codes(call)
            assert path in OPEN_PATHS or "not_allowed" in codes
            described |= codes
    assert described | {"not_found", "method_not_allowed"} | ELSEWHERE == set(CODES)
    assert "ProblemDetails" in description["components"]["schemas"]
    assert "HTTPValidationError" not in str(description)


ELSEWHERE = {"decision_impossible", "already_registered", "envelope_unreadable"}
"""Codes of the command line, and of an envelope's outcome."""


def _codes(call: dict[str, dict[str, dict]]) -> set[str]:
    problems = (answer.get("content", {}).get(service.PROBLEM_TYPE) for answer in call["responses"].values())
    return {
        code
        for problem in problems
        if problem
        for code in problem["schema"]["allOf"][1]["properties"]["code"]["enum"]
    }


@pytest.mark.parametrize("language", languages())
def test_every_no_has_words(language: str) -> None:
    assert [code for code in CODES if not has(f"refused.{code}", language)] == []  # type: ignore[arg-type]  # parametrized


@pytest.mark.parametrize("fresh", ["sqlite"], indirect=True)
async def test_a_background_job_that_fails_is_logged_and_begins_anew(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    begun: asyncio.Queue[int] = asyncio.Queue()

    async def fail() -> None:
        begun.put_nowait(1)
        raise KeyError("a mistake of ours")

    async def at_once() -> None:
        await asyncio.sleep(0)

    app = create_app(replace(world.backend, background_jobs=[fail]), rest=at_once)
    async with app.router.lifespan_context(app):
        assert [await begun.get() for _ in range(3)] == [1, 1, 1]
    assert {record.message for record in caplog.records} == {"background_job_failed"}
