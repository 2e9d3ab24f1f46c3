"""Metrics for the operator (Prometheus): how much, how fast, how it ended. No personal data.

With several processes each counts for itself in files of one directory (PROMETHEUS_MULTIPROC_DIR, which
`kiosk serve` sets before anything is imported), and whichever is asked adds them up.
"""

import os
from collections.abc import Iterable

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import REGISTRY, Collector

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"

_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
_requests = Counter("kiosk_requests", "Requests answered.", ["route", "status"])
_seconds = Histogram("kiosk_request_seconds", "Time from head to answer.", ["route"], buckets=_BUCKETS)
_registrations = Counter("kiosk_registrations", "Registrations by what became of them.", ["outcome"])
_in_flight = Gauge("kiosk_requests_in_flight", "Requests at work.", multiprocess_mode="livesum")


def answered(route: str, status: int, seconds: float) -> None:
    """Count a request. `route` is a template of ours, never an address as it was called."""
    _requests.labels(route, str(status)).inc()
    _seconds.labels(route).observe(seconds)


def registered(outcome: str) -> None:
    """Count a registration that is in the database; `outcome` is its status."""
    _registrations.labels(outcome).inc()


def in_flight(requests: int) -> None:
    """Say how many requests this process is at work on."""
    _in_flight.set(requests)


def exposed(gauges: Iterable[tuple[str, str, float]]) -> bytes:
    """Return everything that was counted, and `gauges` (name, help, value) as they are now."""
    registry = CollectorRegistry()
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]  # the library has no types here
    else:
        registry.register(REGISTRY)
    registry.register(_Now(gauges))
    return generate_latest(registry)


class _Now(Collector):
    """Figures that are read when they are asked for."""

    def __init__(self, gauges: Iterable[tuple[str, str, float]]) -> None:
        self._gauges = gauges

    def collect(self) -> Iterable[Metric]:
        """Hand the figures over."""
        for name, words, value in self._gauges:
            yield GaugeMetricFamily(name, words, value)
