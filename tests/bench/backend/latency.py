"""How long people wait: at a hundred kiosks, and at the officers' desk."""

import statistics
from collections.abc import Iterator

from tests.bench.backend.city import DURABILITY, KIOSKS, City
from tests.bench.backend.measured import Measured, machine, quantile, spread
from tests.load import crowd
from tests.load.crowd import Plan, Reply
from tests.service import Service

_WARM = 2.0
"""Seconds that do not count."""


def measure(city: City) -> Iterator[Measured]:
    """A hundred kiosks that each send one registration a second; over many rows and over few, in turn."""
    many, few = [], []
    with city.service("many") as large, city.service("few") as small:
        for number in range(city.scale.rounds + 1):
            many.append(_kiosks(city, large, f"many {number}"))
            few.append(_kiosks(city, small, f"few {number}"))
    every = [took for times in many[1:] for took in times]
    state = (
        f"{KIOSKS} kiosks, each one a second for {len(many) - 1} x {city.scale.seconds:g} s, open loop, "
        f"counted from when it was due; {DURABILITY}",
        machine(),
    )
    p95 = quantile(every, 0.95) * 1000
    yield Measured(
        "POST /v1/registrations, p95", p95, 100, "ms", notes=(spread(every), city.loaded("many"), *state)
    )
    pairs = zip(many[1:], few[1:], strict=True)
    ratio = statistics.median(quantile(one, 0.95) / quantile(other, 0.95) for one, other in pairs)
    fewer = [took for times in few[1:] for took in times]
    yield Measured(
        "the same p95, many rows against few", ratio, 1.2, notes=(spread(fewer), city.loaded("few"), *state)
    )


def _kiosks(city: City, service: Service, run: str) -> list[float]:
    lanes = city.paced(KIOSKS, 1.0, 0, _WARM + city.scale.seconds, run)
    return took(crowd.run(Plan(service.socket, lanes)), 201)


def took(answers: list[Reply], expected: int) -> list[float]:
    """The times of all but the first seconds' answers."""
    wrong = {answer.status for answer in answers} - {expected}
    assert not wrong, f"answered {wrong}"
    return [answer.took for answer in answers if answer.since >= _WARM]
