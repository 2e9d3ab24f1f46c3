"""The scanner: its line, and a trial scan that shows how it is set. What was scanned is never repeated."""

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from kiosk.cli.doctor.finding import Finding, broken, careful, good, skipped
from kiosk.cli.doctor.storage import group, is_running, user
from kiosk.cli.doctor.trial import Listener
from kiosk.config.settings import Settings
from kiosk.devices.scanner import open_line
from kiosk.domain.scans.diagnosis import Diagnosis, End, Fault, Feed, diagnose
from kiosk.wiring import state

BY_ID = Path("/dev/serial/by-id")
"""Where a line has the same name whatever it is plugged into."""
_WAIT = 20
"""Seconds that the technician has to scan something."""


def line(path: str, by_id: Path = BY_ID) -> Iterator[Finding]:
    """Is the serial line there that the settings name, and may we read it?"""
    there = sorted(str(each) for each in by_id.glob("*"))
    if not path:
        yield good("doctor.scanner.keyboard")
        if there:
            yield careful("doctor.scanner.line_unused", lines=", ".join(there))
        return
    device = Path(path)
    try:
        os.close(open_line(device))
    except FileNotFoundError:
        key = "doctor.scanner.others_there" if there else "doctor.scanner.not_there"
        yield broken(key, path=path, lines=", ".join(there))
    except PermissionError:
        yield broken("doctor.scanner.forbidden", path=path, group=group(device), user=user())
    except OSError:
        yield broken("doctor.scanner.no_line", path=path)
    else:
        yield good("doctor.scanner.line", path=path)
        if device.parent != by_id:
            yield careful("doctor.scanner.may_move", path=path)


def trial(settings: Settings, ask: Callable[..., None]) -> Iterator[Finding]:
    """Have the person scan something, and tell from it how the scanner is set."""
    if not os.isatty(0):
        yield skipped("doctor.trial.no_terminal")
        return
    if is_running(settings.state_dir) and settings.screen.scanner:
        yield skipped("doctor.trial.kiosk_runs")
        return
    path = Path(settings.screen.scanner) if settings.screen.scanner else None
    with Listener(path, time.monotonic) as listener:
        ask("doctor.trial.scan_now", seconds=_WAIT)
        heard = listener.listen(_WAIT)
    if heard is None:
        yield skipped("doctor.trial.not_tried")
    else:
        yield from told(heard, diagnose(heard, state.now().date()), is_line_wanted=path is not None)


def told(feed: Feed, found: Diagnosis, *, is_line_wanted: bool) -> Iterator[Finding]:
    """Say what was found out."""
    known = good if found.kind != "other" else careful
    yield known(f"doctor.trial.{found.kind}")
    if feed.way == "keyboard" and is_line_wanted:
        yield broken("doctor.trial.types_although_line")
    else:
        yield good(f"doctor.trial.{feed.way}")
    yield (
        good(f"doctor.trial.ends_with_{found.end}")
        if found.end is not End.NONE
        else careful("doctor.trial.ends_with_none")
    )
    for fault in Fault:
        if fault in found.faults:
            yield (broken if fault in (Fault.LAYOUT, Fault.LETTERS_LOST) else careful)(
                f"doctor.trial.{fault}"
            )
    if found.shows_letters and not found.faults & {Fault.LETTERS_LOST, Fault.LETTERS_CHANGED}:
        yield good("doctor.trial.letters_right")
    elif not found.faults:
        yield skipped("doctor.trial.no_letters")
