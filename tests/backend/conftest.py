"""A fresh world for each test, from one migrated file that is made once."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kiosk.backend.policy import Policy
from kiosk.backend.store import Store
from tests.backend.world import World, fill


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated database with the test's people in it."""
    path = tmp_path_factory.mktemp("backend") / "backend.db"
    store = Store.on_sqlite(path)
    fill(store)
    store.close()
    return path


@pytest.fixture
def build(migrated: Path, tmp_path: Path) -> Iterator[Callable[..., World]]:
    """Build worlds with another policy, or without SMS."""
    built: list[World] = []

    def make(policy: Policy | None = None, *, has_sms: bool = True) -> World:
        path = tmp_path / f"backend{len(built)}.db"
        shutil.copy(migrated, path)
        built.append(World(path, policy, has_sms=has_sms))
        return built[-1]

    yield make
    for world in built:
        world.store.close()


@pytest.fixture
def world(build: Callable[..., World]) -> World:
    """The usual world."""
    return build()
