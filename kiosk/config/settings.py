"""The settings as values, each at its default. The string under each is its manual; config.toml repeats it.

Standard library only, because the screen reads them before its first paint.
"""

import os
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal


@dataclass(frozen=True)
class OfficeSettings:
    """[office] Whose kiosk this is."""

    name: str = "UBND Phường Thử Nghiệm"
    """The name in the top bar and on slips."""
    code: str = "00000"
    """The social-insurance office that receives the registrations, five digits."""
    commune: str = ""
    """The commune that the office serves, five digits of the statistics office; offered first as a home."""
    hotline: str = "1900 9068"
    """The number that a person may call."""
    hours: str = ""
    """When the office is open, as slips say it; empty: they do not."""
    goal: int = 45000
    """How many people the ward means to register; the welcome screen shows how far it is."""


@dataclass(frozen=True)
class StateSettings:
    """[state] Where everything that is written lives."""

    dir: str = ""
    """One directory for outbox, database and keys; empty: the platform's data directory."""


@dataclass(frozen=True)
class BackendSettings:
    """[backend] Who answers."""

    url: str = ""
    """The ward's server, "https://…"; empty: the backend runs on this machine."""
    timeout: float = 8.0
    """Seconds to wait for an answer before the kiosk keeps the registration itself."""
    key_file: str = ""
    """A file with this kiosk's key for a server; not needed with the embedded backend."""


@dataclass(frozen=True)
class ScreenSettings:
    """[screen] What the person sees first."""

    language: str = "vi"
    """The language in which a session starts: one of assets/text/languages.toml."""
    theme: Literal["day", "night", "contrast"] = "day"
    """The colours in which a session starts."""
    idle: float = 90.0
    """Seconds without a key or touch until the kiosk asks whether more time is needed."""
    countdown: float = 30.0
    """Seconds to answer that before the session ends."""
    watch: float = 300.0
    """Seconds for which a person may wait at the screen for the officer's decision."""
    graphics: Literal["auto", "sixel", "kitty", "blocks", "none"] = "auto"
    """How a QR is drawn: auto asks the terminal."""
    typing: Literal["telex", "vni"] = "telex"
    """How Vietnamese letters are typed on a keyboard."""
    scanner: str = ""
    """A scanner on a serial line, "/dev/serial/by-id/…"; empty: it types like a keyboard."""


@dataclass(frozen=True)
class PrinterSettings:
    """[printer] Slips and cards on paper."""

    address: str = ""
    """"usb:04b8:0202", "tcp:192.0.2.7:9100", "serial:/dev/…@115200", "lp:/dev/usb/lp0", "cups:name" or
    "pdf:/…"; empty: nothing is printed and no printing is offered."""
    width: Literal[80, 58, "A4", "A5"] = 80
    """The paper: 80 or 58 (a roll's width in millimetres), or "A4", "A5" where the address is cups: or pdf:,
    which takes A4 for 80 and 58."""


@dataclass(frozen=True)
class VoiceSettings:
    """[voice] Reading each step aloud."""

    accent: Literal["", "north", "central", "south"] = ""
    """The accent in which F6 reads aloud; empty: no voice. Needs espeak-ng, or recordings in assets/sound."""


@dataclass(frozen=True)
class ApprovalSettings:
    """[approval] What may be approved without an officer. It can only be made stricter."""

    at_once: bool = True
    """false: an officer sees every registration."""


@dataclass(frozen=True)
class PhoneSettings:
    """[phone] Phones and the codes sent to them."""

    helped: int = 5
    """How many other people one phone may serve."""
    code_minutes: int = 5
    """How long a code is good."""
    tries: int = 3
    """How often one code may be answered."""
    codes_per_hour: int = 3
    """How many codes one phone is sent in an hour."""


@dataclass(frozen=True)
class DatabaseSettings:
    """[database] Where the backend keeps its records."""

    url: str = ""
    """"postgresql://…", several hosts allowed; empty: SQLite in the state directory."""


@dataclass(frozen=True)
class ServeSettings:
    """[serve] How `kiosk serve` listens."""

    listen: str = "127.0.0.1:8443"
    """"address:port", or "unix:/…" for a socket."""
    workers: int = 2
    """Processes that answer; one for each core is right."""
    certificate: str = ""
    """The TLS certificate's file; empty: a proxy in front speaks TLS, or only this machine calls."""
    certificate_key: str = ""
    """Its private key's file."""
    behind_proxy: bool = False
    """true: a proxy on this machine tells who called."""
    most_waiting: int = 200
    """Requests at work in one process; beyond that it answers 429 and says when to come again."""
    per_kiosk: int = 20
    """Requests that one caller may send to one process in a second; beyond that they are answered 429."""

    @property
    def socket(self) -> str:
        """The Unix socket's path; "" when it listens on a port."""
        return self.listen.removeprefix("unix:") if self.listen.startswith("unix:") else ""

    @property
    def address(self) -> tuple[str, int]:
        """Host and port, where it listens on a port."""
        host, _, port = self.listen.rpartition(":")
        return host.strip("[]"), int(port)


@dataclass(frozen=True)
class RecordsSettings:
    """[records] How personal data is kept."""

    key_file: str = ""
    """The key that opens the personal columns; empty: made in the state directory."""
    keep_days: int = 3650
    """Days after which `kiosk admin purge` erases a decided registration's personal data; people are told
    when asked to agree."""
    pick_up_days: int = 7
    """Days for which a half-filled form is kept for who asked for its code."""


@dataclass(frozen=True)
class InsurerSettings:
    """[insurer] Who knows the participants."""

    url: str = ""
    """The insurer's gateway, "https://…"; empty: the simulator over the imported register."""
    key_file: str = ""
    """A file with our key for the gateway."""
    timeout: float = 2.0
    """Seconds to wait for the gateway; after that an officer decides without it."""


@dataclass(frozen=True)
class DeskSettings:
    """[desk] The officers' screen."""

    idle_minutes: int = 10
    """Minutes without a key until an officer is signed out."""
    session_hours: int = 10
    """Hours after which an officer signs in again."""
    bell: bool = True
    """Ring aloud when a kiosk calls an officer."""


@dataclass(frozen=True)
class DemoSettings:
    """[demo] The invented ward."""

    enabled: bool = False
    """true, or `kiosk run --demo`: invented people, practice scans on F9, simulated SMS on the screen."""
    people: int = 300
    """How many people the ward has."""
    seed: int = 1
    """The same seed gives the same people."""


@dataclass(frozen=True)
class Settings:
    """Everything in config.toml."""

    office: OfficeSettings = field(default_factory=OfficeSettings)
    state: StateSettings = field(default_factory=StateSettings)
    backend: BackendSettings = field(default_factory=BackendSettings)
    screen: ScreenSettings = field(default_factory=ScreenSettings)
    printer: PrinterSettings = field(default_factory=PrinterSettings)
    voice: VoiceSettings = field(default_factory=VoiceSettings)
    approval: ApprovalSettings = field(default_factory=ApprovalSettings)
    phone: PhoneSettings = field(default_factory=PhoneSettings)
    database: DatabaseSettings = field(default_factory=DatabaseSettings)
    serve: ServeSettings = field(default_factory=ServeSettings)
    records: RecordsSettings = field(default_factory=RecordsSettings)
    insurer: InsurerSettings = field(default_factory=InsurerSettings)
    desk: DeskSettings = field(default_factory=DeskSettings)
    demo: DemoSettings = field(default_factory=DemoSettings)

    def with_demo(self) -> "Settings":
        """Return the same settings with the invented ward."""
        return replace(self, demo=replace(self.demo, enabled=True))

    @property
    def is_embedded(self) -> bool:
        """Does the backend run here? The demo's always does: no server shall get invented people."""
        return self.demo.enabled or not self.backend.url

    @property
    def state_dir(self) -> Path:
        """The directory of everything that is written; the demo's is its own, apart from real people's."""
        base = Path(self.state.dir).expanduser() if self.state.dir else _data_dir()
        return base / "demo" if self.demo.enabled else base


def _data_dir() -> Path:
    """Where the platform keeps an application's data; the common case without an import (XDG)."""
    if os.name == "posix" and "darwin" not in os.uname().sysname.lower():
        return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "ward-kiosk"
    from platformdirs import user_data_path  # only where the common case does not hold

    return user_data_path("ward-kiosk")
