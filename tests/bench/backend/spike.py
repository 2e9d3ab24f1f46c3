"""Five times as many requests as the service can take, for a minute, while kiosks go on as always."""

from collections import Counter
from collections.abc import Iterator, Sequence

from kiosk.domain import readable_code
from tests.bench.backend.city import CLIENTS, DURABILITY, KIOSKS, City
from tests.bench.backend.measured import Measured, machine, quantile, spread
from tests.load import crowd
from tests.load.crowd import Plan, Reply
from tests.load.requests import idempotency_key
from tests.service import Service

_CALM = 10.0
"""Seconds before the spike."""
_AFTER = 20.0
_FOLD = 5
_CROWD = 800
"""Connections over which the spike comes."""
_NORMAL = 2.0
"""Normal again is a second whose p95 is at most this many times what it was before, for good."""


def measure(city: City) -> Iterator[Measured]:
    """Who was acknowledged is there once, who was not was told when to come again, and then all is calm."""
    with city.service() as service:
        capacity = _capacity(city, service)
        begin, end = _CALM, _CALM + city.scale.spike_seconds
        calm = city.paced(KIOSKS, 1.0, 0, end + _AFTER, "spike")
        gap = _CROWD / (_FOLD * capacity)
        many = city.paced(_CROWD, gap, begin, end, "spike")
        answers = crowd.run(Plan(service.socket, [*calm, *many], seconds=end + _AFTER))
        accepted = [answer for answer in answers if answer.status == 201]
        told = [answer for answer in answers if answer.status in (429, 503)]
        wrong = _missing_or_doubled(city, service, accepted)
    kiosks = {ask.number for lane in calm for ask in lane}
    seconds, before = _until_normal([a for a in accepted if a.number in kiosks], begin, end)
    statuses = dict(sorted(Counter(answer.status for answer in answers).items()))
    state = (
        f"{_FOLD} times the {capacity:,.0f} a second that it can take, for {end - begin:g} s, "
        f"{_CROWD} connections",
        f"answers by status {statuses}; {DURABILITY}; {city.loaded()}; {machine()}",
    )
    yield Measured("in a fivefold spike: acknowledged but missing or doubled", wrong, 0, notes=state)
    unclear = len(answers) - len(accepted) - sum(answer.retry_after is not None for answer in told)
    yield Measured("  neither accepted nor told when to come again", unclear, 0)
    yield Measured(
        "  seconds until a hundred kiosks are served as before",
        seconds,
        10,
        "s",
        notes=(f"before: {before}",),
    )


def _capacity(city: City, service: Service) -> float:
    lanes = city.lanes(CLIENTS, int(1000 * city.scale.seconds), "capacity")
    answers = crowd.run(Plan(service.socket, lanes, seconds=min(5.0, city.scale.seconds)))
    return len(answers) / max(answer.at for answer in answers)


def _missing_or_doubled(city: City, service: Service, accepted: Sequence[Reply]) -> int:
    codes = {readable_code.derived("receipt", idempotency_key("spike", answer.number)) for answer in accepted}
    return len(accepted) - len(codes) + len(codes - registered(city, service))


def registered(city: City, service: Service) -> set[str]:
    """The receipt codes of all that stands in the database."""
    rows = city.postgres.execute("SELECT receipt_code FROM registrations", service.directory.name)
    return {code for (code,) in rows}


def _until_normal(answers: Sequence[Reply], begin: float, end: float) -> tuple[float, str]:
    before = [answer.took for answer in answers if 2 <= answer.since < begin]
    slow = _NORMAL * quantile(before, 0.95)
    last = 0.0
    for second in range(int(_AFTER)):
        window = [a.took for a in answers if end + second <= a.since < end + second + 1]
        if not window or quantile(window, 0.95) > slow:
            last = second + 1
    return last, spread(before)
