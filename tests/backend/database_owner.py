"""What only the owner of the database can do: change what shall only grow."""

import sqlalchemy as sa
from alembic import op
from alembic.migration import MigrationContext
from alembic.operations import Operations

from kiosk.backend.storage.migrations.only_grows import forbid_changes
from tests.backend.world import World

_TRAIL = ("events", "audit", "audit_links")


def as_owner(world: World, *statements: sa.Executable) -> None:
    """Take the triggers off, do it, and put them back as if nothing had been."""

    def work(connection: sa.Connection) -> None:
        with Operations.context(MigrationContext.configure(connection)):
            allow_changes(*_TRAIL)
            for statement in statements:
                connection.execute(statement)
            forbid_changes(*_TRAIL)

    def without_references(connection: sa.Connection) -> None:
        connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
        work(connection)

    if world.store.dialect == "postgresql":
        world.store.write_now(without_references)
        return
    file = world.store.read_now(lambda connection: connection.engine.url)
    engine = sa.create_engine(file)  # without the pragma, SQLite looks after no references
    with engine.begin() as connection:
        work(connection)
    engine.dispose()


def allow_changes(*tables: str) -> None:
    """Take the triggers off."""
    if op.get_bind().dialect.name == "sqlite":
        for table in tables:
            for change in ("update", "delete"):
                op.execute(f"DROP TRIGGER IF EXISTS {table}_no_{change}")
        return
    for table in tables:
        op.execute(f"DROP TRIGGER IF EXISTS {table}_only_grows ON {table}")
