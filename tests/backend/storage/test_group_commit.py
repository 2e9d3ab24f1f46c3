import asyncio
from collections.abc import Sequence

import pytest
from sqlalchemy.exc import OperationalError

from kiosk.backend.storage.group_commit import Ferry


class River:
    """What is crossed: each crossing waits until it is let go."""

    def __init__(self) -> None:
        self.crossings: list[list[str]] = []
        self.left = asyncio.Event()
        self.may_land = asyncio.Semaphore(0)
        self.is_away = False

    async def cross(self, passengers: Sequence[str]) -> list[str | Exception]:
        """Carry; a "stone" sinks whatever it is in, and a "cat" is refused alone."""
        self.crossings.append(list(passengers))
        self.left.set()
        await self.may_land.acquire()
        if self.is_away:
            raise OperationalError("", {}, Exception())
        if "stone" in passengers:
            raise ArithmeticError
        return [KeyError(one) if one == "cat" else one.upper() for one in passengers]

    def let_land(self, count: int) -> None:
        """Let so many crossings end."""
        for _ in range(count):
            self.may_land.release()


@pytest.fixture
def river() -> River:
    return River()


async def test_one_alone_crosses_at_once(river: River) -> None:
    river.let_land(1)
    assert await Ferry(river.cross, seats=3).take("a") == "A"
    assert river.crossings == [["a"]]


async def test_who_comes_while_it_is_under_way_crosses_together_next_in_order(river: River) -> None:
    ferry: Ferry[str, str] = Ferry(river.cross, seats=3)
    first = asyncio.create_task(ferry.take("a"))
    await river.left.wait()
    others = [asyncio.create_task(ferry.take(one)) for one in "bcde"]
    river.let_land(3)
    assert await asyncio.gather(first, *others) == ["A", "B", "C", "D", "E"]
    assert river.crossings == [["a"], ["b", "c", "d"], ["e"]]


async def test_whoever_was_just_brought_across_may_go_again_at_once(river: River) -> None:
    ferry: Ferry[str, str] = Ferry(river.cross, seats=1)
    river.let_land(100)
    async with asyncio.timeout(5):
        for _ in range(100):
            assert await ferry.take("a") == "A"


async def test_each_has_an_error_of_its_own(river: River) -> None:
    river.let_land(1)
    one, cat = await Ferry(river.cross, seats=3).take_all(["a", "cat"])
    assert (one, type(cat)) == ("A", KeyError)


async def test_what_sinks_a_crossing_sinks_alone(river: River) -> None:
    river.let_land(4)
    one, stone, other = await Ferry(river.cross, seats=3).take_all(["a", "stone", "b"])
    assert (one, type(stone), other) == ("A", ArithmeticError, "B")
    assert river.crossings == [["a", "stone", "b"], ["a"], ["stone"], ["b"]]


async def test_when_the_database_is_away_all_hear_so_at_once(river: River) -> None:
    river.is_away = True
    river.let_land(1)
    results = await Ferry(river.cross, seats=3).take_all(["a", "b"])
    assert [type(result) for result in results] == [OperationalError, OperationalError]
    assert len(river.crossings) == 1


async def test_whoever_stops_waiting_crosses_all_the_same(river: River) -> None:
    ferry: Ferry[str, str] = Ferry(river.cross, seats=3)
    leaving = asyncio.create_task(ferry.take("a"))
    await river.left.wait()
    leaving.cancel()
    staying = asyncio.create_task(ferry.take("b"))
    await asyncio.gather(leaving, return_exceptions=True)
    river.let_land(2)
    assert await staying == "B"
    assert river.crossings == [["a"], ["b"]]


async def test_two_boats_cross_side_by_side(river: River) -> None:
    ferry: Ferry[str, str] = Ferry(river.cross, seats=1, boats=2)
    crossing = [asyncio.create_task(ferry.take(one)) for one in "abc"]
    await asyncio.wait_for(river.left.wait(), 5)
    river.let_land(3)
    assert await asyncio.gather(*crossing) == ["A", "B", "C"]
