"""The schema's history leads to the tables that the code expects, and needs none of today's code for it."""

import ast
import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.util import CommandError

from kiosk.backend.storage import schema
from kiosk.backend.storage.migrations import upgrade
from kiosk.backend.storage.store import Store
from tests.backend.world import World

VERSIONS = sorted((Path(upgrade.__file__).parent / "versions").glob("*.py"))
SUPPORT = "kiosk.backend.storage.migrations"
"""What a migration may use of ours."""
KINDS = ["sqlite", "postgresql"]
Empty = Callable[[str], Store]


@pytest.mark.parametrize("kind", KINDS)
def test_the_migrations_make_exactly_the_schema_that_the_code_expects(empty: Empty, kind: str) -> None:
    migrated, created = empty(kind), empty(kind)
    assert not migrated.is_migrated()
    migrated.migrate()
    created.write_now(schema.metadata.create_all)
    assert migrated.is_migrated()
    assert migrated.read_now(described) == created.read_now(described)


@pytest.mark.parametrize("kind", KINDS)
def test_alembic_finds_nothing_to_add(empty: Empty, kind: str) -> None:
    store = empty(kind)
    store.migrate()
    assert store.read_now(differences) == []


def differences(connection: sa.Connection) -> list[Any]:
    """Return what Alembic would change."""
    return list(compare_metadata(MigrationContext.configure(connection), schema.metadata))


def described(connection: sa.Connection) -> dict[str, dict[str, object]]:
    """Return what the database itself says of each table, but for Alembic's own."""
    inspector = sa.inspect(connection)
    names = set(inspector.get_table_names()) - {"alembic_version"}
    return {name: dict(facts(inspector, name)) for name in names}


def facts(inspector: sa.Inspector, table: str) -> Iterator[tuple[str, object]]:
    """Yield a table's columns in their order, then its constraints and indexes by name."""
    yield "columns", [{**column, "type": repr(column["type"])} for column in inspector.get_columns(table)]
    yield "primary key", inspector.get_pk_constraint(table)
    for kind, found in (
        ("foreign keys", inspector.get_foreign_keys(table)),
        ("unique", inspector.get_unique_constraints(table)),
        ("checks", inspector.get_check_constraints(table)),
    ):
        yield kind, sorted(found, key=repr)
    indexes = inspector.get_indexes(table)
    yield "indexes", sorted(({**index, "dialect_options": wheres(index)} for index in indexes), key=repr)


def wheres(index: Any) -> dict[str, str]:
    """The options of an index as text: which rows it holds."""
    return {name: str(value) for name, value in index.get("dialect_options", {}).items()}


def test_the_code_knows_the_newest_migration() -> None:
    assert upgrade.newest() == schema.REVISION


def test_migrating_again_changes_nothing(world: World) -> None:
    world.store.migrate()
    assert world.count(schema.participants) > 0


@pytest.mark.parametrize("kind", KINDS)
async def test_two_processes_may_migrate_the_same_new_database(empty: Empty, kind: str) -> None:
    first = empty(kind)
    second = Store(first.read_now(lambda connection: connection.engine), writers=1)
    await asyncio.gather(*(store.write(upgrade.to_newest) for store in (first, second)))
    assert second.is_migrated()
    second.close()


@pytest.mark.parametrize("kind", KINDS)
def test_a_database_of_a_newer_version_is_left_as_it_is(empty: Empty, kind: str) -> None:
    store = empty(kind)
    store.migrate()
    newer = sa.text("UPDATE alembic_version SET version_num = '9999'")
    store.write_now(lambda connection: connection.execute(newer))
    with pytest.raises(CommandError, match="9999"):
        store.migrate()
    assert store.read_now(differences) == []


@pytest.mark.parametrize("path", VERSIONS, ids=lambda path: path.stem)
def test_a_migration_imports_no_live_code(path: Path) -> None:
    imported = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            imported |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            imported.add(node.module or "")
    ours = {name for name in imported if name.split(".")[0] == "kiosk"}
    assert {name for name in ours if not name.startswith(SUPPORT)} == set()


def test_what_migrations_stand_on_imports_no_live_code_either() -> None:
    support = [Path(upgrade.__file__).with_name(name) for name in ("__init__.py", "env.py", "only_grows.py")]
    for path in support:
        test_a_migration_imports_no_live_code(path)
