"""Real terminals for the tests; on a machine without them these tests are skipped, in CI they fail."""

import os

import pytest

from tests.terminal.session import missing


@pytest.fixture(scope="session")
def real_terminal() -> None:
    """Ask for sway, foot, grim and zbar."""
    if lacking := missing():
        packages = "sway foot grim zbar-tools fonts-jetbrains-mono"
        reason = f"needs Debian's {packages}; missing: {' '.join(lacking)}"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
