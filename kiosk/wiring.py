"""Settings in, running screen or agent out: the one file that knows every wing.

What the first paint does not need is imported where it is used.
"""

import asyncio
import contextlib
import gc
import os
import socket
import time
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.client.late import Late, Ports
from kiosk.config import Settings
from kiosk.devices.display import WaylandDisplay
from kiosk.devices.terminal import Probe
from kiosk.ports import Office, PracticeScan, Printer, Services, Timing, Voice
from kiosk.settings import OfficeSettings, PrinterSettings, VoiceSettings
from kiosk.text import ASSETS, LANGUAGES, words

if TYPE_CHECKING:
    from kiosk.client.api import Api
    from kiosk.client.outbox import Outbox
    from kiosk.client.seal import Keyring
    from kiosk.domain.places import Gazetteer
    from kiosk.domain.scan import Scan

_AGENT_PATIENCE = 5.0
"""Seconds for which the first question to the embedded backend waits for the agent to start."""
_LONGEST_ADDRESS = 100
"""Bytes; a Unix socket's address has 108 of them."""


def now() -> datetime:
    """The clock, in local time with its zone."""
    return datetime.now().astimezone()


def new_key() -> str:
    """128 random bits."""
    return os.urandom(16).hex()


def read_scan(text: str) -> "Scan":
    """Tell what a scanner's text means today."""
    from kiosk.domain import card_codes

    return card_codes.parse(text, now().date())


def places(office: OfficeSettings) -> "Gazetteer":
    """Today's communes, seen from this office."""
    from kiosk.communes import gazetteer  # none are on the welcome screen

    return gazetteer(office.commune, office.code)


def prepare_state(directory: Path) -> bool:
    """Make the state directory, for its owner only; return whether it can be written."""
    probe = directory / f".probe-{os.getpid()}"
    try:
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        with contextlib.suppress(PermissionError):
            directory.chmod(0o700)
        try:
            probe.write_bytes(bytes(4096))
        finally:
            probe.unlink(missing_ok=True)
    except OSError:
        return False
    return True


@cache
def socket_address(directory: Path) -> str:
    """Where the embedded backend listens; through an open directory if the path is too long for a socket."""
    address = str(directory / "backend.sock")
    if len(address.encode()) <= _LONGEST_ADDRESS:
        return address
    return f"/proc/self/fd/{os.open(directory, os.O_RDONLY | os.O_DIRECTORY)}/backend.sock"


@dataclass(frozen=True)
class Client:
    """What speaks to the backend, and what keeps a registration until it has."""

    api: "Api"
    outbox: "Outbox"
    keyring: "Keyring"


def client(settings: Settings) -> Client:
    """Build the client that `settings` ask for."""
    from kiosk.client.api import Api
    from kiosk.client.outbox import Outbox
    from kiosk.client.seal import Keyring

    state, backend = settings.state_dir, settings.backend
    if settings.is_embedded:
        api = Api.over_socket(socket_address(state), state / "kiosk.key", backend.timeout, new_key)
    else:
        key_file = Path(backend.key_file).expanduser() if backend.key_file else state / "kiosk.key"
        api = Api.over_url(backend.url, key_file, backend.timeout, new_key)
    return Client(api, Outbox(state / "outbox.db", now), Keyring(state / "backend-keys.json"))


def ports(parts: Client, office_code: str) -> Ports:
    """Build the ports that the backend answers."""
    from kiosk.client.calls import CardCalls, DeskCalls, PhoneCodeCalls, WardCalls
    from kiosk.client.lookups import LookupCalls
    from kiosk.client.pick_ups import HttpPickUps
    from kiosk.client.registrar import HttpRegistrar

    registrar = HttpRegistrar(parts.api, parts.outbox, parts.keyring, office_code, now)
    api = parts.api
    return Ports(
        registrar=registrar,
        phone_codes=PhoneCodeCalls(api),
        cards=CardCalls(api),
        desk=DeskCalls(api),
        lookups=LookupCalls(api),
        pick_ups=HttpPickUps(api),
        ward=WardCalls(api),
    )


def run_screen(
    settings: Settings, probe: Probe, *, painted: Callable[[], None], report_crash: Callable[[str], None]
) -> int:
    """Show one person the kiosk; return the exit status. `painted` is called when the first screen stands."""
    is_writable = prepare_state(settings.state_dir)
    display = WaylandDisplay(settings.state_dir / "display")
    late = Late(lambda: ports(client(settings), settings.office.code), lambda: _backend_up(settings))

    def warm() -> None:
        painted()
        late.now()
        places(settings.office).warm()
        display.restore()  # whom a crash left behind with larger letters is gone
        from kiosk import qr_symbol

        qr_symbol.warm()
        # A collection through all that was loaded would take 120 ms in front of a person; one through what a
        # registration leaves behind takes 20: the app makes that when nobody is there.
        gc.freeze()
        gc.set_threshold(700, 10, 100_000)

    from kiosk.ui.app import KioskApp

    app = KioskApp(
        services(settings, late, is_writable=is_writable),
        language=settings.screen.language,
        theme=settings.screen.theme,
        graphics=probe.collect(settings.screen.graphics),
        typing=settings.screen.typing,
        warm=warm,
        listen=_serial_scanner(settings.screen.scanner),
        display=display,
        report_crash=report_crash,
    )
    try:
        return app.run_to_end()
    finally:
        display.restore()


def _serial_scanner(path: str) -> Callable[[Callable[[str], None]], None] | None:
    """Return what listens to the scanner on the serial line at `path`, if there is to be one."""
    if not path:
        return None

    def listen(take: Callable[[str], None]) -> None:
        from kiosk.devices.scanner import SerialScanner

        SerialScanner(Path(path), take).start()

    return listen


async def _backend_up(settings: Settings) -> None:
    """Wait a little for the agent, which starts after the screen, to listen."""
    deadline = time.monotonic() + _AGENT_PATIENCE
    while settings.is_embedded and time.monotonic() < deadline:
        with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX) as trial:
            trial.connect(socket_address(settings.state_dir))
            return
        await asyncio.sleep(0.05)


def services(settings: Settings, late: Late, *, is_writable: bool) -> Services:
    """Everything that the screen is given."""
    stand_ins = late.ports
    office, screen = settings.office, settings.screen
    return Services(
        registrar=stand_ins.registrar,
        phone_codes=stand_ins.phone_codes,
        cards=stand_ins.cards,
        desk=stand_ins.desk,
        lookups=stand_ins.lookups,
        pick_ups=stand_ins.pick_ups,
        ward=stand_ins.ward,
        office=Office(office.name, office.code, office.hotline, settings.records.keep_days),
        now=now,
        new_key=new_key,
        read_scan=read_scan,
        places=lambda: places(office),
        timing=Timing(screen.idle, screen.countdown, screen.watch),
        practice=practice_scans() if settings.demo.enabled else (),
        is_demo=settings.demo.enabled,
        printer=_printer(settings.printer),
        voice=_voice(settings.voice),
        trouble="" if is_writable else "state",
    )


def _printer(settings: PrinterSettings) -> Printer | None:
    """Open the printer's address, if there is one; what draws and talks to it loads with the first slip."""
    if not settings.address:
        return None
    from kiosk.devices.printer import SlipPrinter, open_sink

    both = "\n".join(words("common.sample", language) for language in LANGUAGES)
    return SlipPrinter(open_sink(settings.address, settings.width), both)


def _voice(settings: VoiceSettings) -> Voice | None:
    if not settings.accent:
        return None
    from kiosk.devices.speech import Speech

    return Speech(settings.accent, ASSETS / "sound")


def practice_scans() -> list[PracticeScan]:
    """The demo's scans, with their stories."""
    found = tomllib.loads((ASSETS / "data" / "practice.toml").read_text("utf-8"))
    return [PracticeScan(scan["story"], scan["text"]) for scan in found["scan"]]
