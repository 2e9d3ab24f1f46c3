"""What speaks to the backend, and the ports that it answers."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.client.lazy_ports import Ports
from kiosk.config.reader import Settings
from kiosk.wiring.state import new_key, now, socket_address

if TYPE_CHECKING:
    from kiosk.client.api import Api
    from kiosk.client.encryption import Keyring
    from kiosk.client.outbox import Outbox


@dataclass(frozen=True)
class Client:
    """What speaks to the backend, and what keeps a registration until it has."""

    api: "Api"
    outbox: "Outbox"
    keyring: "Keyring"


def client(settings: Settings) -> Client:
    """Build the client that `settings` ask for."""
    from kiosk.client.api import Api
    from kiosk.client.encryption import Keyring
    from kiosk.client.outbox import Outbox

    state, backend = settings.state_dir, settings.backend
    if settings.is_embedded:
        api = Api.over_socket(socket_address(state), state / "kiosk.key", backend.timeout, new_key)
    else:
        key_file = Path(backend.key_file).expanduser() if backend.key_file else state / "kiosk.key"
        api = Api.over_url(backend.url, key_file, backend.timeout, new_key)
    return Client(api, Outbox(state / "outbox.db", now), Keyring(state / "backend-keys.json"))


def ports(parts: Client, office_code: str) -> Ports:
    """Build the ports that the backend answers."""
    from kiosk.client.citizen import CardCalls, DeskCalls, PhoneCodeCalls, WardCalls
    from kiosk.client.lookups import LookupCalls
    from kiosk.client.pick_ups import HttpPickUps
    from kiosk.client.registrar import HttpRegistrar
    from kiosk.client.rights import HttpRights
    from kiosk.client.supplements import SupplementCalls

    registrar = HttpRegistrar(parts.api, parts.outbox, parts.keyring, office_code, now)
    api = parts.api
    return Ports(
        registrar=registrar,
        phone_codes=PhoneCodeCalls(api),
        cards=CardCalls(api),
        desk=DeskCalls(api),
        lookups=LookupCalls(api),
        pick_ups=HttpPickUps(api),
        rights=HttpRights(api),
        ward=WardCalls(api),
        supplements=SupplementCalls(api),
    )
