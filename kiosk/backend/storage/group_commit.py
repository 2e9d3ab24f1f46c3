"""Group commit: what is submitted while a transaction is under way is written together in the next one.

A commit's wait for the disk is most of what a transaction costs, for one registration or for a hundred. So
nothing waits for company: with no transaction under way the next begins at once with what is there, and the
more there is to do, the more is written together (measured on PostgreSQL: three registrations for the time
of one).

When a transaction fails, each of its items gets a transaction of its own, so that one that the database
cannot take does not keep the others. Not when the database is away: then all callers hear so, and send the
same again with the same idempotency key.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from sqlalchemy.exc import InterfaceError, OperationalError

T = TypeVar("T")
R = TypeVar("R")
Commit = Callable[[Sequence[T]], Awaitable[Sequence[R | Exception]]]
DATABASE_AWAY = (OperationalError, InterfaceError)
"""What is raised when the database cannot be reached, or cannot write."""


@dataclass(frozen=True)
class _Pending(Generic[T, R]):
    item: T
    result: asyncio.Future[R | Exception]


class GroupCommit(Generic[T, R]):
    """Writes as many items together as are waiting, in the order in which they were submitted."""

    def __init__(self, commit: Commit[T, R], *, batch_size: int, at_once: int = 1) -> None:
        """`commit` returns each item's result, or the error that is its alone, in the same order.

        `batch_size` items at most are one transaction, of which `at_once` may be under way.
        """
        self._commit = commit
        self._batch_size = batch_size
        self._at_once = at_once
        self._queue: deque[_Pending[T, R]] = deque()
        self._under_way = 0
        self._tasks: set[asyncio.Task[None]] = set()

    async def submit(self, item: T) -> R:
        """Write one item. Raises what went wrong."""
        (result,) = await self.submit_all([item])
        if isinstance(result, Exception):
            raise result
        return result

    async def submit_all(self, items: Sequence[T]) -> list[R | Exception]:
        """Write several items, each with a result or an error of its own, in their order.

        An item whose caller stops waiting (it hung up) is written all the same.
        """
        loop = asyncio.get_running_loop()
        pending = [_Pending[T, R](item, loop.create_future()) for item in items]
        self._queue.extend(pending)
        if self._under_way < self._at_once:
            self._under_way += 1
            task = loop.create_task(self._write_queue())
            self._tasks.add(task)  # the loop itself would let go of it
            task.add_done_callback(self._tasks.discard)
        return [await each.result for each in pending]

    async def _write_queue(self) -> None:
        """Write batch after batch until the queue is empty."""
        while self._queue:
            count = min(self._batch_size, len(self._queue))
            batch = [self._queue.popleft() for _ in range(count)]
            results = await self._results([pending.item for pending in batch])
            for pending, result in zip(batch, results, strict=True):
                if not pending.result.done():
                    pending.result.set_result(result)
        self._under_way -= 1

    async def _results(self, items: Sequence[T]) -> Sequence[R | Exception]:
        try:
            return await self._commit(items)
        except DATABASE_AWAY as error:
            return [error] * len(items)
        except Exception as error:
            if len(items) == 1:
                return [error]
        return [result for item in items for result in await self._results([item])]
