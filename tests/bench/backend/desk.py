"""What an officer waits for: the queue, a search without accents among all people, signing in."""

import itertools
import json
import random
import secrets
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from urllib.parse import urlencode

from kiosk.backend.access import officers
from kiosk.backend.access.passwords import Passwords
from kiosk.contract.dossiers import QUEUE
from kiosk.contract.people import PEOPLE
from kiosk.contract.sessions import SIGN_IN
from kiosk.domain import names
from kiosk.wiring import service as service_wiring
from tests.bench.backend.city import City
from tests.bench.backend.measured import Measured, machine, quantile, spread
from tests.load import crowd, requests
from tests.load.crowd import Ask, Plan
from tests.load.people import person
from tests.service import Service

_DESKS = 20
_A_SECOND = 10
"""Questions a second of all desks together."""


def measure(city: City) -> Iterator[Measured]:
    """Twenty officers at work."""
    with city.service() as service:
        login, password = "bench", secrets.token_hex(12)
        signing_in, token = _sign_in(service, login, password)
        waiting = service.get(QUEUE, token)
        total = json.loads(waiting[1])["total"]
        chance = random.Random(7)
        pages = (
            f"{QUEUE}?{urlencode({'offset': chance.randrange(0, total, 100), 'limit': 100})}"
            for _ in itertools.count()
        )
        searches = (f"{PEOPLE}?{urlencode({'search': _wanted(chance, city)})}" for _ in itertools.count())
        queue = _ask(city, service, token, pages)
        search = _ask(city, service, token, searches)
    state = f"{_DESKS} desks, {_A_SECOND} questions a second together; {city.loaded()}, {total:,} waiting"
    yield _figure("search without accents over everybody, p95", search, 50, state)
    yield _figure("a page of the desk's queue, p95", queue, 40, state)
    yield _figure("sign-in with the real argon2id, p95", signing_in, 250, "one after the other; " + machine())


def _sign_in(service: Service, login: str, password: str) -> tuple[list[float], str]:
    """Times of signing in, and the last session's token."""
    _add_officer(service, login, password)
    times, token = [], ""
    body = json.dumps({"login": login, "password": password}).encode()
    for _ in range(20):
        headers = {"Content-Type": "application/json", "Idempotency-Key": secrets.token_hex(16)}
        began = time.perf_counter()
        status, content = service.ask("POST", SIGN_IN, body, headers)
        times.append(time.perf_counter() - began)
        assert status in (200, 201), content
        token = json.loads(content)["token"]
    return times, token


def _add_officer(service: Service, login: str, password: str) -> None:
    account = officers.Account(login, "Cán bộ Thử", "officer", requests.OFFICE)
    hashed = Passwords().hash(password)
    store = service_wiring.open_store(service.settings)
    store.write_now(lambda connection: officers.add(connection, account, hashed, datetime.now(UTC)))
    store.close()


def _wanted(chance: random.Random, city: City) -> str:
    """Somebody's whole name, or the end of it, as an officer types it."""
    words = names.fold(person(chance.randrange(city.scale.people))["full_name"]).split()
    return " ".join(words if chance.random() < 0.5 else words[-2:])


def _ask(city: City, service: Service, token: str, paths: Iterator[str]) -> list[float]:
    gap = _DESKS / _A_SECOND
    count = max(4, int(city.scale.seconds * 2 / gap))
    lanes = [
        [
            Ask(0, requests.get(next(paths), token), 0.2 + gap * (turn + desk / _DESKS))
            for turn in range(count)
        ]
        for desk in range(_DESKS)
    ]
    answers = crowd.run(Plan(service.socket, lanes))
    assert {answer.status for answer in answers} == {200}, {answer.status for answer in answers}
    return [answer.took for answer in answers if answer.since > 1]


def _figure(name: str, times: list[float], limit: float, state: str) -> Measured:
    return Measured(name, quantile(times, 0.95) * 1000, limit, "ms", notes=(spread(times), state))
