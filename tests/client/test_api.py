"""The API over a real socket: what is sent, and what each failure becomes."""

import asyncio
import socket

import pytest

from kiosk.client.api import Api
from kiosk.contract.calls import CallBody
from kiosk.contract.envelopes import EnvelopesBody
from kiosk.ports.errors import Refused, Unavailable
from tests.client.counterpart import CODE, KEY, NOW, Keys, listening, problem, response, served

STANDING = {
    "receipt_code": CODE,
    "status": "pending_review",
    "reasons": ["of_age"],
    "updated_at": NOW.isoformat(),
    "note": "Mang thẻ\x1b]0;x\x07 đến",
}


async def failure(raw: bytes, directory) -> Unavailable | Refused:
    """Ask where a registration stands, and return how the answer `raw` came out."""
    async with served(lambda _: raw, directory) as (_, api):
        with pytest.raises((Unavailable, Refused)) as caught:
            await api.registration_status(CODE)
    return caught.value


async def test_a_registration_is_sent_byte_for_byte_with_key_and_bearer(short, keys: Keys):
    answer = keys.answer().model_dump(mode="json")
    async with served(lambda _: response(answer, 201), short) as (counterpart, api):
        assert (await api.register(b'{"a": 1}', KEY)).receipt_code == CODE
    (request,) = counterpart.heard
    assert (request.method, request.path, request.body) == ("POST", "/v1/registrations", b'{"a": 1}')
    assert request.headers["idempotency-key"] == KEY
    assert request.headers["authorization"] == "Bearer the-key"
    assert request.headers["content-type"] == "application/json"


async def test_every_write_has_an_idempotency_key_and_no_read_has_one(short):
    called = {"id": KEY, "called_at": NOW.isoformat()}
    answers = iter([response(called, 201), response(STANDING)])
    async with served(lambda _: next(answers), short) as (counterpart, api):
        assert await api.ring(CallBody(place="phone")) == KEY
        await api.registration_status(CODE)
    assert [request.headers.get("idempotency-key") for request in counterpart.heard] == ["ab" * 16, None]


async def test_a_code_that_somebody_typed_cannot_leave_its_place_in_the_address(short):
    async with served(lambda _: response(STANDING), short) as (counterpart, api):
        await api.registration_status("../keys?x=1")
    assert counterpart.heard[0].path == "/v1/registrations/..%2Fkeys%3Fx%3D1"


async def test_what_a_person_reads_is_made_safe_for_a_terminal(short):
    async with served(lambda _: response(STANDING), short) as (_, api):
        assert (await api.registration_status(CODE)).note == "Mang thẻ]0;x đến"


async def test_a_field_that_a_newer_backend_added_breaks_nothing(short):
    async with served(lambda _: response(STANDING | {"colour": "blue"}), short) as (_, api):
        assert (await api.registration_status(CODE)).receipt_code == CODE


@pytest.mark.parametrize(
    "raw",
    [
        response({"title": "x"}, 500),
        problem("unexpected", 500),
        response(b"<html>", 502, "text/html"),
        problem("sms_unavailable", 503),
        response(b"<html>welcome", 200, "text/html"),
        response(b"{", 200),
        response(b"", 200),
        response(b"\xff\xfe", 200),
        response([], 200),
        response(STANDING | {"status": "dancing"}),
        response({key: value for key, value in STANDING.items() if key != "status"}),
        response(b"<html>", 404, "text/html"),
        response({"code": "receipt_unknown"}, 404, "application/problem+json"),
        response(b"{", 404, "application/problem+json"),
        response(b"", 302, headers={"Location": "http://elsewhere.example/"}),
        b"HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n",
        b"SSH-2.0-OpenSSH\r\n\r\n",
        response(b"no gzip", 200, headers={"Content-Encoding": "gzip"}),
    ],
)
async def test_nonsense_is_broken(short, raw):
    error = await failure(raw, short)
    assert isinstance(error, Unavailable)
    assert error.why == "broken"


@pytest.mark.parametrize(
    "raw",
    [
        problem("busy", 503, headers={"Retry-After": "2"}),
        response(b"", 503, "text/html", {"Retry-After": "120"}),
        response(b"slow down", 429, "text/plain"),
        problem("rate_limited", 429, headers={"Retry-After": "2"}),
    ],
)
async def test_not_now_is_busy(short, raw):
    error = await failure(raw, short)
    assert isinstance(error, Unavailable)
    assert error.why == "busy"


@pytest.mark.parametrize(
    ("raw", "code", "retry_after", "tries_left"),
    [
        (problem("receipt_unknown", 404), "receipt_unknown", None, None),
        (problem("code_wrong", 403, tries_left=2), "code_wrong", None, 2),
        (problem("codes_too_many", 429, headers={"Retry-After": "1800"}), "codes_too_many", 1800, None),
        (problem("codes_too_many", 429, retry_after=60), "codes_too_many", 60, None),
        (problem("code_wrong", 403, headers={"Retry-After": "soon"}), "code_wrong", None, None),
        (problem("of_a_later_version", 409), "of_a_later_version", None, None),
    ],
)
async def test_a_no_keeps_its_code_and_what_it_says_about_trying_again(
    short, raw, code, retry_after, tries_left
):
    error = await failure(raw, short)
    assert isinstance(error, Refused)
    assert (error.code, error.retry_after, error.tries_left) == (code, retry_after, tries_left)


async def test_a_body_that_was_too_long_on_its_way_is_slow_and_no_refusal(short):
    error = await failure(problem("body_too_slow", 408), short)
    assert isinstance(error, Unavailable)
    assert error.why == "slow"


async def test_a_backend_that_does_not_answer_in_time_is_slow(short):
    async def listen_only(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await asyncio.Event().wait()

    async with listening(listen_only, short, patience=0.05) as api:
        with pytest.raises(Unavailable, match="slow"):
            await api.campaign()


async def test_a_backend_that_trickles_is_slow_though_every_byte_comes_in_time(short):
    async def trickle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\n")
        while True:
            writer.write(b"X: y\r\n")
            await writer.drain()
            await asyncio.sleep(0.01)

    async with listening(trickle, short, patience=0.1) as api:
        with pytest.raises(Unavailable, match="slow"):
            await api.campaign()


async def test_no_socket_nobody_listening_and_no_host_are_offline(short):
    (short / "kiosk.key").write_text("k")
    nobody = socket.socket(socket.AF_UNIX)
    nobody.bind(str(short / "deaf"))
    nobody.close()
    for api in (
        Api.over_socket(str(short / "none"), short / "kiosk.key", 5, lambda: KEY),
        Api.over_socket(str(short / "deaf"), short / "kiosk.key", 5, lambda: KEY),
        Api.over_socket("/" + "x" * 200, short / "kiosk.key", 5, lambda: KEY),
        Api.over_url("http://127.0.0.1:1", short / "kiosk.key", 5, lambda: KEY),
        Api.over_url("http://ward.invalid", short / "kiosk.key", 5, lambda: KEY),
    ):
        with pytest.raises(Unavailable, match="offline"):
            await api.campaign()
        await api.close()


async def test_a_connection_that_breaks_off_is_no_answer(short):
    async def hang_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.transport.abort()

    async with listening(hang_up, short) as api:
        with pytest.raises(Unavailable):
            await api.campaign()


async def test_a_kiosk_without_a_key_yet_is_offline(short):
    async with served(lambda _: response(STANDING), short) as (counterpart, api):
        (short / "kiosk.key").unlink()
        with pytest.raises(Unavailable, match="offline"):
            await api.registration_status(CODE)
        assert counterpart.heard == []


async def test_a_proxy_in_the_environment_does_not_get_what_is_meant_for_the_socket(short, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:1")
    async with served(lambda _: response(STANDING), short) as (_, api):
        assert (await api.registration_status(CODE)).receipt_code == CODE


async def test_envelopes_travel_in_one_call(short, keys: Keys):
    outcomes = {"outcomes": [keys.outcome(KEY).model_dump(mode="json")]}
    body = EnvelopesBody.model_validate(
        {"envelopes": [{"idempotency_key": KEY, "kid": "seal1", "sealed": "AAAA"}]}
    )
    async with served(lambda _: response(outcomes), short) as (counterpart, api):
        (outcome,) = (await api.send_envelopes(body)).outcomes
    assert outcome.idempotency_key == KEY
    assert counterpart.heard[0].path == "/v1/envelopes"
