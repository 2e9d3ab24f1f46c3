"""The providers of messages that the settings name, with their secrets, each checked before it is used."""

import stat
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, get_args

from kiosk.backend.messages.caps import Caps
from kiosk.backend.messages.sms import Sms, SmsSimulator
from kiosk.backend.messages.sms_setup import SmsSetup
from kiosk.backend.phone_codes.code_message import Purpose, code_words
from kiosk.config.reader import Misconfigured
from kiosk.config.settings import Settings, SmsSettings
from kiosk.domain import gsm, limits, names

_FILE = "config.toml"
_TOO_OPEN = 0o077
_GAMMU = "gammu"


def setup(settings: Settings) -> SmsSetup:
    """Build the providers. Raises `Misconfigured`; what it says holds no secret."""
    chosen = settings.sms
    office = names.unaccented(settings.office.name)
    if settings.demo.enabled:
        return SmsSetup([SmsSimulator()], office=office)
    if not chosen.provider:
        return SmsSetup(office=office)
    if chosen.second == chosen.provider:
        raise Misconfigured("sms_same_twice", file=_FILE, key="sms.second")
    _check_message(office, settings.phone.code_minutes)
    secrets = _secrets(chosen)
    providers = [_provider(name, chosen, secrets) for name in (chosen.provider, chosen.second) if name]
    return SmsSetup(
        providers, sender=_sender(chosen), office=office, caps=_caps(chosen), low_balance=chosen.low_balance
    )


def _caps(chosen: SmsSettings) -> Caps:
    return Caps(
        per_number_hour=chosen.per_number_hour,
        per_number_day=chosen.per_number_day,
        per_day=chosen.per_day,
        countries=chosen.countries,
    )


def _sender(chosen: SmsSettings) -> str:
    """Whom the phone will name; people are told to trust no number, so one is shown beforehand."""
    sender = chosen.number if chosen.provider == _GAMMU else chosen.brandname
    if not sender:
        key = "sms.number" if chosen.provider == _GAMMU else "sms.brandname"
        raise Misconfigured("sms_no_brandname", file=_FILE, key=key)
    return sender


def _provider(name: str, chosen: SmsSettings, secrets: Mapping[str, Mapping[str, str]]) -> Sms:
    """Build one. What the file of secrets says of it goes before the brandname that all share."""
    from kiosk.backend.messages.providers.opening import open_provider
    from kiosk.backend.messages.providers.options import ProviderMisconfigured

    shared = {} if name == _GAMMU else {"brandname": chosen.brandname}
    try:
        return open_provider(name, {**shared, **secrets.get(name, {})})
    except ProviderMisconfigured as error:
        values = {"file": chosen.secret_file or _FILE, **error.values}
        raise Misconfigured(error.problem, **values) from error


def _secrets(chosen: SmsSettings) -> Mapping[str, Mapping[str, str]]:
    """Read the file of secrets: a table a provider, its values as text."""
    if not chosen.secret_file:
        return {}
    path = Path(chosen.secret_file).expanduser()
    try:
        if stat.S_IMODE(path.stat().st_mode) & _TOO_OPEN:
            raise Misconfigured("sms_secret_open", file=_FILE, key="sms.secret_file", found=str(path))
        raw = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise Misconfigured("unreadable", file=str(path), reason=error.strerror or "") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        raise Misconfigured(  # not its own words: they repeat what stands there
            "sms_secret_damaged", file=_FILE, key="sms.secret_file", found=str(path)
        ) from None
    return {name: _texts(table) for name, table in raw.items() if isinstance(table, dict)}


def _texts(table: Mapping[str, Any]) -> Mapping[str, str]:
    return {
        key: str(value).lower() if isinstance(value, bool) else str(value) for key, value in table.items()
    }


def _check_message(office: str, minutes: int) -> None:
    """A code's message fits one part, in the alphabet of which a part holds 160, whatever it is for."""
    for purpose in get_args(Purpose):
        text = code_words(purpose, office, "0" * limits.PHONE_CODE, minutes)
        length = gsm.parts(text)
        if length.alphabet != "gsm7" or length.parts != 1:
            raise Misconfigured("sms_too_long", file=_FILE, key="office.name", found=str(length.length))
