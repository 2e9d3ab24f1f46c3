"""When keys arrived, told apart from when a busy machine came to read them; the clock is an argument.

A machine that is busy reads late, and what was typed meanwhile waits in the terminal's buffer. So the time
between two readings says nothing. Silence is only the time in which the reader waited on an empty buffer:
what is read without such a wait in between arrived together, however late it is read.
"""

from kiosk.domain.scans.gate import GAP, QUIET, SLOW

MARKS = (GAP, QUIET, SLOW)
"""The silences, in seconds, at which the gate may have something to do."""
SLICE = 0.01
"""Seconds that the reader waits at a time while a mark lies ahead: how exact a silence is."""
IDLE = 0.1
"""Seconds that it waits at a time afterwards, when nothing depends on it."""
STALL = 3 * SLICE
"""A wait this long stood still with the machine, and the program that types may have stood still as well."""


class ArrivalClock:
    """Adds up the reader's waits on an empty buffer. Times are seconds of a clock that does not go back."""

    def __init__(self, now: float) -> None:
        self._arrived = now
        self._silence = float("inf")
        self._known = now

    @property
    def wait(self) -> float:
        """How long the reader should wait for the next keys, at most, in seconds."""
        return SLICE if self._silence <= MARKS[-1] else IDLE

    @property
    def time(self) -> float:
        """Until when it is known what arrived."""
        return self._known if self._silence > MARKS[-1] else self._arrived + self._silence

    def stay_empty(self, began: float, waited: float) -> bool:
        """Learn that a wait from `began` on, `waited` seconds long, found the buffer empty at its end.

        That proves all the time since the last reading silent, for nothing else empties the buffer. Returns
        whether the silence has reached a mark.
        """
        before, end = self._silence, began + waited
        passed, self._known = end - self._known, end
        self._silence += passed if passed <= STALL else waited
        return any(before <= mark < self._silence for mark in MARKS)

    def arrive(self, began: float, woken: float, read: float) -> float:
        """Return when keys arrived that ended a wait from `began` to `woken` and were read until `read`.

        How late the reader was woken is unknown, so this last wait counts for a slice at most.
        """
        silence = self._silence + min(woken - began, SLICE)
        self._arrived = woken if silence > MARKS[-1] else self._arrived + silence
        self._silence, self._known = 0.0, read
        return self._arrived
