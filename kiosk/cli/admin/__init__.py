"""`kiosk admin`: what the operator of the backend does from the command line. Each verb loads when called."""

import click

from kiosk.cli.lazy import LazyGroup

_VERBS = {
    "approve": "decide",
    "refuse": "decide",
    "ask-more": "decide",
    "consent-text": "consents",
    "import": "participants",
    "init": "setup",
    "migrate": "setup",
    "keys": "keys",
    "revoke": "revoke",
    "backup": "records",
    "restore": "records",
    "purge": "records",
    "verify-audit": "audit",
    "officers": "officers",
    "enrol": "kiosks",
    "kiosks": "kiosks",
    "cut-off": "kiosks",
    "sms": "sms",
}
_MODULES = {verb: f"kiosk.cli.admin.{module}" for verb, module in _VERBS.items()}


@click.group(cls=LazyGroup, modules=_MODULES)
def admin() -> None:
    """Look after the backend: decide registrations, officers, kiosks, records."""
