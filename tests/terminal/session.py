"""A real terminal to look at: the compositor sway and the terminal foot, headless, and a decoder of its own.

Only sway refuses to run as root, so only sway is somebody else then. Needs Debian's sway, foot, grim,
zbar-tools and fonts-jetbrains-mono; tests ask `missing()` first.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.terminal.keys import sent_by
from tests.terminal.pty_session import PATIENCE, NeverHappened

TOOLS = ("sway", "foot", "grim", "zbarimg")
FONT = "JetBrains Mono"
ROOT = Path(__file__).parents[2]
UNPRIVILEGED = "nobody"
NOT_OURS = ("WAYLAND_DISPLAY", "DISPLAY", "COLUMNS", "LINES")
"""What would tell the command of another screen than this session's."""


@dataclass(frozen=True)
class Display:
    """A monitor and a font: together they make the terminal's size in cells."""

    pixels: str
    points: float
    columns: int
    rows: int


DISPLAYS = {
    f"{display.columns}x{display.rows}": display
    for display in (
        Display("1600x1080", 25, 80, 24),
        Display("1920x1080", 25, 96, 24),
        Display("1600x1110", 20, 100, 30),
        Display("1440x1080", 15, 120, 40),
        Display("1920x1215", 15, 160, 45),
    )
}


def missing() -> list[str]:
    """Return the tools that this machine lacks."""
    return [tool for tool in TOOLS if not shutil.which(tool)]


class Session:
    """Runs `command` in foot, full screen, from `__enter__` to `__exit__`."""

    def __init__(
        self, command: Sequence[str], display: Display, *, env: Mapping[str, str] | None = None
    ) -> None:
        self._command = command
        self._display = display
        ours = {name: value for name, value in os.environ.items() if name not in NOT_OURS}
        self._env = {**ours, "LC_ALL": "C.UTF-8", "PYTHONPATH": str(ROOT), **(env or {})}

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            self._directory = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="kiosk-terminal-")))
            os.mkfifo(self._directory / "typed")
            (self._directory / "written").touch()
            stack.callback(_end, self._start_sway())
            self._await(lambda: self._socket() is not None, "sway's socket", PATIENCE)
            self._env["WAYLAND_DISPLAY"] = str(self._socket())
            self._await(lambda: self._ipc_socket() is not None, "sway's socket for commands", 15)
            self._env["SWAYSOCK"] = str(self._ipc_socket())
            self._env["XDG_RUNTIME_DIR"] = str(self._directory)
            stack.callback(_end, self._start_foot())
            self._await(lambda: (self._directory / "size").exists(), "foot's window", PATIENCE)
            self.until_size(self._display.columns, self._display.rows)
            self._stack = stack.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def send(self, data: bytes) -> None:
        """Write `data` as the keyboard would, in one burst."""
        with (self._directory / "typed").open("wb", buffering=0) as typed:
            typed.write(data)

    def press(self, *keys: str) -> None:
        """Press keys by name or character."""
        self.send(b"".join(sent_by(key) for key in keys))

    @property
    def written(self) -> bytes:
        """Everything that the command has written."""
        return (self._directory / "written").read_bytes()

    @property
    def size(self) -> tuple[int, int]:
        """The terminal's columns and rows."""
        columns, _, rows = (self._directory / "size").read_text().partition(" ")
        return int(columns or 0), int(rows or 0)

    def until_written(self, text: str | bytes, *, seconds: float = PATIENCE, after: int = 0) -> None:
        """Wait for `text` in the bytes written since offset `after`."""
        data = text if isinstance(text, bytes) else text.encode()
        self._await(lambda: data in self.written[after:], repr(text), seconds)

    def photograph(self, path: Path) -> Path:
        """Save what the screen shows as a PNG."""
        subprocess.run(["grim", path], env=self._env, check=True, capture_output=True, timeout=30)
        return path

    def until_read(self, text: str, photograph: Path, *, seconds: float = PATIENCE) -> None:
        """Photograph the screen until a decoder reads the one code `text` in it."""
        self._await(lambda: decoded(self.photograph(photograph)) == [text], f"a QR code of {text!r}", seconds)

    def until_decoded(self, photograph: Path, *, seconds: float = PATIENCE) -> None:
        """Photograph the screen until a decoder reads some code in it."""
        self._await(lambda: decoded(self.photograph(photograph)) != [], "a QR code", seconds)

    def rest(self, seconds: float) -> None:
        """Let time pass, as between two keys of a person."""
        time.sleep(seconds)

    def until_size(self, columns: int, rows: int, *, seconds: float = PATIENCE) -> None:
        """Wait until the terminal has so many cells."""
        self._await(lambda: self.size == (columns, rows), f"{columns}x{rows} cells", seconds)

    def until_unreadable(self, photograph: Path, *, seconds: float = PATIENCE) -> None:
        """Photograph the screen until a decoder reads nothing in it."""
        self._await(lambda: decoded(self.photograph(photograph)) == [], "no QR code", seconds)

    def _start_sway(self) -> subprocess.Popen[bytes]:
        runtime = self._directory / "sway"
        runtime.mkdir(mode=0o700)
        self._directory.chmod(0o711)
        if os.geteuid() == 0:
            shutil.chown(runtime, UNPRIVILEGED)
        config = runtime / "config"
        config.write_text(
            f"xwayland disable\noutput * resolution {self._display.pixels} position 0,0\n"
            "default_border none\nseat * hide_cursor 1\n"
        )
        env = {
            **self._env,
            "XDG_RUNTIME_DIR": str(runtime),
            "WLR_BACKENDS": "headless",
            "WLR_RENDERER": "pixman",
            "WLR_LIBINPUT_NO_DEVICES": "1",
            "LIBSEAT_BACKEND": "noop",
        }
        user = UNPRIVILEGED if os.geteuid() == 0 else None
        return self._start("sway", ["sway", "-c", str(config)], env, user)

    def _start_foot(self) -> subprocess.Popen[bytes]:
        relay = [sys.executable, "-m", "tests.terminal.relay", str(self._directory), *self._command]
        font = ["--font", f"{FONT}:size={self._display.points:g}", "--override", "pad=0x0"]
        return self._start("foot", ["foot", "--config=/dev/null", *font, *relay], self._env, None)

    def _start(
        self, name: str, command: list[str], env: Mapping[str, str], user: str | None
    ) -> subprocess.Popen[bytes]:
        with (self._directory / f"{name}.log").open("wb") as log:
            return subprocess.Popen(
                command,
                cwd=ROOT if user is None else "/",
                env=env,
                user=user,
                group="nogroup" if user else None,
                extra_groups=[] if user else None,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def _ipc_socket(self) -> Path | None:
        return next((self._directory / "sway").glob("sway-ipc.*.sock"), None)

    def _socket(self) -> Path | None:
        found = (path for path in (self._directory / "sway").glob("wayland-*") if path.suffix != ".lock")
        return next(found, None)

    def _await(self, happened: Callable[[], bool], what: str, seconds: float) -> None:
        limit = time.monotonic() + seconds
        while not happened():
            if time.monotonic() > limit:
                logs = (path.read_text(errors="replace")[-600:] for path in self._directory.glob("*.log"))
                raise NeverHappened(f"waited for {what}\n" + "\n".join(logs))
            time.sleep(0.05)


def decoded(photograph: Path) -> list[str]:
    """Return what zbar reads in a picture: another decoder than the product's own."""
    command = ["zbarimg", "--quiet", "--raw", "-Sdisable", "-Sqrcode.enable", str(photograph)]
    read = subprocess.run(command, capture_output=True, timeout=60, check=False)  # no code found: status 4
    return read.stdout.decode().splitlines()


def _end(process: subprocess.Popen[bytes]) -> None:
    for sign in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(process.pid, sign)
            process.wait(5)
        except ProcessLookupError:
            return
        except subprocess.TimeoutExpired:
            continue
        return
