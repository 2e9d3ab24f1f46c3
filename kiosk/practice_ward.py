"""Practice: an invented ward in a directory of its own, served beside the real one and erased afterwards.

Standard library only: the supervisor stands on it.
"""

import contextlib
import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

DIRECTORY = "KIOSK_PRACTICE_DIR"
"""Names, in the environment of a practice's screen and agent, where all that they write lives."""


class PracticeWard:
    """The directory, for as long as an officer practises."""

    def __init__(self) -> None:
        self.directory = Path(tempfile.mkdtemp(prefix="kiosk-practice-"))

    @property
    def environment(self) -> dict[str, str]:
        """What a child's environment has more."""
        return {DIRECTORY: str(self.directory)}

    def erase(self) -> None:
        """Leave nothing of it; once its agent has ended, which would write on."""
        with contextlib.suppress(OSError):
            shutil.rmtree(self.directory)


def directory(environment: Mapping[str, str] | None = None) -> Path | None:
    """Return where this process practises; None in the real ward."""
    named = (os.environ if environment is None else environment).get(DIRECTORY)
    return Path(named) if named else None
