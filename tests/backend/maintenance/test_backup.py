"""Backups: taken while registrations arrive, restored into either database, compared row by row."""

import asyncio
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa

from kiosk.backend.audit import trail
from kiosk.backend.maintenance.backup import CannotRestore, back_up, restore
from kiosk.backend.storage.schema import audit_links, metadata, registrations
from kiosk.backend.storage.store import Store
from kiosk.backend.storage.vault import Vault
from tests.backend.database_owner import as_owner
from tests.backend.world import NGHIEM, THU, VAULT, World, body

KINDS = ["sqlite", "postgresql"]
Empty = Callable[[str], Store]


def everything(store: Store) -> dict[str, list]:
    """Every row of every table, in the order of its key."""

    def work(connection: sa.Connection) -> dict[str, list]:
        tables = metadata.sorted_tables
        return {t.name: connection.execute(sa.select(t).order_by(*t.primary_key)).all() for t in tables}

    return store.read_now(work)


@pytest.fixture
async def busy(world: World) -> World:
    """A world with something in most tables."""
    await world.approved()
    await world.register(body(NGHIEM))
    await world.register(body(THU))
    world.store.write_now(trail.link)
    return world


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_restored_is_what_was_there(busy, empty: Empty, tmp_path, kind):
    target = tmp_path / "records.backup"
    saved = back_up(busy.store, target)
    assert saved["registrations"] == 3
    store = empty(kind)
    assert restore(target, store, VAULT) == saved
    assert everything(store) == everything(busy.store)


@pytest.mark.parametrize("kind", KINDS)
async def test_a_restored_backend_goes_on(busy, empty: Empty, tmp_path, kind):
    back_up(busy.store, tmp_path / "b")
    store = empty(kind)
    restore(tmp_path / "b", store, VAULT)
    assert store.is_migrated()
    store.write_now(lambda c: trail.add(c, busy.at, actor="x", action="restored"))
    assert store.write_now(trail.link) == 1
    with pytest.raises(sa.exc.DBAPIError, match="only grows"):
        store.write_now(lambda c: c.execute(sa.delete(audit_links)))


async def test_a_backup_under_load_holds_every_registration_whole_or_not_at_all(busy, empty: Empty, tmp_path):
    """Whatever was acknowledged before it began is in it; each with its event and its audit line."""
    acknowledged = busy.count(registrations)
    begun, done = asyncio.Event(), asyncio.Event()

    async def register() -> None:
        while not done.is_set():
            await busy.register(body(NGHIEM))
            begun.set()

    load = asyncio.gather(*(register() for _ in range(4)))
    await begun.wait()
    saved = await asyncio.to_thread(back_up, busy.store, tmp_path / "b")
    done.set()
    await load
    store = empty("sqlite")
    restore(tmp_path / "b", store, VAULT)
    found = everything(store)
    assert acknowledged < saved["registrations"] <= busy.count(registrations)
    ids = {row.id for row in found["registrations"]}
    assert ids == {row.registration_id for row in found["events"]}
    codes = {row.receipt_code for row in found["registrations"]}
    assert codes == {row.subject for row in found["audit"] if row.action.startswith("registration_")}


def test_a_backup_never_overwrites_and_is_its_owners_alone(busy, tmp_path):
    target = tmp_path / "b"
    back_up(busy.store, target)
    assert target.stat().st_mode & 0o777 == 0o600
    before = target.read_bytes()
    with pytest.raises(FileExistsError):
        back_up(busy.store, target)
    assert target.read_bytes() == before


def test_what_fails_midway_leaves_nothing_behind(busy, tmp_path):
    busy.store.write_now(lambda c: c.execute(sa.text("DROP TABLE sessions")))
    (tmp_path / "here").mkdir()
    with pytest.raises(sa.exc.DBAPIError):
        back_up(busy.store, tmp_path / "here" / "b")
    assert list((tmp_path / "here").iterdir()) == []


def test_nobodys_name_stands_readable_in_a_backup(busy, tmp_path):
    back_up(busy.store, tmp_path / "b")
    content = (tmp_path / "b").read_bytes()
    assert all(person["full_name"].encode() not in content for person in (NGHIEM, THU))
    assert all(person["citizen_id"].encode() not in content for person in (NGHIEM, THU))


@pytest.mark.parametrize("kind", KINDS)
def test_only_an_empty_database_is_filled(busy, empty: Empty, tmp_path, kind):
    back_up(busy.store, tmp_path / "b")
    store = empty(kind)
    restore(tmp_path / "b", store, VAULT)
    before = everything(store)
    with pytest.raises(CannotRestore, match="not_empty"):
        restore(tmp_path / "b", store, VAULT)
    assert everything(store) == before


def test_another_key_is_noticed_before_anything_is_written(busy, empty: Empty, tmp_path):
    back_up(busy.store, tmp_path / "b")
    store = empty("sqlite")
    with pytest.raises(CannotRestore, match="other_key"):
        restore(tmp_path / "b", store, Vault(b"x" * 32))
    assert not store.read_now(lambda c: sa.inspect(c).has_table("registrations"))


@pytest.mark.parametrize("content", [b"", b"something else", b"SQLite format 3\0" + b"x" * 5000])
def test_a_file_that_is_no_backup_is_not_restored(empty: Empty, tmp_path, content):
    (tmp_path / "b").write_bytes(content)
    with pytest.raises(CannotRestore, match="not_a_backup"):
        restore(tmp_path / "b", empty("sqlite"), VAULT)


def test_a_backup_with_a_damaged_page_is_not_restored(busy, empty: Empty, tmp_path):
    back_up(busy.store, tmp_path / "b")
    content = bytearray((tmp_path / "b").read_bytes())
    content[8192:12288] = b"x" * 4096
    (tmp_path / "b").write_bytes(content)
    with pytest.raises(CannotRestore, match="not_a_backup"):
        restore(tmp_path / "b", empty("sqlite"), VAULT)


def test_a_backup_is_restored_from_where_nothing_can_be_written(busy, empty: Empty, tmp_path):
    back_up(busy.store, tmp_path / "a name with ? and %")
    before = (tmp_path / "a name with ? and %").stat()
    restore(tmp_path / "a name with ? and %", empty("sqlite"), VAULT)
    assert (tmp_path / "a name with ? and %").stat().st_mtime_ns == before.st_mtime_ns
    assert not (tmp_path / "a name with ? and %-wal").exists()


def test_a_backup_of_another_version_is_not_restored(busy, empty: Empty, tmp_path):
    back_up(busy.store, tmp_path / "b")
    with sqlite3.connect(tmp_path / "b") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '0000'")
    connection.close()
    with pytest.raises(CannotRestore, match="other_version") as caught:
        restore(tmp_path / "b", empty("sqlite"), VAULT)
    assert caught.value.values["found"] == "0000"


@pytest.mark.parametrize("kind", KINDS)
def test_a_backup_with_a_broken_chain_leaves_the_database_empty(busy, empty: Empty, tmp_path, kind):
    as_owner(busy, sa.update(audit_links).where(audit_links.c.place == 2).values(digest="0" * 64))
    back_up(busy.store, tmp_path / "b")
    store = empty(kind)
    with pytest.raises(CannotRestore, match="broken_chain"):
        restore(tmp_path / "b", store, VAULT)
    assert all(rows == [] for rows in everything(store).values())


def test_a_place_where_nothing_can_be_written_is_said(busy, tmp_path: Path):
    with pytest.raises(FileNotFoundError):
        back_up(busy.store, tmp_path / "nowhere" / "b")
    with pytest.raises(FileNotFoundError):
        restore(tmp_path / "nothing", busy.store, VAULT)
