"""Settings in, one person's screen out.

What the first paint does not need is imported where it is used.
"""

import asyncio
import contextlib
import gc
import socket
import time
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk import practice_ward
from kiosk.client.lazy_ports import LazyPorts
from kiosk.config.reader import Settings
from kiosk.config.settings import OfficeSettings, PrinterSettings, VoiceSettings
from kiosk.devices.display import WaylandDisplay
from kiosk.devices.terminal import Probe
from kiosk.ports.citizen import Office, PracticeScan, Services, Timing
from kiosk.ports.devices import Printer, Voice
from kiosk.resources import ASSETS
from kiosk.resources.languages import languages
from kiosk.resources.text import words
from kiosk.wiring.client import client, ports
from kiosk.wiring.state import new_key, now, prepare_state, socket_address

if TYPE_CHECKING:
    from kiosk.domain.places import Gazetteer
    from kiosk.domain.scans.scan import Scan


_AGENT_PATIENCE = 5.0
"""Seconds for which the first question to the embedded backend waits for the agent to start."""


def read_scan(text: str) -> "Scan":
    """Tell what a scanner's text means today."""
    from kiosk.domain.scans import card_codes

    return card_codes.parse(text, now().date())


def places(office: OfficeSettings) -> "Gazetteer":
    """Today's communes, seen from this office."""
    from kiosk.resources.communes import gazetteer  # none are on the welcome screen

    return gazetteer(office.commune, office.code)


def run_screen(
    settings: Settings, probe: Probe, *, painted: Callable[[], None], report_crash: Callable[[str], None]
) -> int:
    """Show one person the kiosk; return the exit status. `painted` is called when the first screen stands."""
    is_writable = prepare_state(settings.state_dir)
    display = WaylandDisplay(settings.state_dir / "display")
    lazy = LazyPorts(lambda: ports(client(settings), settings.office.code), lambda: _backend_up(settings))

    def warm() -> None:
        painted()
        lazy.built()
        places(settings.office).warm()
        display.restore()  # a crash may have left the person's larger letters behind
        from kiosk.resources import qr_symbol

        qr_symbol.warm()
        # A collection through all that was loaded would take 120 ms in front of a person; one through what a
        # registration leaves behind takes 20: the app makes that when no person is there.
        gc.freeze()
        gc.set_threshold(700, 10, 100_000)

    from kiosk.ui.kiosk.app import KioskApp

    app = KioskApp(
        services(settings, lazy, is_writable=is_writable, is_practice=practice_ward.is_here()),
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


def services(
    settings: Settings, lazy: LazyPorts, *, is_writable: bool, is_practice: bool = False
) -> Services:
    """Everything that the screen is given."""
    stand_ins = lazy.ports
    office, screen = settings.office, settings.screen
    return Services(
        registrar=stand_ins.registrar,
        phone_codes=stand_ins.phone_codes,
        cards=stand_ins.cards,
        desk=stand_ins.desk,
        lookups=stand_ins.lookups,
        pick_ups=stand_ins.pick_ups,
        rights=stand_ins.rights,
        ward=stand_ins.ward,
        supplements=stand_ins.supplements,
        office=Office(office.name, office.code, office.hotline, office.hours, settings.records.keep_days),
        now=now,
        new_key=new_key,
        read_scan=read_scan,
        places=lambda: places(office),
        timing=Timing(screen.idle, screen.countdown, screen.watch),
        practice=practice_scans() if settings.demo.enabled else (),
        is_demo=settings.demo.enabled,
        is_practice=is_practice,
        printer=_printer(settings.printer, "common.training.mark" if is_practice else "common.sample"),
        voice=_voice(settings.voice),
        trouble="" if is_writable else "state",
    )


def _printer(settings: PrinterSettings, mark: str) -> Printer | None:
    """Open the printer's address, if there is one; what draws and talks to it loads with the first slip.

    `mark` is the key of what stands on a slip that is worth nothing.
    """
    if not settings.address:
        return None
    from kiosk.devices.printer.slip_printer import SlipPrinter, open_sink

    both = "\n".join(words(mark, language) for language in languages())
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
