import asyncio
from collections.abc import Sequence

import pytest
from sqlalchemy.exc import OperationalError

from kiosk.backend.storage.group_commit import GroupCommit


class Database:
    """What is written to: each transaction waits until it may end."""

    def __init__(self) -> None:
        self.transactions: list[list[str]] = []
        self.has_begun = asyncio.Event()
        self.may_end = asyncio.Semaphore(0)
        self.is_away = False

    async def commit(self, items: Sequence[str]) -> list[str | Exception]:
        """Write; a "poison" fails the transaction that it is in, and a "duplicate" is refused alone."""
        self.transactions.append(list(items))
        self.has_begun.set()
        await self.may_end.acquire()
        if self.is_away:
            raise OperationalError("", {}, Exception())
        if "poison" in items:
            raise ArithmeticError
        return [KeyError(item) if item == "duplicate" else item.upper() for item in items]

    def let_end(self, count: int) -> None:
        """Let so many transactions end."""
        for _ in range(count):
            self.may_end.release()


@pytest.fixture
def database() -> Database:
    return Database()


async def test_an_item_alone_is_written_at_once(database: Database) -> None:
    database.let_end(1)
    assert await GroupCommit(database.commit, batch_size=3).submit("a") == "A"
    assert database.transactions == [["a"]]


async def test_what_comes_during_a_transaction_is_written_together_in_the_next_in_order(
    database: Database,
) -> None:
    group: GroupCommit[str, str] = GroupCommit(database.commit, batch_size=3)
    first = asyncio.create_task(group.submit("a"))
    await database.has_begun.wait()
    others = [asyncio.create_task(group.submit(item)) for item in "bcde"]
    database.let_end(3)
    assert await asyncio.gather(first, *others) == ["A", "B", "C", "D", "E"]
    assert database.transactions == [["a"], ["b", "c", "d"], ["e"]]


async def test_a_caller_that_was_just_answered_may_submit_again_at_once(database: Database) -> None:
    group: GroupCommit[str, str] = GroupCommit(database.commit, batch_size=1)
    database.let_end(100)
    async with asyncio.timeout(5):
        for _ in range(100):
            assert await group.submit("a") == "A"


async def test_each_item_has_an_error_of_its_own(database: Database) -> None:
    database.let_end(1)
    one, duplicate = await GroupCommit(database.commit, batch_size=3).submit_all(["a", "duplicate"])
    assert (one, type(duplicate)) == ("A", KeyError)


async def test_what_fails_a_transaction_fails_alone(database: Database) -> None:
    database.let_end(4)
    one, poison, other = await GroupCommit(database.commit, batch_size=3).submit_all(["a", "poison", "b"])
    assert (one, type(poison), other) == ("A", ArithmeticError, "B")
    assert database.transactions == [["a", "poison", "b"], ["a"], ["poison"], ["b"]]


async def test_when_the_database_is_away_all_hear_so_at_once(database: Database) -> None:
    database.is_away = True
    database.let_end(1)
    results = await GroupCommit(database.commit, batch_size=3).submit_all(["a", "b"])
    assert [type(result) for result in results] == [OperationalError, OperationalError]
    assert len(database.transactions) == 1


async def test_an_item_whose_caller_stops_waiting_is_written_all_the_same(database: Database) -> None:
    group: GroupCommit[str, str] = GroupCommit(database.commit, batch_size=3)
    leaving = asyncio.create_task(group.submit("a"))
    await database.has_begun.wait()
    leaving.cancel()
    staying = asyncio.create_task(group.submit("b"))
    await asyncio.gather(leaving, return_exceptions=True)
    database.let_end(2)
    assert await staying == "B"
    assert database.transactions == [["a"], ["b"]]


async def test_two_transactions_may_be_under_way_side_by_side(database: Database) -> None:
    group: GroupCommit[str, str] = GroupCommit(database.commit, batch_size=1, at_once=2)
    waiting = [asyncio.create_task(group.submit(item)) for item in "abc"]
    await asyncio.wait_for(database.has_begun.wait(), 5)
    database.let_end(3)
    assert await asyncio.gather(*waiting) == ["A", "B", "C"]
