"""The backend on the kiosk's own machine: one directory in, a running backend out.

Whoever builds it hands over plain values, since the backend does not read the settings.
"""

import asyncio
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from fastapi import FastAPI

from kiosk.backend import auth, keys
from kiosk.backend.api import create_app
from kiosk.backend.backend import Backend
from kiosk.backend.clock import Clock, utc_now
from kiosk.backend.policy import Policy
from kiosk.backend.sealing import Opener
from kiosk.backend.signing import Signer
from kiosk.backend.simulator import InsurerSimulator
from kiosk.backend.sms import SmsSimulator
from kiosk.backend.store import Store
from kiosk.text import ASSETS

DATABASE = "backend.db"
_OWN_KIOSK = "embedded"


@dataclass(frozen=True)
class Demo:
    """An invented ward: how many people, and the seed that invents them."""

    people: int = 300
    seed: int = 1


async def open_backend(
    state_dir: Path,
    *,
    office_code: str,
    goal: int,
    policy: Policy | None = None,
    demo: Demo | None = None,
    now: Clock = utc_now,
) -> FastAPI:
    """Return the application to be served from `state_dir`; it lets go of everything when it shuts down.

    Made on the way, where they are missing: the keys, the schema, this kiosk's own key (kiosk.key), the
    file of public keys (backend-keys.json), and with `demo` the invented ward.
    """
    backend = await asyncio.to_thread(
        open_services, state_dir, office_code=office_code, goal=goal, policy=policy, demo=demo, now=now
    )
    return create_app(backend)


def open_services(
    state_dir: Path,
    *,
    office_code: str,
    goal: int = 0,
    policy: Policy | None = None,
    demo: Demo | None = None,
    now: Clock = utc_now,
) -> Backend:
    """Do the same without HTTP. A few milliseconds, unless the schema is behind or the ward is empty."""
    state_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    signer = Signer(keys.signing_key(state_dir / "keys"))
    opener = Opener(keys.sealing_key(state_dir / "keys"))
    own_key = keys.kiosk_key(state_dir / "kiosk.key")
    store = Store.on_sqlite(state_dir / DATABASE)
    store.migrate()
    facilities, issued_by = _prepare(store, own_key, office_code, demo, now)
    backend = Backend.of(
        store,
        signer=signer,
        opener=opener,
        insurer=InsurerSimulator(store, office_code=office_code, facilities=facilities, issued_by=issued_by),
        sms=SmsSimulator() if demo else None,
        policy=policy or Policy(),
        goal=goal,
        now=now,
    )
    keys.keep_file(state_dir / "backend-keys.json", backend.keys.model_dump_json().encode())
    return backend


def _prepare(
    store: Store, own_key: str, office_code: str, demo: Demo | None, now: Clock
) -> tuple[dict[str, str], str]:
    """Enrol this machine's kiosk and fill the demo's ward; return what the ward calls its facilities."""
    if demo is None:
        store.write_now(lambda connection: auth.enrol(connection, name=_OWN_KIOSK, key=own_key, now=now()))
        return {}, office_code
    from kiosk.backend.demo.fill import fill  # here, since only a demo invents people
    from kiosk.backend.demo.ward import Material

    material = Material.from_file(ASSETS / "data" / "demo_ward.toml")

    def work(connection: sa.Connection) -> None:
        kiosk = auth.enrol(connection, name=_OWN_KIOSK, key=own_key, now=now())
        fill(
            connection,
            material,
            count=demo.people,
            seed=demo.seed,
            kiosk_id=kiosk.id,
            office_code=office_code,
            now=now(),
        )

    store.write_now(work)
    return dict(material.facilities), material.issued_by
