"""What all tests of the screens share: the rare collection of what their apps leave behind."""

import gc
from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True, scope="session")
def _rare_collections() -> Iterator[None]:
    """Collect garbage a hundred times more rarely: an app leaves so much that it took 40 % of the time."""
    usual = gc.get_threshold()
    gc.set_threshold(200_000, 20, 50)
    yield
    gc.set_threshold(*usual)
