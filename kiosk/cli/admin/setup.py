"""`kiosk admin init|migrate`: keys and database for a new service, and a newer schema for an old one."""

from dataclasses import replace

import click
import sqlalchemy as sa

from kiosk.backend.keys import key_files
from kiosk.backend.storage.migrations import grants
from kiosk.cli.admin.opening import at_hand
from kiosk.cli.answer import No, say, with_settings
from kiosk.config.settings import DatabaseSettings, Settings
from kiosk.wiring import service


@click.command()
@with_settings
def init(settings: Settings) -> None:
    """Make directory, keys and database for a new service; refuses where there is something already."""
    if settings.backend.url and not settings.database.url:
        raise No("custody.elsewhere")
    directory = settings.state_dir / key_files.DIRECTORY
    file = settings.state_dir / service.DATABASE
    if directory.is_dir() and any(directory.iterdir()):
        raise No("custody.already_there", file=str(directory))
    if not settings.database.url and file.exists():
        raise No("custody.already_there", file=str(file))
    store = service.open_store(settings)
    try:
        if settings.database.url and store.read_now(_is_used):
            raise No("custody.database_used")
        key_files.make_first(directory)
        service.open_vault(settings, make=True)
        for made in sorted(directory.iterdir()):
            say(settings, "custody.init_made", file=str(made))
        store.migrate()
    finally:
        store.close()
    say(settings, "custody.init_database", database="PostgreSQL" if settings.database.url else str(file))
    say(settings, "custody.init_keep", directory=str(directory))


@click.command()
@click.option(
    "--role", default="", help="Grant this role of PostgreSQL's what the service needs, and no more."
)
@click.option("--database", default="", help="The same database as its owner: postgresql://owner@host/name")
@with_settings
def migrate(settings: Settings, role: str, database: str) -> None:
    """Bring the database to this version's schema; on PostgreSQL its owner does, not the service's role."""
    if database:
        settings = replace(settings, database=DatabaseSettings(database))
    if role and not settings.database.url:
        raise No("custody.role_on_sqlite")
    with at_hand(settings) as store:
        was_current = store.is_migrated()
        store.migrate()
        if role:
            store.write_now(lambda connection: grants.grant(connection, role))
    say(settings, "custody.migrate_nothing" if was_current else "custody.migrate_done")
    if role:
        say(settings, "custody.granted", role=role)


def _is_used(connection: sa.Connection) -> bool:
    return sa.inspect(connection).has_table("alembic_version")
