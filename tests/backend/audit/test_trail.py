import sqlite3

import psycopg

from kiosk.backend.audit import trail, verification
from kiosk.backend.storage.schema import audit as entries
from kiosk.backend.storage.schema import audit_links
from tests.backend.world import NGHIEM, World, body


def _seal(world: World) -> int:
    return world.store.write_now(trail.link)


def _broken(world: World) -> int | None:
    broken = world.store.read_now(verification.check).broken
    return broken and broken.place


def _touch(world: World, *statements: str) -> None:
    """Do what only somebody with the file in hand, or the database's owner, can do."""
    if world.store.dialect == "postgresql":
        with psycopg.connect(world.place) as owner:
            owner.execute("SET session_replication_role = replica")
            for statement in statements:
                owner.execute(statement.encode())
        return
    connection = sqlite3.connect(world.place)
    for table in ("audit", "audit_links"):
        for change in ("update", "delete"):
            connection.execute(f"DROP TRIGGER {table}_no_{change}")
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()


async def _seal_three(world: World) -> None:
    _seal(world)
    for _ in range(3):
        world.pass_time(seconds=1)
        await world.register(body(NGHIEM))
        _seal(world)


async def test_every_line_is_linked_once(world: World) -> None:
    await _seal_three(world)
    assert _seal(world) == 0
    assert world.count(audit_links) == world.count(entries)
    assert _broken(world) is None


async def test_lines_that_came_late_are_linked_too(world: World) -> None:
    await _seal_three(world)
    world.pass_time(minutes=-30)
    await world.register(body(NGHIEM))
    assert _seal(world) == 1
    assert _broken(world) is None


async def test_a_changed_line_breaks_the_chain_at_its_place(world: World) -> None:
    await _seal_three(world)
    _touch(world, "UPDATE audit SET actor = 'nobody' WHERE action = 'kiosk_enrolled'")
    assert _broken(world) == 1


async def test_a_line_taken_out_breaks_the_chain(world: World) -> None:
    await _seal_three(world)
    taken = "(SELECT entry_id FROM audit_links WHERE place = 4)"
    _touch(world, f"DELETE FROM audit WHERE id = {taken}")
    assert _broken(world) == 4


async def test_a_link_taken_out_breaks_the_chain(world: World) -> None:
    await _seal_three(world)
    _touch(world, "DELETE FROM audit_links WHERE place = 3")
    assert _broken(world) == 3
