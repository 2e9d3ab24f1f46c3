"""`kiosk desk`: the officer's screen. Each session is a process of its own: only its end wipes memory."""

import contextlib
import logging
import os
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kiosk import exit_status
from kiosk.cli.screen import scrub
from kiosk.config.reader import load
from kiosk.config.settings import Settings
from kiosk.ports.officer import DeskServices
from kiosk.resources.languages import languages
from kiosk.resources.text import words
from kiosk.wiring import screen, state

if TYPE_CHECKING:
    from kiosk.ports.officer import Casework

_PATIENCE = 3.0
"""Seconds that the first call waits for the agent to listen; what is in its way is said after that."""


@click.command()
@click.option("--config", type=click.Path(path_type=Path), help="The settings.")
@click.option("--demo", is_flag=True, help="The invented ward; starts its backend if it does not run.")
def desk(config: Path | None, demo: bool) -> None:
    """Show an officer the queue, full screen."""
    if not (os.isatty(0) and os.isatty(1) and os.isatty(2)):
        for language in languages():
            click.echo(words("supervisor.no_terminal.title", language), err=True)
        sys.exit(exit_status.UNUSABLE)
    os.umask(0o077)
    scrub(os.environ)
    logging.lastResort = None  # it would write to the terminal, which is the screen
    settings = load(config)
    settings = settings.with_demo() if demo else settings
    state.prepare_state(settings.state_dir)
    if settings.demo.enabled and not _listens(settings):
        _start_agent(config)
    sys.exit(_show(settings))


def services(settings: Settings) -> DeskServices:
    """Everything that the desk's screen is given."""
    return DeskServices(
        connect=lambda: _casework(settings),
        office_name=settings.office.name,
        now=state.now,
        read_scan=screen.read_scan,
        commune_name=_commune_name,
        find_communes=lambda typed: _find_communes(settings, typed),
        typing=settings.screen.typing,
        rings_aloud=settings.desk.bell,
        is_demo=settings.demo.enabled,
    )


def _commune_name(code: str) -> str:
    from kiosk.resources.communes import gazetteer  # only after the first paint

    found = gazetteer().named(code)
    return found.in_full if found else code


def _find_communes(settings: Settings, typed: str) -> list[tuple[str, str]]:
    found = screen.places(settings.office).search(typed)
    return [(commune.code, commune.in_full) for commune in found]


def _casework(settings: Settings) -> "Casework":
    from kiosk.client.api import Api  # only after the first paint
    from kiosk.client.officer import HttpCasework

    backend = settings.backend
    if settings.is_embedded:
        deadline = time.monotonic() + _PATIENCE
        while not _listens(settings) and time.monotonic() < deadline:
            time.sleep(0.05)
        address = state.socket_address(settings.state_dir)
        return HttpCasework(Api.over_socket(address, None, backend.timeout, state.new_key))
    return HttpCasework(Api.over_url(backend.url, None, backend.timeout, state.new_key))


def _show(settings: Settings) -> int:
    from kiosk.cli import log
    from kiosk.ui.desk.app import DeskApp  # only now: Textual reads the environment as it loads

    app = DeskApp(
        services(settings),
        language=settings.screen.language,
        theme=settings.screen.theme,
        warm=lambda: log.keep(settings.state_dir),
        report_crash=lambda places: log.crashed(settings.state_dir, places),
    )
    status = app.run_to_end()
    if status == exit_status.SIGNED_OUT:  # the next officer finds a process that holds no data
        os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])
    return status


def _listens(settings: Settings) -> bool:
    """Does a backend answer on this machine's socket?"""
    with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX) as trial:
        trial.connect(state.socket_address(settings.state_dir))
        return True
    return False


def _start_agent(config: Path | None) -> None:
    """Start the demo's backend. The kernel ends it with this process, which `execv` does not end."""
    as_started = [sys.executable, *sys.orig_argv[1 : len(sys.orig_argv) - len(sys.argv) + 1]]
    options = ["--demo", *(["--config", str(config)] if config else [])]
    subprocess.Popen(
        [*as_started, "agent", *options],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
