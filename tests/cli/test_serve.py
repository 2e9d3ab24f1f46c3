"""`kiosk serve` as processes of its own: it answers, counts, replaces who is gone, and ends in order."""

import http.client
import json
import os
import signal
import socket
import ssl
import stat
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kiosk.backend.storage.schema import registrations
from kiosk.contract import campaign, fields
from kiosk.contract import registrations as registrations_contract
from kiosk.contract import service as service_contract
from kiosk.wiring import service as service_wiring
from tests.backend.http.test_metrics import samples
from tests.backend.world import NGHIEM, body, new_key
from tests.certificates import self_signed
from tests.postgres import Postgres
from tests.service import Service

KIOSK, MONITOR = "a kiosk's key", "a monitor's key"


def until(happened: Callable[[], bool], seconds: float = 60) -> None:
    """Wait for what another process does; there is no event to wait for."""
    limit = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < limit
        time.sleep(0.05)


def prepare(service: Service) -> Service:
    """Set a service up as an administrator does."""
    service.prepare()
    service.enrol(KIOSK)
    service.enrol(MONITOR, "monitor")
    return service


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def service(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A running service, on either database."""
    database = ""
    if request.param == "postgres":
        postgres: Postgres = request.getfixturevalue("postgres")
        database = postgres.create("serve")
    running = prepare(Service(tmp_path_factory.mktemp("serve"), database, workers=2))
    running.start()
    yield running
    running.stop()


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Callable[..., Service]]:
    """Make services that a test may stop or harm."""
    made: list[Service] = []

    def make(**serve: object) -> Service:
        made.append(prepare(Service(tmp_path / f"service{len(made)}", **serve)))
        return made[-1]

    yield make
    for service in made:
        service.stop()


def register(service: Service, key: str | None = None) -> tuple[int, bytes]:
    """Send one registration over a connection of its own."""
    headers = {
        "Authorization": f"Bearer {KIOSK}",
        "Content-Type": "application/json",
        fields.IDEMPOTENCY_HEADER: key or new_key(),
    }
    return service.ask(
        "POST", registrations_contract.REGISTRATIONS, json.dumps(body(NGHIEM)).encode(), headers
    )


def count(service: Service) -> int:
    """How many registrations there are."""
    store = service_wiring.open_store(service.settings)
    try:
        return len(store.read_now(lambda connection: connection.execute(registrations.select()).all()))
    finally:
        store.close()


def test_it_is_there_and_ready(service):
    assert service.get(service_contract.HEALTH) == (200, b'{"status":"ok"}')
    status, answer = service.get(service_contract.READY)
    assert (status, json.loads(answer)) == (200, {"database": True, "migrations": True, "keys": True})


def test_what_all_processes_did_is_counted_together_for_a_monitor_only(service):
    def counted() -> dict[tuple[str, ...], float]:
        status, text = service.get(service_contract.METRICS, MONITOR)
        assert status == 200
        return samples(text)

    registered = ("kiosk_registrations_total", "pending_review")
    answered = ("kiosk_requests_total", "/v1/registrations", "201")
    before = counted()
    for _ in range(8):
        assert register(service)[0] == 201
    after = counted()
    assert after[answered] - before.get(answered, 0) == 8
    assert after[registered] - before.get(registered, 0) == 8
    assert after["kiosk_queue",] == count(service)
    assert service.get(service_contract.METRICS)[0] == 401
    assert service.get(service_contract.METRICS, KIOSK)[0] == 403


def test_each_request_is_a_line_of_json_that_names_nobody(service):
    assert register(service)[0] == 201
    service.get(f"{registrations_contract.REGISTRATIONS}/7K3M9QXRA2WD?name=Nghiem", KIOSK)
    until(lambda: "{receipt_code}" in service.log)
    lines = [json.loads(line) for line in service.log.splitlines()]
    requests = [line for line in lines if line["event"] == "request"]
    written = next(line for line in requests if line["route"] == registrations_contract.REGISTRATIONS)
    assert (written["status"], written["method"]) == (201, "POST")
    assert written["caller"].startswith("kiosk:")
    assert {"ms", "request_id", "timestamp", "level"} <= written.keys()
    for personal in (NGHIEM["citizen_id"], NGHIEM["full_name"], "Nghiem", "7K3M9QXRA2WD", KIOSK):
        assert personal not in service.log


def test_its_socket_is_the_owners_alone(service):
    assert stat.S_IMODE(Path(service.socket).stat().st_mode) == 0o600


def test_an_answer_names_its_request_and_not_our_program(service):
    connection = http.client.HTTPConnection("backend", timeout=30)
    connection.sock = socket.socket(socket.AF_UNIX)
    connection.sock.connect(service.socket)
    connection.request("GET", service_contract.HEALTH)
    headers = connection.getresponse().headers
    connection.close()
    assert "Server" not in headers
    assert len(headers["X-Request-ID"]) == 32


def test_a_process_that_is_killed_is_replaced_and_its_counts_stay(own):
    service = own(workers=2)
    service.start()
    for _ in range(4):
        register(service)
    before = set(service.workers)
    os.kill(min(before), signal.SIGKILL)
    until(lambda: len(service.workers) == 2 and set(service.workers) != before)
    assert register(service)[0] == 201
    counted = samples(service.get(service_contract.METRICS, MONITOR)[1])
    assert counted["kiosk_requests_total", "/v1/registrations", "201"] == 5
    assert count(service) == 5


def test_what_was_accepted_is_finished_before_it_ends(own):
    service = own(workers=1)
    service.start()
    content = json.dumps(body(NGHIEM)).encode()
    head = (
        f"POST {registrations_contract.REGISTRATIONS} HTTP/1.1\r\nHost: backend\r\n"
        f"Authorization: Bearer {KIOSK}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(content)}\r\n"
        f"{fields.IDEMPOTENCY_HEADER}: {new_key()}\r\nExpect: 100-continue\r\n\r\n"
    )
    with socket.socket(socket.AF_UNIX) as slow:
        slow.settimeout(30)
        slow.connect(service.socket)
        slow.sendall(head.encode())
        assert slow.recv(100).startswith(b"HTTP/1.1 100")  # it was let in and is waited for
        service.tell_to_stop()
        until(lambda: not service.is_ready())
        slow.sendall(content)
        assert slow.recv(100).startswith(b"HTTP/1.1 201")
    service.stop()
    assert count(service) == 1
    assert not Path(service.socket).exists()


def test_after_the_service_was_killed_nothing_is_left_running_and_it_starts_again(own):
    service = own(workers=1)
    service.start()
    workers = service.workers
    service.kill()
    until(lambda: not any(Path(f"/proc/{worker}").exists() for worker in workers))
    service.start()
    assert register(service)[0] == 201


@pytest.fixture
def port() -> int:
    """A port that nobody uses."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def test_it_speaks_tls_on_a_port(own, tmp_path, port):
    certificate, key = self_signed(tmp_path)
    service = own(
        workers=1, listen=f"127.0.0.1:{port}", certificate=str(certificate), certificate_key=str(key)
    )
    trust = ssl.create_default_context(cafile=str(certificate))

    def health() -> int:
        connection = http.client.HTTPSConnection("127.0.0.1", port, timeout=30, context=trust)
        try:
            connection.request("GET", service_contract.HEALTH)
            return connection.getresponse().status
        except OSError:
            return 0
        finally:
            connection.close()

    service.launch()
    until(lambda: health() == 200)


def test_one_kiosk_that_asks_too_much_is_told_so_and_the_service_stays_well(own):
    service = own(workers=1, per_kiosk=1)
    service.start()
    statuses = [service.get(campaign.STATISTICS, KIOSK)[0] for _ in range(5)]
    assert statuses[0] == 200
    assert 429 in statuses
    assert service.get(service_contract.READY)[0] == 200
