"""Builds the provider that the settings name, out of its settings and secrets."""

from collections.abc import Callable, Mapping
from importlib.util import find_spec
from pathlib import Path

from kiosk.backend.messages.providers.options import Options, ProviderMisconfigured
from kiosk.backend.messages.sms import Sms

# Each builder imports its provider: the others, with what they stand on, stay unloaded.


def open_provider(name: str, options: Mapping[str, str]) -> Sms:
    """Build the provider `name`. `options`: its settings and secrets, each by its key.

    Raises `ProviderMisconfigured`, which names the key. docs/messages.md lists the keys of each.
    """
    builder = _BUILDERS.get(name)
    if builder is None:
        raise ProviderMisconfigured("sms_unknown_provider", found=name, expected=", ".join(_BUILDERS))
    return builder(options)


def _esms(given: Mapping[str, str]) -> Sms:
    from kiosk.backend.messages.providers.esms import URL, Esms, EsmsAccount

    known = ("api_key", "secret_key", "brandname", "sms_type", "sandbox", "url", "timeout")
    options = Options(given, known, Esms.name)
    account = EsmsAccount(
        api_key=options.text("api_key"),
        secret_key=options.text("secret_key"),
        brandname=options.brandname("brandname"),
        sms_type=options.choice("sms_type", ("2", "8"), "2"),
        sandbox=options.flag("sandbox"),
        url=options.url("url", URL),
    )
    return Esms(account, options.seconds())


def _speedsms(given: Mapping[str, str]) -> Sms:
    from kiosk.backend.messages.providers.speedsms import URL, SpeedSms, SpeedSmsAccount

    options = Options(given, ("token", "sms_type", "brandname", "url", "timeout"), SpeedSms.name)
    kind = options.choice("sms_type", ("2", "3", "4", "5"), "3")
    has_name = kind in ("3", "5")  # the others come from a sender of theirs
    account = SpeedSmsAccount(
        token=options.text("token"),
        sms_type=kind,
        sender=options.text("brandname") if kind == "5" else options.brandname("brandname", *[""][has_name:]),
        url=options.url("url", URL),
    )
    return SpeedSms(account, options.seconds())


def _template(given: Mapping[str, str]) -> Sms:
    from kiosk.backend.messages.providers.gateway_template import SECRET, read
    from kiosk.backend.messages.providers.template import TemplateGateway

    secrets = {key: value for key, value in given.items() if key.startswith(SECRET)}
    options = Options(given, ("file", "brandname", "timeout", *secrets), TemplateGateway.name)
    template = read(Path(options.text("file")).expanduser(), {key: options.text(key) for key in secrets})
    return TemplateGateway(template, options.brandname("brandname", ""), secrets, options.seconds())


def _gammu(given: Mapping[str, str]) -> Sms:
    from kiosk.backend.messages.providers.gammu import FOLDERS, SPOOL, GammuSpool

    options = Options(given, ("spool", "timeout"), GammuSpool.name)
    spool = Path(options.text("spool", SPOOL))
    for folder in FOLDERS:
        if not (spool / folder).is_dir():
            raise ProviderMisconfigured("bad_path", key="spool", found=str(spool / folder))
    return GammuSpool(spool, options.number("timeout", 5, 300, 60))


def _smpp(given: Mapping[str, str]) -> Sms:
    if find_spec("smpplib") is None:
        raise ProviderMisconfigured("sms_no_library", key="provider", found="smpp")
    from kiosk.backend.messages.providers.smpp import SmppAccount, SmppLine

    known = ("host", "port", "tls", "system_id", "password", "system_type", "brandname", "timeout")
    options = Options(given, known, SmppLine.name)
    account = SmppAccount(
        host=options.text("host"),
        port=int(options.number("port", 1, 65_535, 2775)),
        tls=options.choice("tls", ("true", "false"), "true") == "true",
        system_id=options.text("system_id"),
        password=options.text("password"),
        system_type=options.text("system_type", ""),
        source=options.brandname("brandname"),
    )
    if not account.is_allowed:
        raise ProviderMisconfigured("sms_bad_value", key="tls", expected="true")
    return SmppLine(account, options.seconds())


_BUILDERS: Mapping[str, Callable[[Mapping[str, str]], Sms]] = {
    "esms": _esms,
    "speedsms": _speedsms,
    "template": _template,
    "gammu": _gammu,
    "smpp": _smpp,
}
PROVIDERS = tuple(_BUILDERS)
"""What `[sms] provider` may be."""
