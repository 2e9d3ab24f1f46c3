"""What holds for every test."""

import os
import sys

os.environ.pop(
    "PYTHONDONTWRITEBYTECODE", None
)  # else each of the programs that tests start compiles the kiosk
sys.dont_write_bytecode = False

pytest_plugins = ["tests.postgres"]

LONGEST_NAME = 30


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """A long text is no name for a test; signed ones are also others in each of xdist's processes."""
    return argname if isinstance(val, str | bytes) and len(val) > LONGEST_NAME else None
