"""`kiosk admin enrol|kiosks|cut-off`: which kiosks may ask, each by a key of its own."""

import secrets
from contextlib import nullcontext
from datetime import UTC, datetime
from pathlib import Path

import click
import sqlalchemy as sa

from kiosk.backend.access import callers
from kiosk.backend.access.callers import Kiosk, Monitor
from kiosk.backend.storage.schema import kiosks as table
from kiosk.cli.admin.opening import opened, written
from kiosk.cli.answer import No, say, with_settings
from kiosk.config.settings import Settings
from kiosk.domain import limits, names
from kiosk.resources.text import words

_KEY_BYTES = 32
_living = table.c.revoked_at.is_(None)


@click.command()
@click.argument("name")
@click.option("--monitor", is_flag=True, help="For the metrics alone, not for registrations.")
@click.option("--office", default="", help="Whose desk it rings; by default this office's.")
@click.option(
    "--out", type=click.Path(path_type=Path), help="Write the key to this file instead of showing it."
)
@with_settings
def enrol(settings: Settings, name: str, monitor: bool, office: str, out: Path | None) -> None:
    """Let a kiosk ask: make its key, to be put in its [backend] key_file. It is shown this once."""
    key, name = secrets.token_urlsafe(_KEY_BYTES), names.clean(name, limits.NAME)

    def work(connection: sa.Connection) -> bool:
        of_name = sa.select(table.c.id).where(table.c.name == name, _living)
        if connection.scalar(of_name) is not None:
            return False
        callers.enrol(
            connection,
            name=name,
            key=key,
            now=datetime.now(UTC),
            office_code=office or settings.office.code,
            kind=Monitor.kind if monitor else Kiosk.kind,
        )
        return True

    with opened(settings) as store, written(out, key.encode()) if out else nullcontext():
        if not store.write_now(work):
            raise No("admin.kiosk.taken", name=name)
    if out is None:
        click.echo(key)
    else:
        say(settings, "admin.kiosk.enrolled", name=name, file=str(out))


@click.command()
@with_settings
def kiosks(settings: Settings) -> None:
    """Show who may ask: name, kind, office, since when, and whether they were cut off."""
    with opened(settings) as store:
        rows = store.read_now(
            lambda connection: connection.execute(sa.select(table).order_by(table.c.enrolled_at)).all()
        )
    cut = words("admin.kiosk.cut", settings.screen.language)
    for row in rows:
        state = f"\t{cut}" if row.revoked_at else ""
        since = row.enrolled_at.astimezone().date().isoformat()
        click.echo(f"{row.name}\t{row.kind}\t{row.office_code}\t{since}{state}")


@click.command()
@click.argument("name")
@with_settings
def cut_off(settings: Settings, name: str) -> None:
    """Let the kiosk of this NAME ask no more, within two seconds."""
    with opened(settings) as store:
        if not store.write_now(
            lambda connection: callers.cut_off(connection, name=name, now=datetime.now(UTC))
        ):
            raise No("admin.kiosk.unknown", name=name)
    say(settings, "admin.kiosk.cut_off", name=name)
