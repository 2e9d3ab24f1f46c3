"""Empty databases of both kinds, to be restored into."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kiosk.backend.store import Store
from tests.postgres import Postgres


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
