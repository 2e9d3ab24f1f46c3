"""The linker keeps the audit's chain up to now: what came late, from elsewhere or under another clock too."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

import pytest
import sqlalchemy as sa

from kiosk.backend.audit import trail, verification
from kiosk.backend.audit.linker import AuditLinker
from kiosk.backend.storage.schema import audit as lines
from kiosk.backend.storage.schema import audit_links
from tests.backend.world import NGHIEM, World, body, together
from tests.load.statements import overheard
from tests.postgres import Postgres

MINUTE = 60
"""Looks in a minute."""


@pytest.fixture
async def linker(world: World) -> AuditLinker:
    """A linker that has seen all that is there."""
    linker = AuditLinker(world.store, lambda: world.at)
    await linker.link_batch()
    return linker


def write(world: World, **ago: float) -> None:
    """Write a line whose moment lies that far back."""
    here = world.at
    world.pass_time(**{unit: -span for unit, span in ago.items()})
    world.store.write_now(lambda connection: trail.add(connection, world.at, actor="x", action="late"))
    world.at = here


def is_whole(world: World) -> bool:
    """Is every line linked, each once and in an unbroken chain?"""
    broken = world.store.read_now(verification.check).broken
    return broken is None and world.count(audit_links) == world.count(lines)


async def begin(work: Callable[[Callable[[], Awaitable[None]]], Awaitable[None]]) -> "Rounds":
    """Run `work` in rounds that the test lets go one by one."""
    rounds = Rounds()
    rounds.task = asyncio.ensure_future(work(rounds.pause))
    await rounds.done.get()
    return rounds


class Rounds:
    """The pauses of something that runs for ever."""

    task: asyncio.Future[None]

    def __init__(self) -> None:
        self.done: asyncio.Queue[None] = asyncio.Queue()
        self._may_go_on = asyncio.Event()

    async def pause(self) -> None:
        """Wait until the test says so."""
        self.done.put_nowait(None)
        await self._may_go_on.wait()
        self._may_go_on.clear()

    async def another(self) -> None:
        """Let one more round happen."""
        self._may_go_on.set()
        await self.done.get()

    async def end(self) -> None:
        """Let it end."""
        self.task.cancel()
        await asyncio.gather(self.task, return_exceptions=True)


async def test_a_running_backend_keeps_its_chain_sealed(world: World) -> None:
    rounds = await begin(AuditLinker(world.store, lambda: world.at).run)
    await world.register(body(NGHIEM))
    await rounds.another()
    assert is_whole(world)
    await rounds.end()


@pytest.mark.parametrize("fresh", ["postgres"], indirect=True)
async def test_it_goes_on_when_the_database_was_away_and_says_so_once(
    world: World, postgres: Postgres, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING, "kiosk.backend.audit.linker")
    rounds = await begin(AuditLinker(world.store, lambda: world.at).run)
    await world.register(body(NGHIEM))
    name = world.place.partition("@/")[2].partition("?")[0]
    postgres.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
    postgres.execute(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")
    for _ in range(3):
        await rounds.another()
    assert [record.message for record in caplog.records] == ["audit_linking_stopped"]
    postgres.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
    await rounds.another()
    assert is_whole(world)
    assert [record.message for record in caplog.records] == ["audit_linking_stopped", "audit_linking_resumed"]
    await rounds.end()


async def test_a_transaction_that_ended_late_is_linked_at_the_next_look(
    world: World, linker: AuditLinker
) -> None:
    write(world, seconds=8)
    assert await linker.link_batch() == 1
    assert is_whole(world)


async def test_a_line_of_minutes_ago_is_linked_within_a_minute(world: World, linker: AuditLinker) -> None:
    write(world, minutes=8)
    assert sum([await linker.link_batch() for _ in range(MINUTE)]) == 1
    assert is_whole(world)


async def test_a_process_that_begins_links_what_others_left_behind(world: World, linker: AuditLinker) -> None:
    write(world)
    await linker.link_batch()
    write(world, hours=2)
    assert await linker.link_batch() == 0
    assert await AuditLinker(world.store, lambda: world.at).link_batch() == 1
    assert is_whole(world)


async def test_nothing_is_left_behind_while_the_linker_stood_still(world: World, linker: AuditLinker) -> None:
    write(world)
    world.pass_time(minutes=30)
    assert await linker.link_batch() == 1


async def test_lines_on_both_sides_of_a_clock_that_was_put_back_are_linked(
    world: World, linker: AuditLinker
) -> None:
    world.pass_time(days=1)
    await linker.link_batch()
    write(world)
    world.pass_time(days=-1)
    write(world)
    assert await linker.link_batch() == 2
    assert is_whole(world)


async def test_many_lines_are_linked_by_the_batch(world: World, linker: AuditLinker) -> None:
    many = [trail.line(world.at, actor="x", action="many") for _ in range(trail.BATCH + 1)]
    world.store.write_now(lambda connection: connection.execute(sa.insert(lines), many))
    assert [await linker.link_batch() for _ in range(3)] == [trail.BATCH, 1, 0]
    assert is_whole(world)


async def test_two_processes_forge_one_chain(world: World) -> None:
    another = World(world.place)
    linkers = [AuditLinker(each.store, lambda: world.at) for each in (world, another)]
    for _ in range(5):
        write(world)
        await together(*(linker.link_batch() for linker in linkers))
    another.store.close()
    assert is_whole(world)


async def test_an_idle_look_asks_one_question_and_reads_nothing_but_what_is_new(
    world: World, linker: AuditLinker
) -> None:
    with overheard() as said:
        assert await linker.link_batch() == 0
    (question,) = (one.text for one in said if one.text != "BEGIN")
    assert question.count("audit.id >=") == question.count("audit_links.entry_id >=") == 1


@pytest.mark.parametrize("fresh", ["sqlite"], indirect=True)
async def test_what_is_new_is_found_by_indexes(world: World, linker: AuditLinker) -> None:
    with overheard() as said:
        await linker.link_batch()
    question = sa.text(f"EXPLAIN QUERY PLAN {said[-1].text.replace('?', '0')}")
    plan = world.store.read_now(lambda c: [row.detail for row in c.execute(question)])
    assert plan
    assert all(step.startswith("SEARCH") for step in plan), plan
