"""A fresh world for each test, from a migrated database that is made once: on SQLite, and on PostgreSQL."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kiosk.backend.messages.caps import Caps
from kiosk.backend.policy import Policy
from kiosk.backend.storage.store import Store
from tests.backend.office import Office
from tests.backend.world import World, fill
from tests.postgres import Postgres

Place = Callable[[], str]
_TEMPLATE = "world"


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated file with the test's people in it."""
    path = tmp_path_factory.mktemp("backend") / "backend.db"
    _fill(str(path))
    return path


@pytest.fixture(scope="session")
def template(postgres: Postgres) -> str:
    """A migrated database with the same people, to be copied."""
    _fill(postgres.create(_TEMPLATE))
    return _TEMPLATE


def _fill(place: str) -> None:
    store = Store.open(place)
    fill(store)
    store.close()


@pytest.fixture(params=["sqlite", "postgres"])
def fresh(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    """Make databases, each for one world."""
    made: list[str] = []
    if request.param == "sqlite":
        migrated: Path = request.getfixturevalue("migrated")

        def on_sqlite() -> str:
            made.append(f"backend{len(made)}.db")
            return str(shutil.copy(migrated, tmp_path / made[-1]))

        yield on_sqlite
        return
    postgres: Postgres = request.getfixturevalue("postgres")
    template: str = request.getfixturevalue("template")

    def on_postgres() -> str:
        made.append(f"world{len(made)}")
        return postgres.create(made[-1], template=template)

    yield on_postgres
    for database in made:
        postgres.drop(database)


@pytest.fixture
def build(fresh: Place) -> Iterator[Callable[..., World]]:
    """Build worlds with another policy, or without SMS."""
    built: list[World] = []

    def make(policy: Policy | None = None, *, has_sms: bool = True, caps: Caps | None = None) -> World:
        built.append(World(fresh(), policy, has_sms=has_sms, caps=caps))
        return built[-1]

    yield make
    for world in built:
        world.store.close()


@pytest.fixture
def world(build: Callable[..., World]) -> World:
    """The usual world."""
    return build()


@pytest.fixture
def empty(tmp_path: Path, postgres: Postgres) -> Iterator[Callable[[str], Store]]:
    """Make an empty database: "sqlite" or "postgresql"."""
    stores: list[Store] = []

    def make(kind: str) -> Store:
        name = f"empty{len(stores)}"
        stores.append(Store.open(tmp_path / name if kind == "sqlite" else postgres.create(name)))
        return stores[-1]

    yield make
    for number, store in enumerate(stores):
        store.close()
        if store.dialect == "postgresql":
            postgres.drop(f"empty{number}")


@pytest.fixture
def office(world: World) -> Office:
    """A world with officers."""
    return Office(world)
