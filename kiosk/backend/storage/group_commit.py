"""Carries many across together: whoever comes while the ferry is under way gathers for its next crossing.

A crossing is one transaction, and a commit's wait for the disk is most of what it costs, for one registration
or for a hundred. So nobody waits for company: an empty ferry leaves at once with whoever is there, and the
more there is to do, the more go together (measured on PostgreSQL: three registrations for the time of one).

When a crossing fails, each of its passengers crosses alone, so that one whom the database cannot take does
not keep the others. Not when the database is away: then all hear so, and come again with the same idempotency
key.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from sqlalchemy.exc import InterfaceError, OperationalError

P = TypeVar("P")
R = TypeVar("R")
Cross = Callable[[Sequence[P]], Awaitable[Sequence[R | Exception]]]
AWAY = (OperationalError, InterfaceError)
"""What is raised when the database cannot be reached, or cannot write."""


@dataclass(frozen=True)
class _Place(Generic[P, R]):
    passenger: P
    arrival: asyncio.Future[R | Exception]


class Ferry(Generic[P, R]):
    """Crosses with as many as have gathered, in the order in which they came."""

    def __init__(self, cross: Cross[P, R], *, seats: int, boats: int = 1) -> None:
        """`cross` returns each passenger's result, or the error that is theirs alone, in the same order."""
        self._cross = cross
        self._seats = seats
        self._boats = boats
        self._gathered: deque[_Place[P, R]] = deque()
        self._boats_under_way = 0
        self._tasks: set[asyncio.Task[None]] = set()

    async def take(self, passenger: P) -> R:
        """Bring one across. Raises what went wrong."""
        (result,) = await self.take_all([passenger])
        if isinstance(result, Exception):
            raise result
        return result

    async def take_all(self, passengers: Sequence[P]) -> list[R | Exception]:
        """Bring several across, each with a result or an error of its own, in their order.

        Whoever stops waiting for it (a caller who hangs up) crosses all the same.
        """
        loop = asyncio.get_running_loop()
        places = [_Place[P, R](passenger, loop.create_future()) for passenger in passengers]
        self._gathered.extend(places)
        if self._boats_under_way < self._boats:
            self._boats_under_way += 1
            task = loop.create_task(self._go_back_and_forth())
            self._tasks.add(task)  # the loop itself would let go of it
            task.add_done_callback(self._tasks.discard)
        return [await place.arrival for place in places]

    async def _go_back_and_forth(self) -> None:
        """Cross until nobody is left."""
        while self._gathered:
            count = min(self._seats, len(self._gathered))
            aboard = [self._gathered.popleft() for _ in range(count)]
            results = await self._results([place.passenger for place in aboard])
            for place, result in zip(aboard, results, strict=True):
                if not place.arrival.done():
                    place.arrival.set_result(result)
        self._boats_under_way -= 1

    async def _results(self, passengers: Sequence[P]) -> Sequence[R | Exception]:
        try:
            return await self._cross(passengers)
        except AWAY as error:
            return [error] * len(passengers)
        except Exception as error:
            if len(passengers) == 1:
                return [error]
        return [result for passenger in passengers for result in await self._results([passenger])]
