"""Settings, read once and strictly: a wrong key names the file, the key and the nearest right one.

Standard library only, because the screen reads it before its first paint. The docstring under each
setting is its manual; config.toml repeats it and a test holds the two together.
"""

import difflib
import os
import re
import tomllib
from dataclasses import dataclass, field, fields, is_dataclass, replace
from pathlib import Path
from typing import Any, Literal, TypeVar, get_args, get_origin, get_type_hints

T = TypeVar("T")
_URL = re.compile(r"https?://[^\s/?#]+[^\s?#]*")
_LARGEST = 1_000_000_000  # also what inf and nan fail against


class Misconfigured(Exception):  # noqa: N818 - "raise Misconfigured" is the sentence
    """The settings cannot be used. `problem` has words under `config.<problem>`, filled with `values`."""

    def __init__(self, problem: str, /, **values: str) -> None:
        super().__init__(f"{problem} {values}")
        self.problem = problem
        self.values = values


@dataclass(frozen=True)
class OfficeSettings:
    """[office] Whose kiosk this is."""

    name: str = "UBND Phường Thử Nghiệm"
    """The name in the top bar and on slips."""
    code: str = "00000"
    """The social-insurance office that receives the registrations, five digits."""
    hotline: str = "1900 9068"
    """The number that a person may call."""
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

    language: Literal["vi", "en"] = "vi"
    """The language in which a session starts."""
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
    scanner: str = ""
    """A scanner on a serial line, "/dev/serial/by-id/…"; empty: it types like a keyboard."""


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
    approval: ApprovalSettings = field(default_factory=ApprovalSettings)
    phone: PhoneSettings = field(default_factory=PhoneSettings)
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


def load(path: Path | None) -> Settings:
    """Read `path`; None reads ./config.toml if there is one, else the defaults. Raises `Misconfigured`."""
    chosen = path or Path("config.toml")
    if path is None and not chosen.is_file():
        return Settings()
    try:
        raw = tomllib.loads(chosen.read_text("utf-8"))
    except OSError as error:
        raise Misconfigured("unreadable", file=str(chosen), reason=error.strerror or "") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Misconfigured("damaged", file=str(chosen), reason=str(error)) from error
    settings = _build(Settings, raw, str(chosen), "")
    _check_addresses(settings, str(chosen))
    return settings


def _build(kind: type[T], raw: object, file: str, where: str) -> T:
    if not isinstance(raw, dict):
        raise Misconfigured("wrong_type", file=file, key=where, expected="[…]", found=str(raw))
    hints = get_type_hints(kind)
    known = [f.name for f in fields(kind)]  # type: ignore[arg-type]  # every kind here is a dataclass
    values: dict[str, Any] = {}
    for name, value in raw.items():
        key = f"{where}.{name}" if where else name
        if name not in known:
            near = difflib.get_close_matches(name, known, n=1, cutoff=0) or [""]
            nearest = f"{where}.{near[0]}" if where else near[0]
            raise Misconfigured("unknown_key", file=file, key=key, nearest=nearest)
        hint = hints[name]
        values[name] = (
            _build(hint, value, file, key)
            if isinstance(hint, type) and is_dataclass(hint)
            else _value(hint, value, file, key)
        )
    return kind(**values)


def _check_addresses(settings: Settings, file: str) -> None:
    """Refuse what has the right type but leads nowhere."""
    backend = settings.backend
    if backend.url and not _URL.fullmatch(backend.url):
        raise Misconfigured("bad_url", file=file, key="backend.url", found=backend.url)
    if not _is_path(settings.state.dir):
        raise Misconfigured("bad_path", file=file, key="state.dir", found=settings.state.dir)
    key_file = backend.key_file
    if key_file and not (_is_path(key_file) and Path(key_file).expanduser().is_file()):
        raise Misconfigured("bad_path", file=file, key="backend.key_file", found=key_file)


def _is_path(text: str) -> bool:
    try:
        Path(text).expanduser()
    except RuntimeError:  # "~somebody" whom this machine does not know
        return False
    return "\0" not in text


def _value(hint: Any, value: object, file: str, key: str) -> object:
    if get_origin(hint) is Literal:
        expected = ", ".join(f'"{choice}"' for choice in get_args(hint))
        if value not in get_args(hint):
            raise Misconfigured("wrong_type", file=file, key=key, expected=expected, found=repr(value))
        return value
    accepted = (int, float) if hint is float else (hint,)
    if type(value) not in accepted:
        expected = {str: '"…"', int: "1, 2, 3 …", float: "1.5", bool: "true, false"}[hint]
        raise Misconfigured("wrong_type", file=file, key=key, expected=expected, found=repr(value))
    if isinstance(value, (int, float)) and not 0 <= value < _LARGEST:
        raise Misconfigured("out_of_range", file=file, key=key, found=str(value))
    return hint(value)


def _data_dir() -> Path:
    """Where the platform keeps an application's data; the common case without an import (XDG)."""
    if os.name == "posix" and "darwin" not in os.uname().sysname.lower():
        return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "ward-kiosk"
    from platformdirs import user_data_path  # only where the common case does not hold

    return user_data_path("ward-kiosk")
