"""A measured figure: two series of times taken in turn, so that a change of the machine's speed hits both."""

import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Figure:
    """One line of the report. Times are in seconds."""

    name: str
    ours: float
    bare: float
    ratio: float
    limit: float
    notes: Sequence[str] = field(default=())

    @property
    def holds(self) -> bool:
        """Is the ratio within its limit?"""
        return self.ratio <= self.limit

    def __str__(self) -> str:
        verdict = "holds" if self.holds else "TOO SLOW"
        times = f"{self.ours * 1000:7.1f} ms against {self.bare * 1000:7.1f} ms"
        line = f"{self.name:<44} {times}   ratio {self.ratio:4.2f}, limit {self.limit}: {verdict}"
        return "\n".join([line, *(f"    {note}" for note in self.notes)])


def in_turn(
    ours: Callable[[int], float], bare: Callable[[int], float], rounds: int
) -> tuple[list[float], list[float]]:
    """Run both `rounds` times in turn; the first round warms caches and does not count."""
    pairs = [(ours(number), bare(number)) for number in range(rounds + 1)][1:]
    return [pair[0] for pair in pairs], [pair[1] for pair in pairs]


def compare(name: str, ours: list[float], bare: list[float], limit: float) -> Figure:
    """Compare medians; the ratio is the median of the rounds' ratios."""
    ratio = statistics.median(one / other for one, other in zip(ours, bare, strict=True))
    return Figure(name, statistics.median(ours), statistics.median(bare), ratio, limit)
