"""The office, on each of the two databases."""

import pytest

from tests.backend.desk.office import Office
from tests.backend.world import World


@pytest.fixture
def office(world: World) -> Office:
    """A world with officers."""
    return Office(world)
