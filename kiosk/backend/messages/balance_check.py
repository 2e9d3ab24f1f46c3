"""The background job that asks each provider for the balance of the account, every few minutes."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy.exc import SQLAlchemyError

from kiosk.backend.clock import Clock, utc_now
from kiosk.backend.messages import provider_status
from kiosk.backend.messages.provider_status import ProviderStatus
from kiosk.backend.messages.sms import Failure, SendingFailed, Sms
from kiosk.backend.messages.sms_setup import SmsSetup
from kiosk.backend.storage.store import Store

_EVERY, _EVERY_WHILE_EMPTY = timedelta(minutes=10), timedelta(minutes=1)
_PATIENCE = 30.0
_log = logging.getLogger(__name__)


async def a_while() -> None:
    """Wait as long as an account that was filled may go unnoticed."""
    await asyncio.sleep(20)


class BalanceCheck:
    """Asks for balances, in whichever process finds first that one is due."""

    def __init__(self, store: Store, setup: SmsSetup, now: Clock = utc_now) -> None:
        self._store = store
        self._providers = {} if setup.is_simulated else {each.name: each for each in setup.providers}
        self._now = now
        self._asked_at: dict[str, datetime] = {}

    async def run(self, pause: Callable[[], Awaitable[None]] = a_while) -> None:
        """Ask for as long as the backend runs, whatever becomes of the database meanwhile."""
        while self._providers:
            try:
                await self.check()
            except SQLAlchemyError as error:
                _log.warning("balance_not_written", exc_info=error)
            await pause()

    async def check(self) -> None:
        """Ask each provider for its balance, unless that was done not long ago."""
        now = self._now()
        names = list(self._providers)
        for status in await self._store.read(lambda connection: provider_status.read(connection, names)):
            if self._is_due(status, now):
                self._asked_at[status.name] = now
                await self._ask(self._providers[status.name])

    def _is_due(self, status: ProviderStatus, now: datetime) -> bool:
        asked = [at for at in (status.balance_at, self._asked_at.get(status.name)) if at is not None]
        is_empty = status.failure is Failure.BALANCE or status.balance == 0
        return not asked or now - max(asked) >= (_EVERY_WHILE_EMPTY if is_empty else _EVERY)

    async def _ask(self, provider: Sms) -> None:
        """Write down the balance, or that our key is not taken; of other failures sending will tell."""
        name, now = provider.name, self._now()
        try:
            async with asyncio.timeout(_PATIENCE):
                balance = await provider.balance()
        except SendingFailed as error:
            if error.failure is Failure.CREDENTIALS:
                await self._store.write(
                    partial(provider_status.failed, name=name, failure=error.failure, now=now)
                )
            return
        except Exception as error:
            _log.warning("balance_unknown", extra={"provider": name, "error": type(error).__name__})
            return
        if balance is not None:
            await self._store.write(
                partial(provider_status.note_balance, name=name, balance=balance, now=now)
            )
