"""One line for each request, with nothing in it that a person has said."""

import re
from types import SimpleNamespace
from uuid import uuid4

import httpx
import pytest
from fastapi import FastAPI, Request
from starlette.types import Receive, Scope, Send
from structlog.testing import capture_logs

from kiosk.backend.http.request_log import HEADER, RequestLog
from kiosk.contract import service

SECRET = "Nguyễn Văn Mẫu"


@pytest.fixture
def app() -> FastAPI:
    """Calls of every kind."""
    app = FastAPI()

    @app.get("/people/{name}")
    async def find(name: str) -> str:
        return name

    @app.post("/people")
    async def add(request: Request) -> None:
        request.state.caller = SimpleNamespace(actor="kiosk:1")
        await request.body()

    @app.get("/broken")
    async def broken() -> None:
        raise ValueError(SECRET)

    @app.get(service.HEALTH)
    async def health() -> None:
        return None

    @app.get(service.READY, status_code=503)
    async def ready() -> None:
        return None

    return app


def calls(app, time: list[float]) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(RequestLog(app, now=lambda: time.pop(0)))
    return httpx.AsyncClient(transport=transport, base_url="http://backend")


@pytest.fixture
async def http(app: FastAPI):
    """A client of the app; each request takes 250 ms."""
    async with calls(app, [0.0, 0.25] * 10) as http:
        yield http


async def test_a_line_names_the_route_and_not_the_address(http):
    with capture_logs() as lines:
        response = await http.get(f"/people/{SECRET}?phone=0900000000")
    (line,) = lines
    assert line.pop("request_id") == response.headers[HEADER]
    assert line == {
        "event": "request",
        "log_level": "info",
        "method": "GET",
        "route": "/people/{name}",
        "status": 200,
        "ms": 250.0,
        "caller": None,
        "exc_info": None,
    }


async def test_a_line_says_who_asked_and_nothing_of_what_was_sent(http):
    with capture_logs() as lines:
        await http.post("/people", content=SECRET)
    assert lines[0]["caller"] == "kiosk:1"
    assert "Mẫu" not in str(lines)


async def test_what_goes_wrong_is_in_the_line_and_goes_no_further(http):
    with capture_logs() as lines:
        assert (await http.get("/broken")).status_code == 500
    (line,) = lines
    assert (line["log_level"], line["status"], type(line["exc_info"])) == ("error", 500, ValueError)


async def test_an_address_that_does_not_exist_is_not_repeated(http):
    with capture_logs() as lines:
        await http.get(f"/nowhere/{SECRET}")
    assert (lines[0]["route"], lines[0]["status"]) == ("unrouted", 404)


async def test_the_callers_own_id_is_given_back_if_it_is_one(http):
    own = str(uuid4())
    response = await http.get("/people/x", headers={HEADER: own})
    assert response.headers[HEADER] == own


@pytest.mark.parametrize("given", ["006090000011", "Mau", "x" * 200, "0" * 31, ""])
async def test_what_might_be_somebodys_number_or_name_is_no_id(http, given):
    with capture_logs() as lines:
        response = await http.get("/people/x", headers={HEADER: given})
    assert re.fullmatch("[0-9a-f]{32}", response.headers[HEADER])
    assert lines[0]["request_id"] == response.headers[HEADER]


async def test_health_is_worth_a_line_only_when_it_fails(http):
    with capture_logs() as lines:
        await http.get(service.HEALTH)
        await http.get(service.READY)
    assert [(line["route"], line["status"]) for line in lines] == [(service.READY, 503)]


async def test_who_hung_up_is_on_record():
    async def silent(scope: Scope, receive: Receive, send: Send) -> None:
        return None

    scope = {"type": "http", "method": "POST", "path": "/", "headers": []}
    with capture_logs() as lines:
        await RequestLog(silent)(scope, None, None)  # type: ignore[arg-type]  # nothing is received or sent
    assert lines[0]["status"] == 499
