"""What this machine keeps on its disk: settings, state directory, outbox and keys."""

import fcntl
import grp
import os
import pwd
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from kiosk.cli.doctor.finding import Finding, broken, careful, good, skipped
from kiosk.client.encryption import Keyring
from kiosk.client.outbox import Outbox
from kiosk.config.settings import OfficeSettings, Settings
from kiosk.wiring import state

_MEGABYTE = 1_000_000
_LEAST, _ENOUGH = 100 * _MEGABYTE, 1000 * _MEGABYTE
"""Bytes free: a registration takes 10 kB, but a full disk is nothing to find out with a person waiting."""
_SLOW = 1.0
"""Seconds for one fsync, which a person at the screen waits for."""
_TOO_OPEN = 0o077
"""Mode bits that the file of a key must not have."""
_LONG = 3600.0
"""Seconds that a registration may wait to be sent, with a server that is there."""


def user() -> str:
    """Return who runs this."""
    return _name(os.geteuid())


def _name(number: int) -> str:
    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:
        return str(number)


def group(path: Path) -> str:
    """Return the group whose members may use the device at `path`."""
    return grp.getgrgid(path.stat().st_gid).gr_name


def config(settings: Settings, path: Path | None) -> Iterator[Finding]:
    """Which settings are these, and do they say whose kiosk this is? That they are right was checked."""
    file = path or Path("config.toml")
    yield good("doctor.config.file", file=file) if file.is_file() else good("doctor.config.defaults")
    if settings.demo.enabled:
        yield careful("doctor.config.demo")
    elif settings.office.code == OfficeSettings().code:
        yield careful("doctor.config.no_office")


def is_running(directory: Path) -> bool:
    """Does an agent work on this directory? It holds its lock."""
    try:
        held = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    except OSError:
        return False
    try:
        fcntl.flock(held, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        return True
    finally:
        os.close(held)
    return False


def disk(directory: Path) -> Iterator[Finding]:
    """Can it be written, for good, and is there room? It is not made here: it belongs to the kiosk's user."""
    if not directory.exists():
        yield from _before_the_first_run(directory)
    elif not directory.is_dir():
        yield broken("doctor.disk.no_directory", directory=directory)
    elif (owner := directory.stat().st_uid) != os.geteuid():
        yield careful("doctor.disk.somebody_elses", directory=directory, owner=_name(owner))
    else:
        yield from _writing(directory)


def _before_the_first_run(directory: Path) -> Iterator[Finding]:
    parent = next(each for each in directory.parents if each.exists())
    if not os.access(parent, os.W_OK | os.X_OK):
        yield broken("doctor.disk.cannot_be_made", directory=directory, parent=parent, user=user())
        return
    yield good("doctor.disk.not_yet", directory=directory)
    yield from _room(parent)


def _writing(directory: Path) -> Iterator[Finding]:
    begun = time.monotonic()
    try:
        with tempfile.TemporaryFile(dir=directory) as file:
            file.write(bytes(4096))
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        yield broken("doctor.disk.refuses", directory=directory, reason=error.strerror or "")
        return
    took = time.monotonic() - begun
    yield (careful if took > _SLOW else good)(
        "doctor.disk.slow" if took > _SLOW else "doctor.disk.writes",
        directory=directory,
        milliseconds=f"{took * 1000:.0f}",
    )
    yield from _room(directory)


def _room(directory: Path) -> Iterator[Finding]:
    free = shutil.disk_usage(directory).free
    values = {"gigabytes": f"{free / _MEGABYTE / 1000:.1f}"}
    if free < _LEAST:
        yield broken("doctor.disk.full", **values)
    elif free < _ENOUGH:
        yield careful("doctor.disk.nearly_full", **values)
    else:
        yield good("doctor.disk.room", **values)


def outbox(directory: Path) -> Iterator[Finding]:
    """How many registrations wait here, and for how long? Only its owner opens the file."""
    path = directory / "outbox.db"
    if not path.is_file():
        yield skipped("doctor.outbox.none")
        return
    if path.stat().st_uid != os.geteuid():
        yield skipped("doctor.outbox.somebody_elses")
        return
    box = Outbox(path, state.now)
    try:
        rows = box.rows()
    except OSError as error:
        yield broken("doctor.outbox.unreadable", reason=error.strerror or "")
        return
    finally:
        box.close()
    waiting = [row for row in rows if row.state == "waiting"]
    if waiting:
        age = state.now().timestamp() - min(row.created_at for row in waiting)
        key = "doctor.outbox.waits_long" if age > _LONG else "doctor.outbox.waits"
        yield (careful if age > _LONG else good)(key, count=len(waiting), minutes=f"{max(0, age) / 60:.0f}")
    else:
        yield good("doctor.outbox.empty")
    if kept := len(rows) - len(waiting):
        yield careful("doctor.outbox.kept", count=kept)
    if damaged := len([*directory.glob("outbox.db.damaged-*[0-9]")]):
        yield careful("doctor.outbox.set_aside", count=damaged, directory=directory)


def own_key(settings: Settings) -> Path:
    """Return the file by which the backend knows this kiosk."""
    named = "" if settings.is_embedded else settings.backend.key_file
    return Path(named).expanduser() if named else settings.state_dir / "kiosk.key"


def keys(settings: Settings) -> Iterator[Finding]:
    """Is this kiosk's own key there, readable by its owner alone, and are the backend's known here?"""
    yield _own_key(own_key(settings), is_embedded=settings.is_embedded)
    try:
        keyring = Keyring(settings.state_dir / "backend-keys.json")
        keyring.signers()
        keyring.encrypt(b"", "")
    except FileNotFoundError:
        first = skipped if settings.is_embedded else careful
        yield first("doctor.keys.none_yet" if settings.is_embedded else "doctor.keys.none")
    except OSError:
        yield broken("doctor.keys.unusable", directory=settings.state_dir)
    else:
        yield good("doctor.keys.known")


def _own_key(path: Path, *, is_embedded: bool) -> Finding:
    try:
        mode = path.stat().st_mode
        is_key = bool(path.read_text("ascii").strip())
    except FileNotFoundError:
        return (
            skipped("doctor.keys.own_not_yet") if is_embedded else broken("doctor.keys.own_none", file=path)
        )
    except OSError:
        return broken("doctor.keys.own_unreadable", file=path, user=user())
    except UnicodeDecodeError:
        is_key = False
    if not is_key:
        return broken("doctor.keys.own_damaged", file=path)
    if mode & _TOO_OPEN:
        return broken("doctor.keys.own_open", file=path)
    return good("doctor.keys.own", file=path)
