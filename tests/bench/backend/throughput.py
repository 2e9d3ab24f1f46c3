"""Registrations a second, durable: the service against pgbench with its statements, in turn."""

import re
import statistics
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

from tests.bench.backend import transaction
from tests.bench.backend.city import CLIENTS, DURABILITY, City
from tests.bench.backend.measured import Measured, machine
from tests.bench.backend.sealed import Outbox
from tests.load import crowd
from tests.load.crowd import Ask, Plan, Reply
from tests.postgres import Postgres, binary
from tests.service import Service

_MOST = 4000
"""Registrations a second for which requests are rendered; ours has never come near."""
_SETTLED = "SELECT (SELECT count(*) FROM audit) = (SELECT count(*) FROM audit_links)"


def measure(city: City) -> Iterator[Measured]:
    """One by one, and by the hundred in envelopes."""
    script = city.directory / "registration.sql"
    with city.service() as service:
        database = Path(service.directory).name
        script.write_text(transaction.for_pgbench(service), "utf-8")
        city.copy("bare")
        single, sealed, bare, used = [], [], [], []
        for number in range(city.scale.rounds + 1):
            before = service.cpu_seconds()
            single.append(_singly(city, service, f"single {number}"))
            used.append((service.cpu_seconds() - before) / (single[-1] * city.scale.seconds))
            settle(city.postgres, database)
            sealed.append(_by_the_hundred(city, service, f"sealed {number}"))
            settle(city.postgres, database)
            bare.append(pgbench(city.postgres, "bare", script, city.scale.seconds))
        size = transaction.bytes_written(city.postgres, database)
        city.postgres.drop("bare")
    state = (
        f"{CLIENTS} clients; {size:,} bytes a registration with its indexes; {DURABILITY}; {city.loaded()}",
        f"{machine()}; rounds of {city.scale.seconds:g} s in turn, the first does not count",
    )
    yield _ratio(
        "registrations against pgbench",
        single[1:],
        bare[1:],
        0.25,
        (*state, f"{statistics.median(used) * 1000:.2f} ms of the workers' processor time each"),
    )
    yield _ratio("registrations in envelopes by the hundred", sealed[1:], bare[1:], 0.5, state)


def pgbench(postgres: Postgres, database: str, script: Path, seconds: float, clients: int = CLIENTS) -> float:
    """Transactions a second."""
    command = [
        binary("pgbench"),
        "-h",
        postgres.directory,
        "-U",
        "postgres",
        "-n",
        "-M",
        "prepared",
        "-f",
        script,
        "-c",
        str(clients),
        "-j",
        "2",
        "-T",
        str(round(seconds)),
        "-D",
        f"n={time.time_ns() // 1_000_000 << 16}",
        database,
    ]  # fmt: skip - options and their values stay together
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found = re.search(r"tps = ([\d.]+)", done.stdout)
    assert found is not None, done.stdout
    return float(found[1])


def _singly(city: City, service: Service, run: str) -> float:
    each = int(_MOST * city.scale.seconds) // CLIENTS
    plan = Plan(service.socket, city.lanes(CLIENTS, each, run), seconds=city.scale.seconds)
    return _rate(crowd.run(plan), 1)


def _by_the_hundred(city: City, service: Service, run: str) -> float:
    calls = int(_MOST * city.scale.seconds) // 100 // CLIENTS + 1
    outbox = Outbox(service, city.directory)
    lanes = [
        [Ask(0, outbox.envelopes(city.people(100), run, city.keys[lane])) for _ in range(calls)]
        for lane in range(CLIENTS)
    ]
    return _rate(crowd.run(Plan(service.socket, lanes, seconds=city.scale.seconds)), 100)


def _rate(answers: list[Reply], each: int) -> float:
    wrong = {answer.status for answer in answers} - {200, 201}
    assert not wrong, f"answered {wrong}"
    return each * len(answers) / max(answer.at for answer in answers)


def settle(postgres: Postgres, database: str) -> float:
    """Let the audit chain catch up, so that it slows down nothing after it; return how long that took."""
    began = time.monotonic()
    while postgres.execute(_SETTLED, database) != [(True,)]:
        assert time.monotonic() < began + 120, "the audit chain does not catch up"
        time.sleep(0.2)
    return time.monotonic() - began


def _ratio(name: str, ours: list[float], bare: list[float], limit: float, notes: tuple[str, ...]) -> Measured:
    ratio = statistics.median(one / other for one, other in zip(ours, bare, strict=True))
    rates = f"{statistics.median(ours):,.0f} against {statistics.median(bare):,.0f} a second"
    return Measured(name, ratio, limit, at_least=True, notes=(rates, *notes))
