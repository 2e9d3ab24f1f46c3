"""`kiosk doctor`: is this machine as it must be? Each line says what is so, and what to do if it is not."""

import sys
from functools import partial
from pathlib import Path

import click

from kiosk import __version__
from kiosk.cli.doctor import attached, display, messages, scanner, service, storage
from kiosk.cli.doctor.finding import Check, Finding, State, asked, asked_aside
from kiosk.cli.doctor.report import Report
from kiosk.config import reader
from kiosk.config.reader import Misconfigured
from kiosk.config.settings import Settings
from kiosk.exit_status import DONE, NOT_DONE
from kiosk.resources.languages import Language, languages


@click.command()
@click.option(
    "--config",
    "path",
    type=click.Path(path_type=Path),
    help="The settings; by default ./config.toml if there is one.",
)
@click.option("--demo", is_flag=True, help="Check the demo's ward.")
@click.option(
    "--language", type=click.Choice(languages()), help="Of the answers; by default [screen] language."
)
def doctor(path: Path | None, demo: bool, language: Language | None) -> None:
    """Check this machine and all that hangs on it; nothing is changed.

    Run it on the kiosk's own screen, as the user that the kiosk runs as. Ends with 1 when something is
    broken; what only deserves a look does not count.
    """
    try:
        settings = reader.load(path)
    except Misconfigured as wrong:
        report = Report(language or languages()[0])
        report.tell("config", [Finding(State.BROKEN, f"config.{wrong.problem}", wrong.values)])
    else:
        settings = settings.with_demo() if demo else settings
        report = Report(language or settings.screen.language)
        report.begin(__version__)
        _check(settings, path, report)
    report.end()
    sys.exit(NOT_DONE if report.count[State.BROKEN] else DONE)


def _check(settings: Settings, path: Path | None, report: Report) -> None:
    """Go from what everything else needs to what needs a person's hand."""
    on_the_terminal: list[tuple[str, Check]] = [
        ("config", partial(storage.config, settings, path)),
        ("terminal", display.terminal),
        ("glyphs", display.glyphs),
        ("graphics", partial(display.graphics, settings.screen.graphics)),
    ]
    may_hang: list[tuple[str, Check]] = [
        ("disk", partial(storage.disk, settings.state_dir)),
        ("outbox", partial(storage.outbox, settings.state_dir)),
        ("keys", partial(storage.keys, settings)),
        ("backend", partial(service.backend, settings)),
        ("clock", partial(service.clock, settings)),
        ("messages", partial(messages.messages, settings)),
        ("printer", partial(attached.printer, settings.printer)),
        ("voice", partial(attached.voice, settings.voice)),
        ("scanner", partial(scanner.line, settings.screen.scanner)),
    ]
    for area, check in on_the_terminal:
        report.tell(area, asked(check))
    for area, check in may_hang:
        report.tell(area, asked_aside(check))
    report.tell("trial", asked(partial(scanner.trial, settings, report.ask)))
