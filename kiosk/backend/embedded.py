"""The backend on the kiosk's own machine, which no operator sets up: what is made before it opens."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from kiosk.backend.access import callers
from kiosk.backend.demo.ward import Material
from kiosk.backend.storage.store import Store
from kiosk.backend.storage.vault import Vault
from kiosk.resources.text import words


@dataclass(frozen=True)
class DemoWard:
    """An invented ward: what it is made of, how many people it has, and the seed that invents them."""

    material: Material
    people: int
    seed: int


def prepare(
    store: Store, vault: Vault, *, own_key: str, office_code: str, demo: DemoWard | None, now: datetime
) -> None:
    """Bring the schema up to date, enrol this machine's kiosk, and fill the demo's ward once."""
    store.migrate()

    def work(connection: sa.Connection) -> None:
        name = words("desk.own_kiosk")
        kiosk = callers.enrol(connection, name=name, key=own_key, office_code=office_code, now=now)
        if demo is None:
            return
        from kiosk.backend.demo.fill import fill  # here, since only a demo invents people

        fill(
            connection,
            vault,
            demo.material,
            count=demo.people,
            seed=demo.seed,
            kiosk_id=kiosk.id,
            office_code=office_code,
            now=now,
        )

    store.write_now(work)
