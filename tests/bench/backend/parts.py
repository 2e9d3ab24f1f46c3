"""The parts of the backend's bench, and the city in which they are measured."""

from collections.abc import Callable, Collection, Iterator

from tests.bench.backend import desk, latency, on_sqlite, spike, throughput, volume
from tests.bench.backend.city import FULL, QUICK, City
from tests.bench.backend.measured import Measured

PARTS: dict[str, Callable[[City], Iterator[Measured]]] = {
    "throughput": throughput.measure,
    "sqlite": on_sqlite.measure,
    "latency": latency.measure,
    "desk": desk.measure,
    "spike": spike.measure,
    "volume": volume.measure,
}


def measure(chosen: Collection[str], *, quick: bool) -> Iterator[Measured]:
    """Measure the chosen parts, all if none is, in one city."""
    with City(QUICK if quick else FULL) as city:
        for name, part in PARTS.items():
            if not chosen or name in chosen:
                yield from part(city)
