"""Runs what is missing of the schema's history inside the caller's transaction."""

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory

from kiosk.backend.storage.vault import Vault

_ALONE = 0x77617264  # one name for "somebody migrates this database"


def to_newest(connection: sa.Connection, vault: Vault) -> None:
    """Run every migration that this database has not seen. Who comes second waits, and finds it done."""
    to(connection, vault, "head")


def to(connection: sa.Connection, vault: Vault, revision: str) -> None:
    """Run the migrations up to `revision`; what they rewrite is sealed with `vault`."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_ALONE})")
    config = _config()
    config.attributes["connection"] = connection
    config.attributes["vault"] = vault
    command.upgrade(config, revision)


def newest() -> str | None:
    """The revision that the migrations lead to."""
    return ScriptDirectory.from_config(_config()).get_current_head()


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    return config
