"""`kiosk admin import`: a file of participants, of contributions or of employers into the database."""

import csv
import sys
from collections.abc import Mapping
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TextIO

import click

from kiosk.backend.clock import day_in_vietnam
from kiosk.backend.imports.file_import import FileImport
from kiosk.backend.imports.lookup_import import ContributionsImport, EmployersImport
from kiosk.backend.imports.participant_import import RegisterImport
from kiosk.backend.imports.row_reader import RowProblem
from kiosk.backend.imports.table_file import KINDS, Kind, TableFile, UnusableFile, columns
from kiosk.cli.admin.opening import opened
from kiosk.cli.answer import No, say, with_settings
from kiosk.config.settings import Settings
from kiosk.exit_status import INTERRUPTED, SOME_REFUSED
from kiosk.resources.languages import Language
from kiosk.resources.text import words
from kiosk.wiring import service

_SHOWN = 10

_IMPORTS: Mapping[Kind, type[FileImport[Any]]] = {
    "participants": RegisterImport,
    "contributions": ContributionsImport,
    "employers": EmployersImport,
}


def _show_columns(context: click.Context, _: click.Parameter, kind: Kind | None) -> None:
    if kind:
        for name, headings in columns(kind).items():
            click.echo(words("import.column", name=name, headings=" · ".join(headings)))
        context.exit()


@click.command("import")
@click.argument("source", metavar="FILE", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option(
    "--kind", type=click.Choice(KINDS), default=KINDS[0], show_default=True, help="What FILE holds."
)
@click.option("--dry-run", is_flag=True, help="Read and check everything, and change nothing.")
@click.option(
    "--report", type=click.Path(path_type=Path, dir_okay=False), help="List the lines to look at here."
)
@click.option(
    "--columns",
    type=click.Choice(KINDS),
    is_flag=False,
    flag_value=KINDS[0],
    is_eager=True,
    expose_value=False,
    callback=_show_columns,
    help="Show the columns of a kind.",
)
@with_settings
def import_(settings: Settings, source: Path, kind: Kind, dry_run: bool, report: Path | None) -> None:
    """Take the participants, contributions or employers in FILE over: UTF-8, with comma, semicolon or tab.

    The first line names the columns, in Vietnamese or by our own names; `--columns` lists both. Who is there
    already is brought up to date; who is not in FILE stays. It can be run again, also while the service
    runs. Rows that cannot be right are refused one by one, and told by line, without personal data. Of
    contributions each line is a period; a person of whom one is refused keeps the history that was there.

    Ends with 0 when every row was taken, 3 when some were refused, 1 when nothing was changed, 130 when
    stopped.
    """
    if settings.insurer.url:
        raise No("import.elsewhere")
    try:
        refused = _run(settings, source, kind, dry_run, report)
    except UnusableFile as unusable:
        raise No(f"import.file.{unusable.what}", **unusable.values) from unusable
    except KeyboardInterrupt as interrupt:
        raise No("import.interrupted", INTERRUPTED) from interrupt
    if refused:
        click.get_current_context().exit(SOME_REFUSED)


def _run(settings: Settings, source: Path, kind: Kind, dry_run: bool, report: Path | None) -> int:
    """Read, check and take over; return how many rows were refused."""
    now = datetime.now(UTC)
    with ExitStack() as stack:
        store = stack.enter_context(opened(settings))
        file = TableFile(stack.enter_context(source.open("rb")), kind)
        if file.ignored:
            click.echo(
                words("import.ignored", settings.screen.language, columns=", ".join(file.ignored)), err=True
            )
        listed = stack.enter_context(report.open("w", encoding="utf-8-sig", newline="")) if report else None
        found = _Found(file, settings.screen.language, listed)
        label, size = words("import.progress", settings.screen.language), source.stat().st_size
        bar = stack.enter_context(click.progressbar(length=size, label=label, file=sys.stderr))
        run = _IMPORTS[kind](
            stack.enter_context(store.connect()),
            service.open_vault(settings),
            today=day_in_vietnam(now),
            report=found.add,
            progress=lambda: bar.update(file.position - bar.pos),
        )
        run.stage(file)
        tally = run.tally
        is_any_good = tally.read > tally.refused
        if is_any_good and not dry_run:
            run.apply(now)
    found.tell(report)
    say(settings, f"import.summary.{kind}", **vars(tally))
    if tally.refused and not is_any_good:
        raise No("import.none_good")
    say(settings, "import.dry" if dry_run else "import.done")
    return tally.refused


class _Found:
    """What is wrong in the file: all of it in the list, the first on the screen. Never what a cell says."""

    def __init__(self, file: TableFile, language: Language, listed: TextIO | None) -> None:
        self._file = file
        self._language = language
        self._count = 0
        self._first: list[str] = []
        self._list = csv.writer(listed) if listed else None
        if self._list:
            self._list.writerow(["line", "outcome", "field", "reason"])

    def add(self, line: int, trouble: RowProblem, is_refused: bool) -> None:
        """Take one more."""
        column = self._file.heading(trouble.column) if trouble.column else ""
        reason = words(f"import.reason.{trouble.what}", self._language)
        if self._list:
            outcome = "refused" if is_refused else "doubtful"
            self._list.writerow([line, words(f"import.outcome.{outcome}", self._language), column, reason])
        elif self._count < _SHOWN:
            self._first.append(words("import.row", self._language, line=line, column=column, reason=reason))
        self._count += 1

    def tell(self, report: Path | None) -> None:
        """Say what there is to look at."""
        for told in self._first:
            click.echo(told, err=True)
        if report and self._count:
            click.echo(words("import.report", self._language, file=report.name), err=True)
        elif self._count > _SHOWN:
            click.echo(words("import.more", self._language, count=self._count - _SHOWN), err=True)
