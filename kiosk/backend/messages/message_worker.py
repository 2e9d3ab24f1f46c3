"""The background job that sends what is queued; every process has one, and they share the queue.

A message is taken in one transaction, sent outside any, and its outcome written in another. A code goes out
at once, because who queues one wakes the worker of that process; else the queue is looked at each second.
"""

import asyncio
import logging
from collections.abc import Sequence
from datetime import datetime
from functools import partial

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from kiosk.backend.clock import Clock, day_in_vietnam, utc_now
from kiosk.backend.messages.outcomes import Outcomes, TakenMessage
from kiosk.backend.messages.sms import Acceptance, Delivery, DeliveryState, Failure, SendingFailed, Sms
from kiosk.backend.messages.sms_setup import SmsSetup
from kiosk.backend.messages.taking import LEASE, Taking
from kiosk.backend.storage.group_commit import GroupCommit
from kiosk.backend.storage.store import Store, Work
from kiosk.backend.storage.vault import Vault

PATIENCE = 330.0
"""Seconds after which a provider is given up that does not end by itself, as each of ours does sooner."""
_POLL_PATIENCE = 10.0
_AT_ONCE = 16
_EVERY = 1.0
_RENEW_EVERY = LEASE.total_seconds() / 3
_BATCH = 100
Outcome = Work[None]
_log = logging.getLogger(__name__)


class MessageWorker:
    """Sends what is due, through the providers of `setup`; with none it does nothing."""

    def __init__(
        self, store: Store, vault: Vault, setup: SmsSetup, now: Clock = utc_now, patience: float = PATIENCE
    ) -> None:
        self._store = store
        self._taking = Taking(vault, setup.names, setup.caps)
        self._outcomes = Outcomes(vault, len(setup.providers))
        self._providers = {provider.name: provider for provider in setup.providers}
        self._is_idle = setup.is_simulated or not setup.providers
        self._outcome_commit = GroupCommit[Outcome, None](self._write, batch_size=_BATCH)
        self._now = now
        self._patience = patience
        self._woken = asyncio.Event()

    def wake(self) -> None:
        """Say that something was queued that is due now."""
        self._woken.set()

    async def run(self) -> None:
        """Send for as long as the backend runs, whatever becomes of the database meanwhile."""
        if self._is_idle:
            return
        sending: set[asyncio.Task[None]] = set()
        try:
            while True:
                self._woken.clear()
                taken = await self._taken_unless_broken(_AT_ONCE - len(sending))
                if taken == []:
                    continue
                sending |= {asyncio.create_task(self._handle_unless_broken(each)) for each in taken or ()}
                sending = await self._until_there_is_more(sending)
        finally:
            for each in sending:
                each.cancel()

    async def send_due(self) -> int:
        """Send all that is due now, and return how many messages were taken up; for tests and commands."""
        if self._is_idle:
            return 0
        count = 0
        while (taken := await self._take(_AT_ONCE)) is not None:
            count += len(taken)
            await asyncio.gather(*(self._handle(each) for each in taken))
        return count

    async def _taken_unless_broken(self, most: int) -> list[TakenMessage] | None:
        try:
            return await self._take(most) if most else None
        except SQLAlchemyError as error:
            _log.warning("messages_not_taken", exc_info=error)
            return None

    async def _take(self, most: int) -> list[TakenMessage] | None:
        """Take what is due: [] when all of it was put aside; None, and nothing written, when nothing is."""
        now = self._now()
        due = await self._store.glance(self._taking.next_due)
        if due is None or due > now:
            return None
        return await self._store.write(partial(self._taking.take, now=now, most=most))

    async def _until_there_is_more(self, sending: set[asyncio.Task[None]]) -> set[asyncio.Task[None]]:
        """Wait until one is sent, somebody wakes us, or a second has passed; return what is still at work."""
        woken = asyncio.create_task(self._woken.wait())
        await asyncio.wait({woken, *sending}, timeout=_EVERY, return_when=asyncio.FIRST_COMPLETED)
        woken.cancel()
        return {each for each in sending if not each.done()}

    async def _handle_unless_broken(self, taken: TakenMessage) -> None:
        """What cannot be written down is done again after the lease."""
        try:
            await self._handle(taken)
        except SQLAlchemyError as error:
            _log.warning("message_outcome_not_written", exc_info=error)

    async def _handle(self, taken: TakenMessage) -> None:
        provider = self._providers[taken.provider]
        if taken.accepted_at is None and taken.is_bound and not _is_known_again(provider, taken, self._now()):
            await self._store.write(partial(self._outcomes.in_doubt, taken=taken, now=self._now()))
        elif taken.accepted_at is None:
            await self._send(provider, taken)
        else:
            delivery = await self._delivery(provider, taken)
            told = partial(self._outcomes.told, taken=taken, delivery=delivery, now=self._now())
            await self._outcome_commit.submit(told)

    async def _send(self, provider: Sms, taken: TakenMessage) -> None:
        sending = asyncio.create_task(self._sent(provider, taken))
        try:
            taken = await self._keep_until_done(taken, sending)
            accepted = await sending
        except SendingFailed as error:
            _log.warning("message_not_sent", extra={"provider": provider.name, "failure": str(error)})
            write = partial(self._outcomes.failed, taken=taken, error=error, now=self._now())
        else:
            write = partial(self._outcomes.accepted, taken=taken, accepted=accepted, now=self._now())
        finally:
            sending.cancel()
        await self._outcome_commit.submit(write)

    async def _write(self, outcomes: Sequence[Outcome]) -> list[None]:
        """Write what came in together in one transaction."""

        def work(connection: sa.Connection) -> list[None]:
            for outcome in outcomes:
                outcome(connection)
            return [None] * len(outcomes)

        return await self._store.write(work)

    async def _keep_until_done(self, taken: TakenMessage, sending: asyncio.Task[Acceptance]) -> TakenMessage:
        """Renew the lease for as long as the provider takes; return the message with its last one."""
        while not (await asyncio.wait({sending}, timeout=_RENEW_EVERY))[0]:
            renewed = partial(self._taking.renewed, taken=taken, now=self._now())
            taken = await self._store.write(renewed)
        return taken

    async def _sent(self, provider: Sms, taken: TakenMessage) -> Acceptance:
        """Hand it over. Whatever else a provider's code raises may hold the number: only its name is kept."""
        try:
            async with asyncio.timeout(self._patience):
                return await provider.send(taken.message)
        except SendingFailed:
            raise
        except TimeoutError:
            raise SendingFailed(Failure.AWAY, may_have_been_sent=True, detail="slow") from None
        except Exception as error:
            detail = type(error).__name__
        raise SendingFailed(Failure.AWAY, may_have_been_sent=True, detail=detail)

    async def _delivery(self, provider: Sms, taken: TakenMessage) -> Delivery | None:
        """Ask how far it is; no answer is no news."""
        try:
            async with asyncio.timeout(min(self._patience, _POLL_PATIENCE)):
                return await provider.delivery(taken.message.id, taken.provider_id)
        except Exception as error:
            _log.info("delivery_unknown", extra={"provider": provider.name, "error": type(error).__name__})
        return Delivery(DeliveryState.ACCEPTED)


def _is_known_again(provider: Sms, taken: TakenMessage, now: datetime) -> bool:
    """Would the provider know the id of a message that it may have? Ids are forgotten at midnight (eSMS)."""
    is_same_day = taken.asked_at is not None and day_in_vietnam(taken.asked_at) == day_in_vietnam(now)
    return provider.knows_duplicates and is_same_day
