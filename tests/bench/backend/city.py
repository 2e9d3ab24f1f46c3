"""A city to measure in: PostgreSQL with its people loaded once, and services over fresh copies of it."""

import itertools
import secrets
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

import sqlalchemy as sa

from kiosk.backend.access import callers
from kiosk.wiring import service as service_wiring
from tests.bench.backend import preload
from tests.load import requests
from tests.load.crowd import Ask
from tests.postgres import DURABLE, Postgres, reachable_directory
from tests.service import Service

KIOSKS = 100
CLIENTS = 32
_SERVER = {**DURABLE, "shared_buffers": "1GB", "max_wal_size": "4GB", "max_connections": "200"}
DURABILITY = "fsync and synchronous_commit on"


@dataclass(frozen=True)
class Scale:
    """How much is loaded, and how long is measured."""

    people: int
    registered: int
    few: int
    """What "few rows" means."""
    rounds: int
    seconds: float
    """Of one round."""
    spike_seconds: float
    volume: int


FULL = Scale(1_200_000, 200_000, 10_000, rounds=5, seconds=10, spike_seconds=60, volume=100_000)
QUICK = Scale(30_000, 5_000, 3_000, rounds=1, seconds=4, spike_seconds=8, volume=4_000)


class City:
    """Runs from `__enter__` to `__exit__`."""

    def __init__(self, scale: Scale) -> None:
        self.scale = scale
        self.keys = [secrets.token_hex(16) for _ in range(KIOSKS)]
        self._people = itertools.count()
        self._runs = itertools.count()

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            self.directory = stack.enter_context(reachable_directory())
            self.postgres = Postgres(self.directory / "server", _SERVER)
            self.postgres.initialise()
            self.postgres.start()
            stack.callback(self.postgres.stop)
            self._stack = stack.pop_all()
        self._prepare("many", self.scale.people, self.scale.registered)
        self._prepare("few", self.scale.few, self.scale.few // 6)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    @contextmanager
    def service(self, template: str = "many", **serve: object) -> Iterator[Service]:
        """A running service over a fresh copy of `many` or `few`."""
        name = f"run{next(self._runs)}"
        url = self.copy(name, template)
        service = Service(self.directory / name, url, state=self._state, **{"workers": 2, **serve})
        try:
            service.start()
            yield service
        finally:
            service.stop()
            self.postgres.drop(name)

    def copy(self, name: str, template: str = "many") -> str:
        """A database with the same rows."""
        self.postgres.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY FILE_COPY')
        return self.postgres.url(name)

    def lanes(self, clients: int, each: int, run: str) -> list[list[Ask]]:
        """Registrations of people who were not registered yet, as fast as the service answers."""
        at = datetime.now(UTC)
        return [
            [Ask(n := next(self._people), self._rendered(run, n, lane, at)) for _ in range(each)]
            for lane in range(clients)
        ]

    def paced(self, clients: int, gap: float, begin: float, end: float, run: str) -> list[list[Ask]]:
        """The same from clients that send one every `gap` seconds from `begin` to `end`, evenly spread."""
        at = datetime.now(UTC)

        def ask(lane: int, turn: int) -> Ask:
            number = next(self._people)
            due = begin + gap * (turn + lane / clients)
            return Ask(number, self._rendered(run, number, lane, at), due, end)

        turns = range(int((end - begin) / gap))
        return [[ask(lane, turn) for turn in turns] for lane in range(clients)]

    def people(self, count: int) -> list[int]:
        """Numbers of people who were not registered yet."""
        return list(itertools.islice(self._people, count))

    def loaded(self, template: str = "many") -> str:
        """What a fresh copy holds, in words."""
        people, registered = self._counts[template]
        return f"{people:,} participants and {registered:,} registrations loaded"

    def _rendered(self, run: str, number: int, lane: int, at: datetime) -> bytes:
        return requests.registration(run, number, self.keys[lane % KIOSKS], at)

    @property
    def _state(self) -> Path:
        return self.directory / "state"

    def _prepare(self, name: str, people: int, registered: int) -> None:
        service = Service(self.directory / name, self.postgres.create(name), state=self._state)
        service.prepare()
        self.enrol(service)
        preload.load(service.config, people=people, registered=registered)
        counts: dict[str, tuple[int, int]] = getattr(self, "_counts", {})
        self._counts = {**counts, name: (people, registered)}

    def enrol(self, service: Service) -> None:
        def work(connection: sa.Connection) -> None:
            for number, key in enumerate(self.keys):
                callers.enrol(connection, name=f"kiosk {number}", key=key, now=datetime.now(UTC))

        store = service_wiring.open_store(service.settings)
        store.write_now(work)
        store.close()
