"""Sends what waits in the outbox until the backend has signed for it. Nothing leaves the outbox otherwise."""

import asyncio
import base64
import logging
from collections.abc import Callable, Sequence
from datetime import datetime

from kiosk.client.api import Api
from kiosk.client.encryption import Keyring, Unverifiable
from kiosk.client.outbox import Outbox, OutboxRow
from kiosk.client.registrar import NOT_ABOUT_IT
from kiosk.contract.envelopes import Envelope, EnvelopeOutcome, EnvelopesBody
from kiosk.ports.errors import Refused, Unavailable

BATCH = 100
"""Envelopes in one call (contract.envelopes.EnvelopesBody)."""

_FIRST_PAUSE = 5.0
_LONGEST_PAUSE = 600.0
_LONGEST_OFFLINE = (
    60.0  # asking a backend that is not there is cheap, and one that comes back should not wait
)

_log = logging.getLogger(__name__)


class Drain:
    """The agent's half of the outbox: `once` is called again and again."""

    def __init__(
        self,
        api: Api,
        outbox: Outbox,
        keyring: Keyring,
        now: Callable[[], datetime],
        chance: Callable[[], float],
    ) -> None:
        self._api = api
        self._outbox = outbox
        self._keyring = keyring
        self._now = now
        self._chance = chance
        """Returns a number between 0 and 1."""
        self._batch = BATCH

    async def once(self) -> int:
        """Send what is due, at most one call; return how many rows found their end (released or kept).

        One envelope that makes the whole call fail must not hold up the others, so after a failure they
        go one by one until a call succeeds.
        """
        rows = await asyncio.to_thread(self._outbox.due, self._batch)
        if not rows:
            return 0
        try:
            answer = await self._api.send_envelopes(_envelopes(rows))
        except Unavailable as unavailable:
            _log.info("drain_unavailable", extra={"why": unavailable.why, "rows": len(rows)})
            self._batch = 1 if unavailable.why == "broken" else self._batch
            await self._postpone(rows, _LONGEST_OFFLINE if unavailable.why == "offline" else _LONGEST_PAUSE)
            return 0
        except Refused as refused:
            return await self._all_refused(rows, refused.code)
        self._batch = min(BATCH, self._batch * 2)
        outcomes = {outcome.idempotency_key: outcome for outcome in answer.outcomes}
        again = [row for row in rows if not await self._settle(row, outcomes.get(row.idempotency_key))]
        await self._postpone(again)
        return len(rows) - len(again)

    async def _all_refused(self, rows: Sequence[OutboxRow], refusal: str) -> int:
        _log.warning("drain_refused", extra={"refusal": refusal, "rows": len(rows)})
        if len(rows) == 1 and refusal not in NOT_ABOUT_IT:
            await asyncio.to_thread(self._outbox.keep, rows[0].idempotency_key, refusal)
            return 1
        self._batch = 1
        await self._postpone(rows)
        return 0

    async def _settle(self, row: OutboxRow, outcome: EnvelopeOutcome | None) -> bool:
        """Release or keep one row by its outcome; False when it has to be sent again."""
        if outcome is None:
            return False
        if outcome.answer is None:
            refusal = outcome.problem or "unexpected"
            _log.warning("envelope_declined", extra={"receipt_code": row.receipt_code, "refusal": refusal})
            if refusal in NOT_ABOUT_IT:
                return False
            await asyncio.to_thread(self._outbox.keep, row.idempotency_key, refusal)
            return True
        try:
            receipt = self._keyring.verify(
                outcome.answer.receipt, receipt_code=row.receipt_code, idempotency_key=row.idempotency_key
            )
        except (Unverifiable, OSError):
            _log.warning("receipt_unverifiable", extra={"receipt_code": row.receipt_code})
            return False
        await asyncio.to_thread(self._outbox.release, receipt)
        return True

    async def _postpone(self, rows: Sequence[OutboxRow], longest: float = _LONGEST_PAUSE) -> None:
        """Give each row its own next time: twice as far off at each attempt, scattered by chance."""
        if rows:
            now = self._now().timestamp()
            times = {row.idempotency_key: now + self._pause(row.attempts, longest) for row in rows}
            await asyncio.to_thread(self._outbox.postpone, times)

    def _pause(self, attempts: int, longest: float) -> float:
        doubled: float = _FIRST_PAUSE * 2 ** min(attempts, 10)
        return min(longest, doubled) * (0.5 + self._chance() / 2)


def _envelopes(rows: Sequence[OutboxRow]) -> EnvelopesBody:
    return EnvelopesBody(
        envelopes=[
            Envelope(
                idempotency_key=row.idempotency_key,
                kid=row.ciphertext.kid,
                sealed=base64.b64encode(row.ciphertext.content).decode(),
            )
            for row in rows
        ]
    )
