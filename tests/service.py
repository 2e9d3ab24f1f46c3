"""`kiosk serve` in processes of its own, set up as an administrator does it, for fault tests and benches."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from kiosk.backend.access import callers
from kiosk.backend.clock import utc_now
from kiosk.config.reader import Settings, load
from kiosk.wiring import service

ROOT = Path(__file__).parents[1]
OFFICE = "00000"
_UNLIMITED = 10_000
"""One kiosk stands for many in these tests."""


class Service:
    """One service over one database ("" is SQLite in its state directory), on a Unix socket."""

    def __init__(
        self,
        directory: Path,
        database: str = "",
        *,
        state: Path | None = None,
        more: Mapping[str, Mapping[str, object]] | None = None,
        **serve: object,
    ) -> None:
        """`state` is where its keys are, by default its own; `serve` goes into the section of that name.

        `more`: further sections of its settings.
        """
        self.directory = directory
        self.socket = str(directory / "serve.sock")
        self.config = directory / "config.toml"
        self._process: subprocess.Popen[bytes] | None = None
        directory.mkdir(parents=True, exist_ok=True)
        sections: Mapping[str, Mapping[str, object]] = {
            "office": {"code": OFFICE},
            "state": {"dir": str(state or directory / "state")},
            "database": {"url": database},
            "serve": {"listen": f"unix:{self.socket}", "per_kiosk": _UNLIMITED, **serve},
            **(more or {}),
        }
        self.config.write_text("\n".join(_section(*section) for section in sections.items()), "utf-8")

    @property
    def settings(self) -> Settings:
        """As the service reads them."""
        return load(self.config)

    @property
    def log(self) -> str:
        """What it has said so far."""
        return (self.directory / "log").read_text("utf-8", errors="replace")

    def prepare(self) -> None:
        """Make keys and schema; with keys that are there already, the schema only."""
        self.admin("migrate" if self.settings.state_dir.is_dir() else "init")

    def enrol(self, key: str, kind: str = "kiosk") -> None:
        """Let the holder of `key` ask, as a kiosk or as a monitor."""

        store = service.open_store(self.settings)
        store.write_now(
            lambda connection: callers.enrol(
                connection, name=kind, key=key, now=utc_now(), office_code=OFFICE, kind=kind
            )
        )
        store.close()

    def admin(self, *arguments: str, typed: str | None = None) -> str:
        """Run `kiosk admin …`; return what it printed. `typed` comes through a pipe."""
        command = [sys.executable, "-m", "kiosk", "admin", *arguments, "--config", str(self.config)]
        done = subprocess.run(
            command,
            env=_environment(),
            cwd=self.directory,
            input=typed,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"kiosk admin {arguments[0]}: {done.stdout}{done.stderr}"
        return done.stdout

    def start(self, seconds: float = 60) -> None:
        """Start, and return when it says that it is ready."""
        self.launch()
        assert self._process is not None
        limit = time.monotonic() + seconds
        while not self.is_ready():
            if self._process.poll() is not None or time.monotonic() > limit:
                raise RuntimeError(f"the service does not come up: {self.log[-3000:]}")
            time.sleep(0.05)

    def launch(self) -> None:
        """Start, and return at once."""
        command = [sys.executable, "-m", "kiosk", "serve", "--config", str(self.config)]
        with (self.directory / "log").open("ab") as log:
            self._process = subprocess.Popen(
                command,
                env=_environment(),
                cwd=self.directory,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def is_ready(self) -> bool:
        """Does /v1/ready say so?"""
        try:
            return self.get("/v1/ready")[0] == 200
        except OSError:
            return False

    def get(self, path: str, bearer: str = "") -> tuple[int, bytes]:
        """Ask one thing over a connection of its own."""
        return self.ask("GET", path, headers={"Authorization": f"Bearer {bearer}"} if bearer else {})

    def ask(
        self, method: str, path: str, body: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> tuple[int, bytes]:
        """Ask anything over a connection of its own."""
        connection = self._connection()
        try:
            connection.request(method, path, body, dict(headers or {}))
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def _connection(self) -> http.client.HTTPConnection:
        listen = self.settings.serve
        return _UnixConnection(self.socket) if listen.socket else _PortConnection(*listen.address)

    @property
    def workers(self) -> list[int]:
        """The process ids of those who answer, as long as the service runs."""
        assert self._process is not None
        number = self._process.pid
        children = Path(f"/proc/{number}/task/{number}/children").read_text().split()
        return [int(child) for child in children if b"spawn_main" in _command(child)]

    def stop(self) -> None:
        """Stop in order; stopping twice is no error."""
        if self._process is not None:
            self.tell_to_stop()
            self._process.wait(60)
            self._process = None

    def tell_to_stop(self) -> None:
        """Ask it to stop, and return at once."""
        assert self._process is not None
        self._process.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End the process that keeps the workers, with SIGKILL."""
        assert self._process is not None
        self._process.kill()
        self._process.wait(10)
        self._process = None

    def cpu_seconds(self) -> float:
        """Processor time that its workers have used so far."""
        ticks = 0
        for worker in self.workers:
            fields = Path(f"/proc/{worker}/stat").read_text().rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12])
        return ticks / os.sysconf("SC_CLK_TCK")


class _PortConnection(http.client.HTTPConnection):
    def __init__(self, host: str, port: int) -> None:
        super().__init__(host, port, timeout=30)


class _UnixConnection(http.client.HTTPConnection):
    def __init__(self, path: str) -> None:
        super().__init__("backend", timeout=30)
        self._path = path

    def connect(self) -> None:
        """Connect to the socket instead of a port."""
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(30)
        self.sock.connect(self._path)


def _command(process: str) -> bytes:
    try:
        return Path(f"/proc/{process}/cmdline").read_bytes()
    except FileNotFoundError:
        return b""


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), "LC_ALL": "C.UTF-8"}


def _section(name: str, values: Mapping[str, object]) -> str:
    def toml(value: object) -> str:
        return (
            str(value).lower()
            if isinstance(value, bool)
            else str(value)
            if isinstance(value, int)
            else f'"{value}"'
        )

    return "\n".join([f"[{name}]", *(f"{key} = {toml(value)}" for key, value in values.items())])
