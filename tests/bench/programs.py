"""The two programs that are timed: the kiosk with the invented ward, and the bare app."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from kiosk.resources.text import words
from tests.bench.bare import PAINTED
from tests.terminal.pty_session import PtySession

ROOT = Path(__file__).parents[2]
WELCOME = words("welcome.self.title").encode()
"""What stands on the kiosk's first screen."""
READY = words("common.online").encode()
"""What its top bar says when the agent answers; what loads behind the first paint is there by then."""
BARE = PAINTED.encode()


@contextmanager
def state() -> Iterator[Path]:
    """Give a directory for a kiosk's state, and its settings in it."""
    with TemporaryDirectory(prefix="kiosk-bench-") as directory:
        config = Path(directory) / "config.toml"
        config.write_text(f'[state]\ndir = "{directory}/state"\n', "utf-8")
        yield config


def kiosk(config: Path, *, columns: int = 80, rows: int = 24, pixels: tuple[int, int] = (0, 0)) -> PtySession:
    """Return the kiosk, not yet started."""
    command = [sys.executable, "-m", "kiosk", "run", "--demo", "--config", str(config)]
    return PtySession(command, columns=columns, rows=rows, pixels=pixels, env={"PYTHONPATH": str(ROOT)})


def bare() -> PtySession:
    """Return the bare app, not yet started."""
    return PtySession([sys.executable, "-m", "tests.bench.bare"], env={"PYTHONPATH": str(ROOT)})


def settled(session: PtySession, last: bytes) -> None:
    """Wait for the last that a program says by itself, and until everything that follows it is over."""
    session.until_written(last, seconds=60)
    session.drain(1.0)
