"""One line of the backend's report, with the state in which it was measured."""

import math
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Measured:
    """A value and its limit: a ratio, a share, milliseconds or a count."""

    name: str
    value: float
    limit: float
    unit: str = ""
    at_least: bool = False
    notes: Sequence[str] = field(default=())

    @property
    def holds(self) -> bool:
        """Is the value on the right side of its limit?"""
        return self.value >= self.limit if self.at_least else self.value <= self.limit

    def __str__(self) -> str:
        verdict = "holds" if self.holds else "DOES NOT HOLD"
        direction = "at least" if self.at_least else "at most"
        line = f"{self.name:<58} {self.value:8.3g} {self.unit:<5} {direction} {self.limit:g}: {verdict}"
        return "\n".join([line, *(f"    {note}" for note in self.notes)])


def quantile(times: Iterable[float], share: float) -> float:
    """The smallest time that `share` of all times do not exceed."""
    ordered = sorted(times)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def spread(times: Sequence[float]) -> str:
    """Median, 95th and 99th percentile and the longest, in milliseconds."""
    parts = [("p50", 0.5), ("p95", 0.95), ("p99", 0.99), ("max", 1.0)]
    return ", ".join(f"{name} {quantile(times, share) * 1000:.1f} ms" for name, share in parts)


def machine() -> str:
    """What everything shares here."""
    return f"{os.cpu_count()} cores for the service, its database and the load together"
