"""What the client's tests share."""

import tempfile
from pathlib import Path

import pytest

from tests.client.counterpart import Keys


@pytest.fixture
def short():
    """A directory whose path leaves room for a socket's name."""
    with tempfile.TemporaryDirectory(prefix="k") as directory:
        yield Path(directory)


@pytest.fixture
def keys() -> Keys:
    """A backend's keys."""
    return Keys()
