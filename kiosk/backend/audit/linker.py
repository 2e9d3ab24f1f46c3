"""The background job that links new lines of the audit into its chain of hashes, after they were written.

Nothing tells where a new line is: transactions end later than their lines' moments, and clocks differ and
jump. So each pass goes a little further back than the last one that left nothing behind, and once in a while
much further: on average a pass costs what was written in half a minute at most.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy.exc import SQLAlchemyError

from kiosk.backend.audit import trail
from kiosk.backend.audit.trail import TimeRange
from kiosk.backend.clock import Clock, utc_now
from kiosk.backend.storage.store import Store

_FARTHEST = timedelta(hours=3)
_REACHES = ((3600, _FARTHEST), (60, timedelta(minutes=10)), (1, timedelta(seconds=10)))
"""Every so many passes, how far back one goes; ten seconds are as long as a statement may take."""

_log = logging.getLogger(__name__)


async def a_second() -> None:
    """Wait as long as a line may go without its link."""
    await asyncio.sleep(1)


class AuditLinker:
    """Links new lines. Several processes may each have one: they take turns."""

    def __init__(self, store: Store, now: Clock = utc_now) -> None:
        self._store = store
        self._now = now
        self._passes = 0
        self._whole_until: datetime | None = None
        """When the last pass began that left nothing behind."""

    async def run(self, pause: Callable[[], Awaitable[None]] = a_second) -> None:
        """Link for as long as the backend runs, whatever becomes of the database meanwhile."""
        is_stopped = False
        while True:
            try:
                linked = await self.link_batch()
            except SQLAlchemyError as error:
                if not is_stopped:
                    _log.warning("audit_linking_stopped", exc_info=error)
                is_stopped, linked = True, 0
            else:
                if is_stopped:
                    _log.warning("audit_linking_resumed")
                is_stopped = False
            if linked < trail.BATCH:
                await pause()

    async def link_batch(self) -> int:
        """Link a batch of what is new; return how many lines that were. Idle, it writes nothing."""
        begun = self._now()
        within = await self._time_range(begun)
        is_linked = await self._store.glance(lambda connection: trail.is_linked(connection, within))
        linked = 0 if is_linked else await self._store.write(partial(trail.link, within=within))
        if linked < trail.BATCH:
            self._whole_until = begun
            self._passes += 1
        return linked

    async def _time_range(self, now: datetime) -> TimeRange:
        """When the lines of this pass were written; a clock that was put back moves only its begin."""
        reach = next(reach for turn, reach in _REACHES if self._passes % turn == 0)
        whole_until = self._whole_until
        if whole_until is None:
            last = await self._store.read(trail.last_link)
            return TimeRange(min(last.at, now) - reach) if last else TimeRange()
        is_put_back = now < whole_until
        return TimeRange(
            min(whole_until, now) - reach,
            None if is_put_back or reach is _FARTHEST else now + reach,
        )
