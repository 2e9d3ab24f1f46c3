"""`kiosk screen`: one person's screen, started by the supervisor for each of them."""

import contextlib
import gc
import logging
import os
import sys
from collections.abc import MutableMapping
from pathlib import Path

from kiosk import exit_status, practice_ward, supervisor
from kiosk.config.reader import load
from kiosk.devices import terminal


def start(config: str | None, demo: bool) -> None:
    """Show one person the kiosk; does not return."""
    os.umask(0o077)
    gc.disable()  # until the first paint, which it makes 3 % later
    logging.lastResort = None  # it would write to the terminal, which is the screen
    settings = load(Path(config) if config else None)
    settings = settings.with_demo() if demo else settings
    practice = practice_ward.directory()
    settings = settings.with_practice(practice) if practice else settings
    scrub(os.environ)
    probe = terminal.probe()
    from kiosk.wiring import screen  # only now: the terminal answers while this loads

    directory = settings.state_dir
    try:
        status = screen.run_screen(
            settings,
            probe,
            painted=lambda: _painted(directory),
            report_crash=lambda places: _crashed(directory, places),
            is_practice=practice is not None,
        )
    except Exception as error:
        from kiosk.ports.crash_report import describe

        _crashed(directory, describe(error))
        status = exit_status.CRASHED
    sys.exit(status)


def scrub(environment: MutableMapping[str, str]) -> None:
    """Leave nothing in the environment that opens Textual to a passer-by, and choose what a kiosk needs.

    Some of its variables write every key to a file or load a class (docs/terminal.md#recipe). Scrubbed only
    here: tests and textual-serve need theirs.
    """
    for name in [name for name in environment if name.startswith("TEXTUAL")]:
        del environment[name]
    for name in ("COLUMNS", "LINES"):  # Textual would believe them rather than the terminal
        environment.pop(name, None)
    environment["TEXTUAL_DISABLE_KITTY_KEY"] = "1"
    environment["TEXTUAL_SMOOTH_SCROLL"] = "0"
    environment["TEXTUAL_ANIMATIONS"] = "none"
    environment["TEXTUAL_FPS"] = "240"  # at 60, what follows a frame waits up to 33 ms for the next one
    if environment.get("COLORTERM", "").lower() in ("truecolor", "24bit"):
        environment["TEXTUAL_COLOR_SYSTEM"] = "truecolor"


def _crashed(directory: Path, places: str) -> None:
    from kiosk.cli import log

    log.crashed(directory, places)


def _painted(directory: Path) -> None:
    """Tell the supervisor that the screen stands there; from now on it ends when the supervisor does."""
    gc.enable()
    supervisor.end_with_supervisor()
    with contextlib.suppress(OSError, ValueError):
        pipe = int(os.environ.pop(supervisor.PAINTED_FD, ""))
        os.write(pipe, b"1")
        os.close(pipe)
    from kiosk.cli import log  # only now: it takes time to load

    log.keep(directory)
