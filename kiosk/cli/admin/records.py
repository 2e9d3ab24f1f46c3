"""`kiosk admin backup|restore|purge`: the records, kept elsewhere, brought back, and erased in time."""

from datetime import UTC, datetime, time, timedelta
from functools import partial
from pathlib import Path

import click

from kiosk.backend.audit import trail
from kiosk.backend.clock import VIETNAM
from kiosk.backend.maintenance import backup as copies
from kiosk.backend.maintenance import retention
from kiosk.cli.admin.opening import ACTOR, at_hand, opened
from kiosk.cli.answer import No, say, with_settings
from kiosk.config.settings import Settings
from kiosk.resources.text import words
from kiosk.wiring import service


@click.command()
@click.argument("target", type=click.Path(path_type=Path))
@with_settings
def backup(settings: Settings, target: Path) -> None:
    """Copy the records into the new file TARGET, while the service runs.

    It is one file of SQLite's, whichever database it comes from. The keys that open it are not in it.
    """
    now = datetime.now(UTC)
    with opened(settings) as store:
        try:
            service.open_vault(settings)  # a backup is worth nothing without the key of its columns
            counts = copies.back_up(store, target)
        except FileExistsError as error:
            raise No("custody.backup_exists", file=target.name) from error
        store.write_now(partial(trail.add, now=now, actor=ACTOR, action="backup_made"))
    _tell(settings, counts)
    say(settings, "custody.backup_done", file=target.name, size=_size(target))


@click.command()
@click.argument("source", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@with_settings
def restore(settings: Settings, source: Path) -> None:
    """Fill the empty database that the settings name from the backup SOURCE; all of it or nothing.

    The keys that were used when it was made must be in their place.
    """
    now = datetime.now(UTC)
    with at_hand(settings) as store:
        try:
            counts = copies.restore(source, store, service.open_vault(settings))
        except copies.CannotRestore as cannot:
            raise No(f"custody.restore_{cannot.why}", **cannot.values) from cannot
        store.write_now(partial(trail.add, now=now, actor=ACTOR, action="backup_restored"))
    _tell(settings, counts)
    say(settings, "custody.restore_done", file=source.name)


@click.command()
@click.option("--before", type=click.DateTime(["%Y-%m-%d"]), help="Only what was decided before that day.")
@click.option("--dry-run", is_flag=True, help="Only say how much would be erased.")
@with_settings
def purge(settings: Settings, before: datetime | None, dry_run: bool) -> None:
    """Erase personal data of what was decided longer ago than [records] keep_days says.

    So is what only served a moment: answers kept for repeated requests, phone codes, ended sessions.
    What still waits for a decision is never erased, and that a person has an account stays known.
    """
    now = datetime.now(UTC)
    limit = now - timedelta(days=settings.records.keep_days)
    chosen = datetime.combine(before.date(), time.min, VIETNAM) if before else limit
    if chosen > limit:
        raise No("custody.purge_too_early", days=settings.records.keep_days)
    with opened(settings) as store:
        if dry_run:
            counts = store.read_now(lambda connection: retention.due(connection, now, chosen))
        else:
            counts = retention.purge(store, now, chosen, actor=ACTOR)
    _tell(settings, counts)
    key = "custody.purge_dry" if dry_run else "custody.purge_done"
    say(settings, key, before=f"{chosen.astimezone(VIETNAM):%d/%m/%Y}")


def _tell(settings: Settings, counts: dict[str, int]) -> None:
    language = settings.screen.language
    for table, count in counts.items():
        name = words(f"custody.table.{table}", language)
        click.echo(words("custody.rows", language, name=name, count=count))


def _size(path: Path) -> str:
    return f"{path.stat().st_size / 1_000_000:.1f}"
