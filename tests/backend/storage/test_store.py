import asyncio
import sqlite3
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DatabaseError, IntegrityError

from kiosk.backend.audit.trail import link
from kiosk.backend.storage import ids, schema
from kiosk.backend.storage.idempotency import Answer, Request, once
from kiosk.contract.campaign import StatisticsAnswer
from kiosk.domain.registration.eligibility import Status
from tests.backend.world import NGHIEM, START, World, body

ONLY_SQLITE = pytest.mark.parametrize("fresh", ["sqlite"], indirect=True)


@ONLY_SQLITE
def test_every_connection_is_durable_and_keeps_references(world: World) -> None:
    def pragma(name: str) -> object:
        return world.store.read_now(lambda c: c.exec_driver_sql(f"PRAGMA {name}").scalar())

    found = {name: pragma(name) for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")}
    assert found == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 5000}


@pytest.mark.parametrize("table", ["events", "audit", "audit_links"])
@pytest.mark.parametrize("change", ["UPDATE {} SET id = id", "DELETE FROM {}", "TRUNCATE {}"])
async def test_what_happened_can_be_neither_changed_nor_deleted(
    world: World, table: str, change: str
) -> None:
    if change.startswith("TRUNCATE") and world.store.dialect == "sqlite":
        return  # SQLite has no such statement
    await world.register(body(NGHIEM))
    await world.store.write(link)
    column = "digest" if table == "audit_links" else "id"
    statement = change.format(table).replace("id", column)
    with pytest.raises(DatabaseError, match=r"only grows|cannot truncate"):
        world.store.write_now(lambda connection: connection.exec_driver_sql(statement))


@ONLY_SQLITE
async def test_an_officer_decides_while_a_reader_holds_the_database_open(
    world: World, tmp_path: Path
) -> None:
    code = (await world.register(body(NGHIEM)))["receipt_code"]
    reader = sqlite3.connect(tmp_path / "backend0.db", isolation_level=None)
    reader.execute("BEGIN")
    before = reader.execute("SELECT status FROM registrations").fetchone()
    await world.backend.decisions.decide(code, Status.APPROVED, officer="x")
    during = reader.execute("SELECT status FROM registrations").fetchone()
    reader.execute("COMMIT")
    after = reader.execute("SELECT status FROM registrations").fetchone()
    reader.close()
    assert (before, during, after) == (("pending_review",), ("pending_review",), ("approved",))


async def test_a_write_that_fails_leaves_nothing(world: World) -> None:
    def work(connection: sa.Connection) -> None:
        connection.execute(sa.delete(schema.participants))
        raise ArithmeticError

    with pytest.raises(ArithmeticError):
        await world.store.write(work)
    assert world.count(schema.participants) > 0


async def test_an_error_does_not_repeat_what_was_written(world: World) -> None:
    answer = await world.register(body(NGHIEM))
    row = world.rows(schema.registrations)[0]
    with pytest.raises(DatabaseError) as caught:
        world.store.write_now(lambda c: c.execute(sa.insert(schema.registrations), dict(row._mapping)))
    assert answer["receipt_code"] not in str(caught.value)
    assert NGHIEM["citizen_id"] not in str(caught.value)


@ONLY_SQLITE  # which has one writer; PostgreSQL takes several at a time
async def test_writers_wait_their_turn_and_readers_do_not_wait(world: World) -> None:
    started, may_end = threading.Event(), threading.Event()

    def long(connection: sa.Connection) -> None:
        started.set()
        assert may_end.wait(5)

    writing = asyncio.create_task(world.store.write(long))
    await asyncio.to_thread(started.wait, 5)
    next_writing = asyncio.create_task(world.store.write(lambda connection: None))
    statistics = await world.http.get("/v1/statistics")
    assert statistics.is_success
    assert not next_writing.done()
    may_end.set()
    await asyncio.gather(writing, next_writing)


@ONLY_SQLITE  # where a table that is missing is an error like a full disk
@pytest.mark.parametrize("missing", ["answers", "kiosks"])
async def test_a_database_that_does_not_answer_is_busy_and_says_when_to_come_back(
    world: World, missing: str
) -> None:
    world.store.write_now(lambda c: c.exec_driver_sql(f"DROP TABLE {missing}"))
    response = await world.post("/v1/desk/calls", {"place": "phone"})
    assert (response.status_code, response.json()["code"]) == (503, "busy")
    assert response.headers["Retry-After"] == "2"


async def test_who_lost_a_race_hears_what_the_winner_was_told(world: World) -> None:
    first = Request("e" * 32, "call", StatisticsAnswer(registered=1, goal=2))
    attempts = []

    def work(connection: sa.Connection) -> Answer:
        attempts.append(1)
        if len(attempts) == 1:  # as when another process wrote the same row a moment ago
            raise IntegrityError("", {}, Exception())
        return Answer.of(StatisticsAnswer(registered=3, goal=4))

    answer = await once(world.store, first, world.at, work)
    assert answer.content == b'{"registered":3,"goal":4}'
    assert len(attempts) == 2


def test_ids_sort_by_time_and_say_their_version() -> None:
    moments = [START + timedelta(milliseconds=step) for step in range(50)]
    made = [ids.new_id(moment) for moment in moments]
    assert made == sorted(made)
    assert {made_id.version for made_id in made} == {7}
    assert {made_id.variant for made_id in made} == {"specified in RFC 4122"}
    assert all(ids.first_id(moment) <= made_id for moment, made_id in zip(moments, made, strict=True))
    assert made[0].int >> 80 == int(START.timestamp() * 1000)


def test_moments_come_back_as_they_went_in(world: World) -> None:
    registered = datetime(2026, 11, 16, 9, 30, 0, 123456, tzinfo=UTC)
    world.store.write_now(
        lambda c: c.execute(
            sa.insert(schema.kiosks),
            {"id": ids.new_id(registered), "name": "x", "key_hash": "x", "enrolled_at": registered},
        )
    )
    assert world.rows(schema.kiosks)[-1].enrolled_at == registered
