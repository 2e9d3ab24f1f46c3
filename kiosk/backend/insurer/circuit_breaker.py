"""Circuit breaker: a service that does not answer is not asked for a while, then probed by single calls."""

import math
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class CircuitOpen(Exception):  # noqa: N818 - "raise CircuitOpen" is the sentence
    """The service is not asked now; in `retry_after` seconds it will be."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(f"circuit open for {retry_after} s")
        self.retry_after = retry_after


class CircuitBreaker:
    """Closed, it lets every call through; after failures in a row it opens, and lets one through at a time.

    That one is a probe: its success closes the breaker, its failure doubles the pause before the next.
    """

    def __init__(
        self,
        *,
        failures: int = 5,
        pause: float = 5.0,
        longest: float = 60.0,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        """`failures` in a row open it for `pause` seconds, and for `longest` at most."""
        self._limit = failures
        self._first, self._longest = pause, longest
        self._now = now
        self._failures = 0
        self._pause = pause
        self._until: float | None = None  # while it is open: when the next probe may go
        self._probing = False

    @property
    def is_open(self) -> bool:
        """Are callers turned away?"""
        return self._until is not None

    @property
    def retry_after(self) -> int:
        """Whole seconds until it is worth asking again, at least one."""
        return max(1, math.ceil((self._until or 0) - self._now()))

    @contextmanager
    def watch(self) -> Iterator[None]:
        """Judge the caller by how the block ends. Raises `CircuitOpen` before it begins, while open.

        A caller that gave up (`CancelledError` is no `Exception`) says nothing about the service.
        """
        is_probe = self._enter()
        try:
            yield
        except Exception:
            self._failed(is_probe)
            raise
        else:
            self._succeeded(is_probe)
        finally:
            if is_probe:
                self._probing = False

    def _enter(self) -> bool:
        if self._until is None:
            return False
        if self._probing or self._now() < self._until:
            raise CircuitOpen(self.retry_after)
        self._probing = True
        return True

    def _succeeded(self, is_probe: bool) -> None:
        """A call that began before the breaker opened cannot close it."""
        if is_probe or not self.is_open:
            self._failures, self._pause, self._until = 0, self._first, None

    def _failed(self, is_probe: bool) -> None:
        self._failures += 1
        if is_probe:
            self._pause = min(2 * self._pause, self._longest)
        elif self.is_open or self._failures < self._limit:
            return
        self._until = self._now() + self._pause
