"""What the fault tests share: a service with one kiosk, what the kiosk sends, and what is then on record."""

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import sqlalchemy as sa

from kiosk.backend.access import callers
from kiosk.backend.storage.schema import answers, audit, events, registrations
from kiosk.domain import readable_code
from kiosk.wiring import service as service_wiring
from tests.load import requests
from tests.load.crowd import Ask, Reply
from tests.service import Service

KEY = "the kiosk under test"


def set_up(service: Service) -> None:
    """Make keys and schema, and enrol the kiosk."""
    service.prepare()
    store = service_wiring.open_store(service.settings)
    store.write_now(lambda connection: callers.enrol(connection, name="one", key=KEY, now=datetime.now(UTC)))
    store.close()


def asked(number: int) -> bytes:
    """The registration of person `number`, always under the same key."""
    return requests.registration("faults", number, KEY, datetime(2026, 11, 20, 8, tzinfo=UTC))


def receipt_code(number: int) -> str:
    """The code that person `number` gets."""
    return readable_code.derived("receipt", requests.idempotency_key("faults", number))


def lanes(count: int, each: int, gap: float) -> list[list[Ask]]:
    """Kiosks side by side, each with other people, one every `gap` seconds."""
    return [
        [Ask(n := lane * each + turn, asked(n), gap * (turn + lane / count)) for turn in range(each)]
        for lane in range(count)
    ]


def acknowledged(answered: Sequence[Reply]) -> Counter[str]:
    """How often each receipt code was given out."""
    return Counter(receipt_code(answer.number) for answer in answered if answer.status == 201)


@dataclass(frozen=True)
class Record:
    """What stands in the database."""

    codes: Counter[str]
    events: int
    audited: Counter[str]
    answers: int

    @property
    def is_whole(self) -> bool:
        """Has each registration its event, its audit line and its answer, and nothing else any?"""
        return len(self.codes) == self.events == self.answers and self.codes == self.audited


def record(service: Service) -> Record:
    """Read what stands in the service's database now."""

    def work(connection: sa.Connection) -> Record:
        lines = sa.select(audit.c.subject).where(audit.c.action.like("registration_%"))
        return Record(
            Counter(connection.scalars(sa.select(registrations.c.receipt_code))),
            connection.scalar(sa.select(sa.func.count()).select_from(events)) or 0,
            Counter(connection.scalars(lines)),
            connection.scalar(sa.select(sa.func.count()).select_from(answers)) or 0,
        )

    store = service_wiring.open_store(service.settings)
    try:
        return store.read_now(work)
    finally:
        store.close()


async def until(happened: Callable[[], bool], seconds: float = 30) -> None:
    """Wait for what another process does."""
    limit = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < limit, "it never happened"
        await asyncio.sleep(0.05)
