"""At the door: one caller's rate, everybody's limit, a body's size and time. Nothing behind it is touched."""

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest
from starlette.responses import Response

from kiosk.backend.http.admission import ALWAYS, Admission, BodyReader, RateLimit
from kiosk.contract import envelopes, service


class Behind:
    """Whatever stands behind the door: it keeps each request for "/" until it is let go."""

    def __init__(self) -> None:
        self.heard: list[bytes] = []
        self.begun = asyncio.Event()
        self.may_answer = asyncio.Event()
        self.may_answer.set()

    async def __call__(self, scope, receive, send):
        self.begun.set()
        if scope["path"] == "/":
            await self.may_answer.wait()
        self.heard.append((await receive())["body"] if scope["method"] == "POST" else b"")
        await Response("done")(scope, receive, send)


@pytest.fixture
def behind() -> Behind:
    return Behind()


class Time:
    """A clock in the test's hand."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def calls(app, key: str = "one") -> httpx.AsyncClient:
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://backend", headers=headers)


def door(behind: Behind, *, most_waiting: int = 100, per_second: int = 100, time: Time | None = None):
    return Admission(behind, most_waiting, RateLimit(per_second, time or Time()), chance=lambda: 0.5)


def is_problem(response: httpx.Response, status: int, code: str) -> bool:
    kind = response.headers["Content-Type"]
    return (response.status_code, response.json()["code"], kind) == (status, code, service.PROBLEM_TYPE)


# The rate of one caller.


def test_a_caller_has_one_seconds_worth_at_once_and_then_waits_for_the_next():
    time = Time()
    rate = RateLimit(4, time)
    assert [rate.wait(b"one") for _ in range(5)] == [0, 0, 0, 0, 0.25]
    time.now = 0.25
    assert [rate.wait(b"one"), rate.wait(b"one")] == [0, 0.25]


def test_callers_do_not_use_up_each_others_rate():
    rate = RateLimit(1, Time())
    assert [rate.wait(b"one"), rate.wait(b"two"), rate.wait(b"one")] == [0, 0, 1]


def test_whoever_was_sent_away_does_not_wait_longer_for_having_asked():
    time = Time()
    rate = RateLimit(1, time)
    rate.wait(b"one")
    assert [rate.wait(b"one") for _ in range(3)] == [1, 1, 1]
    time.now = 1.0
    assert rate.wait(b"one") == 0


def test_strangers_with_ever_new_keys_do_not_fill_the_memory():
    rate = RateLimit(1, Time())
    for number in range(10_100):
        rate.wait(str(number).encode())
    assert rate.wait(b"10099") == 1
    assert rate.wait(b"0") == 0


async def test_one_caller_too_fast_is_told_when_to_come_again_and_the_others_go_on(behind):
    app = door(behind, per_second=2)
    async with calls(app) as fast, calls(app, "two") as other:
        responses = [await fast.get("/") for _ in range(3)]
        assert [response.status_code for response in responses] == [200, 200, 429]
        assert is_problem(responses[2], 429, "too_many_requests")
        assert responses[2].headers["Retry-After"] == "1"
        assert (await other.get("/")).status_code == 200


async def test_a_key_written_in_another_way_is_the_same_caller(behind):
    app = door(behind, per_second=1)
    async with calls(app, "") as kiosk:
        spellings = ("Bearer one", "bearer one", "Bearer   one ")
        responses = [await kiosk.get("/", headers={"Authorization": spelling}) for spelling in spellings]
    assert [response.status_code for response in responses] == [200, 429, 429]


# Everybody together.


async def test_what_is_too_much_for_the_process_is_declined_at_once_and_the_body_left_unread(behind):
    behind.may_answer.clear()
    unread = True

    async def body() -> AsyncIterator[bytes]:
        nonlocal unread
        unread = False
        yield b"{}"

    async with calls(door(behind, most_waiting=1)) as kiosk:
        first = asyncio.create_task(kiosk.get("/"))
        await behind.begun.wait()
        second = await kiosk.post("/", content=body())
        assert is_problem(second, 429, "too_many_requests")
        assert second.headers["Retry-After"] == "3"
        assert unread
        behind.may_answer.set()
        assert (await first).status_code == 200
        assert (await kiosk.get("/")).status_code == 200


async def test_a_request_that_fails_or_is_given_up_makes_room_for_the_next(behind):
    behind.may_answer.clear()
    async with calls(door(behind, most_waiting=1)) as kiosk:
        given_up = asyncio.create_task(kiosk.get("/"))
        await behind.begun.wait()
        given_up.cancel()
        await asyncio.gather(given_up, return_exceptions=True)
        behind.may_answer.set()
        assert (await kiosk.get("/")).status_code == 200


@pytest.mark.parametrize("path", sorted(ALWAYS))
async def test_whoever_watches_over_us_is_heard_however_busy_we_are(behind, path):
    behind.may_answer.clear()
    async with calls(door(behind, most_waiting=1, per_second=1)) as kiosk:
        busy = asyncio.create_task(kiosk.get("/"))
        await behind.begun.wait()
        assert [(await kiosk.get(path)).status_code for _ in range(3)] == [200, 200, 200]
        behind.may_answer.set()
        await busy


# A body.


async def test_a_body_arrives_whole_however_it_was_cut(behind):
    async def body() -> AsyncIterator[bytes]:
        for part in (b'{"a"', b": ", b"1}"):
            yield part

    async with calls(BodyReader(behind)) as kiosk:
        assert (await kiosk.post("/", content=body())).status_code == 200
    assert behind.heard == [b'{"a": 1}']


async def test_a_body_too_large_is_declined_before_it_is_read(behind):
    async with calls(BodyReader(behind)) as kiosk:
        response = await kiosk.post("/", content=b"x" * 300_001)
    assert is_problem(response, 413, "body_too_large")
    assert response.headers["Connection"] == "close"
    assert behind.heard == []


async def test_a_body_that_did_not_say_how_large_it_is_is_read_no_further_than_the_limit(behind):
    given = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal given
        while True:
            given += 1
            yield b"x" * 100_000

    async with calls(BodyReader(behind)) as kiosk:
        response = await kiosk.post("/", content=endless())
    assert is_problem(response, 413, "body_too_large")
    assert given <= 5


async def test_a_hundred_envelopes_have_room(behind):
    async with calls(BodyReader(behind)) as kiosk:
        sent = b"x" * 2_400_000
        assert (await kiosk.post(envelopes.ENVELOPES, content=sent)).status_code == 200


async def test_a_body_that_never_ends_is_given_up(behind):
    async def stalls() -> AsyncIterator[bytes]:
        yield b"{"
        await asyncio.Event().wait()

    async with calls(BodyReader(behind, seconds=0.01)) as kiosk:
        response = await kiosk.post("/", content=stalls())
    assert is_problem(response, 408, "body_too_slow")
    assert behind.heard == []


async def test_who_hangs_up_in_the_middle_of_a_body_is_answered_nothing(behind):
    said = [{"type": "http.request", "body": b"{", "more_body": True}, {"type": "http.disconnect"}]
    answered = []

    async def receive():
        return said.pop(0)

    async def send(message):
        answered.append(message)

    scope = {"type": "http", "method": "POST", "path": "/", "headers": []}
    await BodyReader(behind)(scope, receive, send)
    assert (answered, behind.heard) == ([], [])
