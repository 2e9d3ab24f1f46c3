"""What a check found, and how a check is kept from failing or hanging before the person who waits for it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from queue import Empty, SimpleQueue
from threading import Thread

from kiosk.ports.crash_report import describe

PATIENCE = 8.0
"""Seconds that a check has; each waits for less by itself, so one that takes longer hangs."""


class State(StrEnum):
    """How well something is. Only what is broken fails the whole."""

    GOOD = "good"
    CAREFUL = "careful"
    BROKEN = "broken"
    SKIPPED = "skipped"
    """There is nothing to check: it is not wanted here, or something else has to be mended first."""


@dataclass(frozen=True)
class Finding:
    """One line: its words are under `key`, the first line what is so, the others what to do now."""

    state: State
    key: str
    values: Mapping[str, object] = field(default_factory=dict)


Check = Callable[[], Iterable[Finding]]


def good(key: str, /, **values: object) -> Finding:
    """Return that something is well."""
    return Finding(State.GOOD, key, values)


def careful(key: str, /, **values: object) -> Finding:
    """Return that the technician should look at something."""
    return Finding(State.CAREFUL, key, values)


def broken(key: str, /, **values: object) -> Finding:
    """Return that something does not work."""
    return Finding(State.BROKEN, key, values)


def skipped(key: str, /, **values: object) -> Finding:
    """Return that there is nothing to check."""
    return Finding(State.SKIPPED, key, values)


def asked(check: Check) -> list[Finding]:
    """Return what `check` finds; that it fails is itself a finding, told without personal data."""
    try:
        return list(check())
    except Exception as error:
        return [broken("doctor.check.failed", at=describe(error))]


def asked_aside(check: Check, patience: float = PATIENCE) -> list[Finding]:
    """Return the same of a check that may hang: a thread is left behind rather than waited for."""
    answer: SimpleQueue[list[Finding]] = SimpleQueue()
    Thread(target=lambda: answer.put(asked(check)), daemon=True).start()
    try:
        return answer.get(timeout=patience)
    except Empty:
        return [broken("doctor.check.slow", seconds=f"{patience:.0f}")]
