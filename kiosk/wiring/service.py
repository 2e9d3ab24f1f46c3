"""Settings in, running backend out: for the agent, for `kiosk serve` and for `kiosk admin`."""

import secrets
from datetime import timedelta
from functools import partial
from pathlib import Path

from kiosk.backend import embedded
from kiosk.backend.access.sessions import SessionLifetime
from kiosk.backend.backend import Backend, Collaborators
from kiosk.backend.clock import Clock, utc_now
from kiosk.backend.demo.ward import Material
from kiosk.backend.insurer.port import Insurer
from kiosk.backend.insurer.simulator import InsurerSimulator
from kiosk.backend.keys import key_files, private_file
from kiosk.backend.keys.decryption import EnvelopeDecryptor
from kiosk.backend.keys.signing import Signer
from kiosk.backend.policy import Policy
from kiosk.backend.storage.store import Store
from kiosk.backend.storage.vault import KEY_BYTES, Vault
from kiosk.config.reader import Misconfigured
from kiosk.config.settings import Settings
from kiosk.resources import ASSETS
from kiosk.wiring import sms

DATABASE = "backend.db"
"""SQLite's file in the state directory."""


def open_store(settings: Settings) -> Store:
    """Open the database that `settings` name; the schema is left as it is."""
    return Store.open(settings.database.url or settings.state_dir / DATABASE)


def records_key_file(settings: Settings) -> Path:
    """Where the key of the personal columns is."""
    chosen = settings.records.key_file
    return Path(chosen).expanduser() if chosen else settings.state_dir / key_files.DIRECTORY / "records.key"


def open_vault(settings: Settings, *, make: bool = False) -> Vault:
    """Open the key of the personal columns; with `make`, one in the state directory is made if need be."""
    path = records_key_file(settings)
    try:
        makes = make and not settings.records.key_file
        key = private_file.kept(path, _new_key) if makes else path.read_bytes()
    except OSError as error:
        raise Misconfigured("no_record_key", found=str(path), reason=error.strerror or "") from error
    if len(key) != KEY_BYTES:
        raise Misconfigured("bad_record_key", found=str(path))
    return Vault(key)


def open_backend(settings: Settings, now: Clock = utc_now) -> Backend:
    """Build the services over a database that is up to date, with the keys that are there.

    Raises `Misconfigured`, and `keys.KeyMissing` or `keys.KeyUnusable`.
    """
    directory = settings.state_dir / key_files.DIRECTORY
    vault, store = open_vault(settings), open_store(settings)
    signer, decryptor = (
        Signer(*key_files.signing_keys(directory, now())),
        EnvelopeDecryptor(*key_files.decryption_keys(directory, now())),
    )
    material = _material() if settings.demo.enabled else None
    given = Collaborators(
        store,
        vault=vault,
        signer=signer,
        decryptor=decryptor,
        insurer=_insurer(settings, store, vault, material, now),
        sms=sms.setup(settings),
        policy=policy(settings),
        goal=settings.demo.people if settings.demo.enabled else settings.office.goal,
        life=SessionLifetime(
            idle=timedelta(minutes=settings.desk.idle_minutes),
            whole=timedelta(hours=settings.desk.session_hours),
        ),
        now=now,
    )
    return Backend.of(given, [partial(key_files.keep_current, directory, signer, decryptor, now)])


def open_embedded(settings: Settings, now: Clock = utc_now) -> Backend:
    """Build the services on the kiosk's own machine, where everything that is missing is made on the way.

    That is: the keys, the schema, this kiosk's own key (kiosk.key), the file of public keys
    (backend-keys.json), and in the demo the invented ward. A few milliseconds when all is there.
    """
    state = settings.state_dir
    state.mkdir(mode=0o700, parents=True, exist_ok=True)
    key_files.make_first(state / key_files.DIRECTORY)
    open_vault(settings, make=True)
    own_key = key_files.kiosk_key(state / "kiosk.key")
    backend = open_backend(settings, now)
    ward = settings.demo
    embedded.prepare(
        backend.store,
        backend.vault,
        own_key=own_key,
        office_code=settings.office.code,
        demo=embedded.DemoWard(_material(), ward.people, ward.seed) if ward.enabled else None,
        now=now(),
    )
    private_file.keep(state / "backend-keys.json", backend.keys.model_dump_json().encode())
    return backend


def _insurer(
    settings: Settings, store: Store, vault: Vault, material: Material | None, now: Clock
) -> Insurer:
    """Ask the gateway that `settings` name, or the register in our own database; the demo always that."""
    chosen = settings.insurer
    if chosen.url and material is None:
        from kiosk.backend.insurer.remote import RemoteInsurer  # an HTTP client, which the others do without

        key = Path(chosen.key_file).expanduser().read_text("ascii").strip() if chosen.key_file else ""
        return RemoteInsurer.at(chosen.url, key, chosen.timeout)
    return InsurerSimulator(
        store,
        vault,
        office_code=settings.office.code,
        facilities=material.facilities if material else {},
        issued_by=material.issued_by if material else settings.office.code,
        now=now,
    )


def _new_key() -> bytes:
    return secrets.token_bytes(KEY_BYTES)


def _material() -> Material:
    return Material.from_file(ASSETS / "data" / "demo_ward.toml")


def policy(settings: Settings) -> Policy:
    """What `settings` decide about approval, phones and codes."""
    phone = settings.phone
    return Policy(
        at_once=settings.approval.at_once,
        helped=phone.helped,
        code_life=timedelta(minutes=phone.code_minutes),
        tries=phone.tries,
        codes_per_hour=phone.codes_per_hour,
        codes_per_kiosk=settings.sms.per_kiosk_hour,
        pick_up_life=timedelta(days=settings.records.pick_up_days),
    )
