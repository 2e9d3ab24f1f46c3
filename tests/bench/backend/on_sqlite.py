"""A ward's one file: the service on SQLite against a bare loop of its inserts, both with synchronous=FULL."""

import sqlite3
import statistics
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from kiosk.backend.insurer import register_entry
from kiosk.backend.storage.schema import participants
from kiosk.wiring import service as service_wiring
from tests.bench.backend import transaction
from tests.bench.backend.city import CLIENTS, City
from tests.bench.backend.measured import Measured, machine
from tests.bench.backend.preload import entry
from tests.load import crowd
from tests.load.crowd import Plan
from tests.load.statements import Said, again
from tests.service import Service

_MOST = 3000
_STRIDE = 500


def measure(city: City) -> Iterator[Measured]:
    """Registrations per second, in turn."""
    service = _ward(city)
    one, other = transaction.inserts(service.settings)
    bare_file = city.directory / "bare.db"
    _schema_only(Path(service.settings.state_dir) / "backend.db", bare_file)
    ours, bare = [], []
    service.start()
    try:
        for number in range(city.scale.rounds + 1):
            each = int(_MOST * city.scale.seconds) // CLIENTS
            plan = Plan(
                service.socket, city.lanes(CLIENTS, each, f"ward {number}"), seconds=city.scale.seconds
            )
            answers = crowd.run(plan)
            assert {answer.status for answer in answers} == {201}
            ours.append(len(answers) / max(answer.at for answer in answers))
            bare.append(_loop(bare_file, one, other, city.scale.seconds))
    finally:
        service.stop()
    ratio = statistics.median(a / b for a, b in zip(ours[1:], bare[1:], strict=True))
    notes = (
        f"{statistics.median(ours[1:]):,.0f} against {statistics.median(bare[1:]):,.0f} a second",
        f"one process, {CLIENTS} clients; synchronous=FULL; {city.scale.few:,} participants; {machine()}",
    )
    yield Measured("on SQLite, against a bare loop of its inserts", ratio, 0.2, at_least=True, notes=notes)


def _ward(city: City) -> Service:
    service = Service(city.directory / "ward", workers=1)
    service.prepare()
    store, vault = service_wiring.open_store(service.settings), service_wiring.open_vault(service.settings)
    rows = [register_entry.to_row(vault, entry(number)) for number in range(city.scale.few)]
    store.write_now(lambda connection: connection.execute(sa.insert(participants), rows))
    store.close()
    city.enrol(service)
    return service


def _schema_only(filled: Path, empty: Path) -> None:
    with sqlite3.connect(filled) as source, sqlite3.connect(empty) as target:
        for (text,) in source.execute(
            "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite%'"
        ):
            target.execute(text)
    source.close()
    target.close()


def _loop(path: Path, one: Sequence[Said], other: Sequence[Said], seconds: float) -> float:
    """Transactions a second of nothing but the inserts; their values are made outside of the time."""
    connection = sqlite3.connect(path, isolation_level=None)
    for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
        connection.execute(f"PRAGMA {pragma}")
    done, spent = 0, 0.0
    while spent < seconds:
        transactions = [again(one, other) for _ in range(_STRIDE)]
        spent += _timed(connection, transactions)
        done += _STRIDE
    connection.close()
    return done / spent


def _timed(
    connection: sqlite3.Connection, transactions: Sequence[Sequence[tuple[str, Sequence[Any]]]]
) -> float:
    began = time.perf_counter()
    for transaction_ in transactions:
        connection.execute("BEGIN IMMEDIATE")
        for text, values in transaction_:
            connection.execute(text, values)
        connection.execute("COMMIT")
    return time.perf_counter() - began
