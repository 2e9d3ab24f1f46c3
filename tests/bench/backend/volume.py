"""A hundred thousand registrations in one run: none lost, none twice, and an audit chain without a gap."""

from collections.abc import Iterator

from kiosk.domain import readable_code
from tests.bench.backend.city import CLIENTS, DURABILITY, City
from tests.bench.backend.measured import Measured, machine
from tests.bench.backend.spike import registered
from tests.bench.backend.throughput import settle
from tests.load import crowd
from tests.load.crowd import Plan
from tests.load.requests import idempotency_key


def measure(city: City) -> Iterator[Measured]:
    """Register them as fast as the service answers, then count."""
    with city.service() as service:
        before = registered(city, service)
        lanes = city.lanes(CLIENTS, city.scale.volume // CLIENTS, "volume")
        answers = crowd.run(Plan(service.socket, lanes))
        sent = {
            readable_code.derived("receipt", idempotency_key("volume", ask.number))
            for lane in lanes
            for ask in lane
        }
        rows = city.postgres.execute("SELECT count(*) FROM registrations", service.directory.name)[0][0]
        found = registered(city, service) - before
        lag = settle(city.postgres, service.directory.name)
        verdict = service.admin("verify-audit").strip()
    errors = sum(answer.status != 201 for answer in answers)
    took = max(answer.at for answer in answers)
    yield Measured(
        f"{len(sent):,} registrations in one run: errors",
        errors,
        0,
        notes=(
            f"{len(sent) / took:,.0f} a second; {DURABILITY}; {city.loaded()}; {machine()}",
            f"the audit chain was sealed {lag:.1f} s after the last; {verdict}",
        ),
    )
    yield Measured("  missing, or there without having been sent", len(sent ^ found), 0)
    yield Measured("  there twice", rows - len(before) - len(found), 0)
