"""Keeps the audit's chain of hashes forged up to now, behind the backs of those who write its lines.

Nothing tells where a new line is: transactions end later than their lines' moments, and clocks differ and
jump. So each look goes a little further back than the last one that left nothing behind, and once in a while
much further: on average a look costs what was written in half a minute at most.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy.exc import SQLAlchemyError

from kiosk.backend.audit import trail
from kiosk.backend.audit.trail import Span
from kiosk.backend.clock import Clock, utc_now
from kiosk.backend.storage.store import Store

_FARTHEST = timedelta(hours=3)
_REACHES = ((3600, _FARTHEST), (60, timedelta(minutes=10)), (1, timedelta(seconds=10)))
"""At each so manieth look, how far back it goes; ten seconds are as long as a statement may take."""

_log = logging.getLogger(__name__)


async def a_second() -> None:
    """Wait as long as a line may go unsealed."""
    await asyncio.sleep(1)


class Forge:
    """Links what is new. Several processes may each have one: they take turns."""

    def __init__(self, store: Store, now: Clock = utc_now) -> None:
        self._store = store
        self._now = now
        self._looks = 0
        self._whole_until: datetime | None = None
        """When the last look began that left nothing behind."""

    async def keep_on(self, pause: Callable[[], Awaitable[None]] = a_second) -> None:
        """Forge for as long as the backend runs, whatever becomes of the database meanwhile."""
        is_stopped = False
        while True:
            try:
                sealed = await self.look()
            except SQLAlchemyError as error:
                if not is_stopped:
                    _log.warning("sealing_stopped", exc_info=error)
                is_stopped, sealed = True, 0
            else:
                if is_stopped:
                    _log.warning("sealing_goes_on")
                is_stopped = False
            if sealed < trail.BATCH:
                await pause()

    async def look(self) -> int:
        """Link a batch of what is new; return how many lines that were. Idle, it writes nothing."""
        begun = self._now()
        span = await self._span(begun)
        is_sealed = await self._store.glance(lambda connection: trail.is_sealed(connection, span))
        sealed = 0 if is_sealed else await self._store.write(partial(trail.seal, span=span))
        if sealed < trail.BATCH:
            self._whole_until = begun
            self._looks += 1
        return sealed

    async def _span(self, now: datetime) -> Span:
        """Where to look now; a clock that was put back takes the look's begin with it, but not its end."""
        reach = next(reach for turn, reach in _REACHES if self._looks % turn == 0)
        whole_until = self._whole_until
        if whole_until is None:
            last = await self._store.read(trail.last_link)
            return Span(min(last.at, now) - reach) if last else Span()
        is_put_back = now < whole_until
        return Span(
            min(whole_until, now) - reach,
            None if is_put_back or reach is _FARTHEST else now + reach,
        )
