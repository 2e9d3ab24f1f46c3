"""When nobody is asked any more, and when somebody is again."""

import asyncio
from contextlib import suppress

import pytest

from kiosk.backend.insurer.circuit_breaker import CircuitBreaker, CircuitOpen


class Watch:
    """Time in the test's hand."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def breaker(watch: Watch) -> CircuitBreaker:
    return CircuitBreaker(failures=3, pause=10, longest=40, now=watch)


def fail(breaker: CircuitBreaker, times: int = 1) -> None:
    for _ in range(times):
        with pytest.raises(OSError, match="nobody there"), breaker.watch():
            raise OSError("nobody there")


def succeed(breaker: CircuitBreaker) -> None:
    with breaker.watch():
        pass


def test_it_opens_after_failures_in_a_row_and_then_nobody_is_asked(breaker):
    fail(breaker, 3)
    assert breaker.is_open
    with pytest.raises(CircuitOpen) as broken_off, breaker.watch():
        pytest.fail("somebody was asked")
    assert broken_off.value.retry_after == 10


def test_a_success_between_failures_keeps_it_closed(breaker):
    for _ in range(5):
        fail(breaker, 2)
        succeed(breaker)
    assert not breaker.is_open


def test_after_the_pause_one_probe_goes_and_its_success_closes(breaker, watch):
    fail(breaker, 3)
    watch.seconds += 10
    with breaker.watch(), pytest.raises(CircuitOpen), breaker.watch():
        pytest.fail("a second probe went while the first was on its way")
    assert not breaker.is_open
    fail(breaker, 2)
    assert not breaker.is_open


def test_each_failed_probe_doubles_the_pause_up_to_the_longest(breaker, watch):
    fail(breaker, 3)
    pauses = []
    for _ in range(4):
        watch.seconds += breaker.retry_after
        fail(breaker)
        pauses.append(breaker.retry_after)
    assert pauses == [20, 40, 40, 40]


def test_a_success_makes_the_next_pause_short_again(breaker, watch):
    fail(breaker, 3)
    watch.seconds += 10
    fail(breaker)
    watch.seconds += 20
    succeed(breaker)
    fail(breaker, 3)
    assert breaker.retry_after == 10


def test_a_probe_that_was_given_up_lets_the_next_one_go(breaker, watch):
    fail(breaker, 3)
    watch.seconds += 10
    with pytest.raises(asyncio.CancelledError), breaker.watch():
        raise asyncio.CancelledError
    assert breaker.is_open
    succeed(breaker)
    assert not breaker.is_open


def test_who_set_out_before_it_opened_does_not_close_it(breaker):
    with breaker.watch():
        fail(breaker, 3)
    assert breaker.is_open


def test_who_set_out_before_it_opened_does_not_lengthen_the_pause(breaker, watch):
    with suppress(OSError), breaker.watch():
        fail(breaker, 3)
        watch.seconds += 5
        raise OSError("late")
    assert breaker.retry_after == 5


def test_seconds_to_wait_are_whole_and_never_none(breaker, watch):
    assert breaker.retry_after == 1
    fail(breaker, 3)
    watch.seconds += 9.5
    assert breaker.retry_after == 1
