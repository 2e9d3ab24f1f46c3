"""Messages to phones, where the settings name a provider: is it there, and has the account money?"""

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial

from sqlalchemy.exc import SQLAlchemyError

from kiosk.backend.messages.sending_report import SendingReport
from kiosk.backend.messages.sms import SendingFailed, Sms
from kiosk.backend.messages.sms_setup import SmsSetup
from kiosk.cli.doctor.finding import Finding, broken, careful, good, skipped
from kiosk.config.reader import Misconfigured
from kiosk.config.settings import Settings
from kiosk.ports.messages import MessageTrouble
from kiosk.wiring import service, sms

_PATIENCE = 3.0
"""Seconds for each provider."""
_ASKED_HERE = ("balance", "low_balance")


def messages(settings: Settings) -> Iterator[Finding]:
    """Does each provider answer with our key, and what has stood in the way of messages lately?"""
    if settings.demo.enabled or not settings.sms.provider:
        yield skipped("doctor.messages.none")
        return
    try:
        setup = sms.setup(settings)
    except Misconfigured as wrong:
        yield broken(f"config.{wrong.problem}", **wrong.values)
        return
    for provider in setup.providers:
        yield asyncio.run(_asked(provider, setup.low_balance))
    for trouble in _lately(settings, setup):
        if trouble.kind not in _ASKED_HERE:
            yield _said(trouble)


async def _asked(provider: Sms, low: int) -> Finding:
    name = provider.name
    try:
        async with asyncio.timeout(_PATIENCE):
            balance = await provider.balance()
    except TimeoutError:
        return broken("doctor.messages.away", provider=name)
    except SendingFailed as error:
        return broken(f"doctor.messages.{error.failure}", provider=name)
    if balance is None:
        return good("doctor.messages.set_up", provider=name)
    shown = f"{balance:,}".replace(",", ".")
    if balance <= 0:
        return broken("doctor.messages.balance", provider=name)
    found = careful if balance < low else good
    key = "doctor.messages.low_balance" if balance < low else "doctor.messages.has_balance"
    return found(key, provider=name, balance=shown)


def _lately(settings: Settings, setup: SmsSetup) -> list[MessageTrouble]:
    """What the records of this machine say; [] where they are elsewhere, or cannot be read."""
    if not settings.database.url and not (settings.state_dir / service.DATABASE).is_file():
        return []
    store = service.open_store(settings)
    try:
        report = SendingReport(store, setup)
        return store.read_now(partial(report.troubles_now, now=datetime.now(UTC)))
    except SQLAlchemyError:
        return []
    finally:
        store.close()


def _said(trouble: MessageTrouble) -> Finding:
    found = broken if trouble.stops else careful
    return found(f"doctor.messages.{trouble.kind}", provider=trouble.provider)
