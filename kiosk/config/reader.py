"""Reads the settings once and strictly: a wrong key names the file, the key and the nearest right one.

Standard library only, because the screen reads them before its first paint.
"""

import difflib
import re
import tomllib
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any, Literal, TypeVar, get_args, get_origin, get_type_hints
from urllib.parse import parse_qs, urlsplit

from kiosk.config.settings import ScreenSettings, Settings

__all__ = ["Misconfigured", "Settings", "load"]

T = TypeVar("T")
_URL = re.compile(r"https?://[^\s/?#]+[^\s?#]*")
_COMMUNE = re.compile(r"(?:[0-9]{5})?")
_LISTEN = re.compile(r"unix:/.+|(?:\[[0-9a-fA-F:]+\]|[^\s:/]+):[0-9]{1,5}")
_LAST_PORT = 65_535
_LARGEST = 1_000_000_000  # also what inf and nan fail against
_BOUNDS = {
    "serve.workers": (1, 64),
    "serve.most_waiting": (1, 10_000),
    "serve.per_kiosk": (1, 10_000),
    "records.keep_days": (1, 36_500),
    "records.pick_up_days": (1, 90),
    "desk.idle_minutes": (1, 480),
    "desk.session_hours": (1, 24),
    "insurer.timeout": (0.1, 60),
}
"""Least and most, where zero or any other number would lead nowhere."""


class Misconfigured(Exception):  # noqa: N818 - "raise Misconfigured" is the sentence
    """The settings cannot be used. `problem` has words under `config.<problem>`, filled with `values`."""

    def __init__(self, problem: str, /, **values: str) -> None:
        super().__init__(f"{problem} {values}")
        self.problem = problem
        self.values = values


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
    _check(settings, str(chosen))
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


def _check(settings: Settings, file: str) -> None:
    """Refuse what has the right type but leads nowhere."""
    _check_language(settings.screen.language, file)
    for key in ("backend.url", "insurer.url"):
        url = _at(settings, key)
        if url and not _URL.fullmatch(url):
            raise Misconfigured("bad_url", file=file, key=key, found=url)
    if not _COMMUNE.fullmatch(settings.office.commune):
        raise Misconfigured("bad_commune", file=file, key="office.commune", found=settings.office.commune)
    if not _is_path(settings.state.dir):
        raise Misconfigured("bad_path", file=file, key="state.dir", found=settings.state.dir)
    for key in ("backend.key_file", "insurer.key_file", "serve.certificate", "serve.certificate_key"):
        path = _at(settings, key)
        if path and not _is_file(path):
            raise Misconfigured("bad_path", file=file, key=key, found=path)
    _check_printer(settings.printer.address, settings.printer.width, file)
    _check_bounds(settings, file)
    _check_database(settings.database.url, file)
    _check_serve(settings, file)


def _check_language(language: str, file: str) -> None:
    if language == ScreenSettings.language:
        return
    from kiosk.resources.languages import languages  # the default needs no look at the disk

    if language not in languages():
        expected = ", ".join(f'"{code}"' for code in languages())
        raise Misconfigured(
            "wrong_type", file=file, key="screen.language", expected=expected, found=repr(language)
        )


def _check_bounds(settings: Settings, file: str) -> None:
    for key, (least, most) in _BOUNDS.items():
        if not least <= _at(settings, key) <= most:
            raise Misconfigured("out_of_range", file=file, key=key, found=str(_at(settings, key)))


def _check_database(url: str, file: str) -> None:
    """A password has its place in libpq's own files: the settings are read by too many."""
    if not url:
        return
    try:
        parts = urlsplit(url)
    except ValueError as error:
        raise Misconfigured("bad_database", file=file, key="database.url") from error
    if parts.scheme != "postgresql":
        raise Misconfigured("bad_database", file=file, key="database.url")
    if parts.password or "password" in parse_qs(parts.query):
        raise Misconfigured("password_in_url", file=file, key="database.url")


def _check_printer(address: str, width: int | str, file: str) -> None:
    """Say it now: the next one to find out would be a person who waits for a slip."""
    if not address:
        return
    from importlib.util import find_spec  # only where there is a printer: the first paint waits for this file

    from kiosk.devices.printer.address import PrinterAddress

    try:
        named = PrinterAddress.parse(address)
    except ValueError as error:
        raise Misconfigured("bad_printer", file=file, key="printer.address", found=address) from error
    if "path" in named.parts and not _is_path(named.parts["path"]):
        raise Misconfigured("bad_path", file=file, key="printer.address", found=address)

    if isinstance(width, str) and not named.has_pages:
        raise Misconfigured("bad_paper", file=file, key="printer.width", found=width)
    if find_spec("PIL") is None or find_spec("escpos") is None:
        raise Misconfigured("no_printer_extra", file=file, key="printer.address")


def _check_serve(settings: Settings, file: str) -> None:
    serve = settings.serve
    is_address = _LISTEN.fullmatch(serve.listen) and "\0" not in serve.listen
    if not is_address or (not serve.socket and not 0 < serve.address[1] <= _LAST_PORT):
        raise Misconfigured("bad_listen", file=file, key="serve.listen", found=serve.listen)
    if bool(serve.certificate) != bool(serve.certificate_key):
        raise Misconfigured("half_certificate", file=file)


def _at(settings: Settings, key: str) -> Any:
    section, name = key.split(".")
    return getattr(getattr(settings, section), name)


def _is_path(text: str) -> bool:
    try:
        Path(text).expanduser()
    except RuntimeError:  # "~name" of a user that this machine does not have
        return False
    return "\0" not in text


def _is_file(text: str) -> bool:
    try:
        return _is_path(text) and Path(text).expanduser().is_file()
    except PermissionError:
        return False


def _value(hint: Any, value: object, file: str, key: str) -> object:
    if get_origin(hint) is Literal:
        expected = ", ".join(
            f'"{choice}"' if isinstance(choice, str) else str(choice) for choice in get_args(hint)
        )
        if not any(type(value) is type(choice) and value == choice for choice in get_args(hint)):
            raise Misconfigured("wrong_type", file=file, key=key, expected=expected, found=repr(value))
        return value
    accepted = (int, float) if hint is float else (hint,)
    if type(value) not in accepted:
        expected = {str: '"…"', int: "1, 2, 3 …", float: "1.5", bool: "true, false"}[hint]
        raise Misconfigured("wrong_type", file=file, key=key, expected=expected, found=repr(value))
    if isinstance(value, (int, float)) and not 0 <= value < _LARGEST:
        raise Misconfigured("out_of_range", file=file, key=key, found=str(value))
    return hint(value)
