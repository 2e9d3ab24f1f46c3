"""The background job that assesses again, as soon as the insurer answers, what came in while it was away.

What was known when a registration came stands in its reasons, so only the insurer's part is asked again.
"""

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import partial
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from kiosk.backend.audit import trail
from kiosk.backend.clock import Clock
from kiosk.backend.insurer.port import Insured, Insurer
from kiosk.backend.phone_codes import account_phones
from kiosk.backend.phone_codes.account_phones import NewPhone
from kiosk.backend.policy import Policy
from kiosk.backend.registrations import encrypted_form
from kiosk.backend.registrations.assessment import assess, insurer_facts
from kiosk.backend.registrations.history import record
from kiosk.backend.storage import database
from kiosk.backend.storage.schema import registrations
from kiosk.backend.storage.store import Row, Store
from kiosk.backend.storage.vault import Vault
from kiosk.contract.registrations import RegistrationBody
from kiosk.domain.registration.eligibility import INSURER_AWAY, Decision, Facts, Status

_BATCH = 50
_SECONDS = (10.0, 20.0)
_r = registrations.c
_OPEN = sa.text("status IN ('pending_review', 'needs_more')")  # in the words of the index, so that it is used
_WITHOUT_INSURER = (
    sa.select(_r.id, _r.salt, _r.sealed)
    .where(_OPEN, _r.status == Status.PENDING_REVIEW, _r.salt.is_not(None))
    .where(sa.cast(_r.reasons, sa.Text).contains(f'"{INSURER_AWAY}"'))
    .order_by(_r.id)
    .limit(_BATCH)
)
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Waiting:
    """A registration that waits for the insurer, and what was sent."""

    id: UUID
    body: RegistrationBody


async def a_while() -> None:
    """Wait as long as a registration may wait after the insurer came back; not all processes at once."""
    await asyncio.sleep(random.uniform(*_SECONDS))


class Reassessment:
    """Assesses a second time, in one process at a time. What an officer decided meanwhile stays."""

    def __init__(self, store: Store, vault: Vault, insurer: Insurer, policy: Policy, now: Clock) -> None:
        self._store = store
        self._vault = vault
        self._insurer = insurer
        self._policy = policy
        self._now = now

    async def run(self, pause: Callable[[], Awaitable[None]] = a_while) -> None:
        """Assess for as long as the backend runs, whatever becomes of the database meanwhile."""
        while True:
            try:
                await self.assess_waiting()
            except DBAPIError as error:
                _log.warning("reassessment_failed", exc_info=error)
            await pause()

    async def assess_waiting(self) -> int:
        """Assess all that wait and can be asked about; return how many there were."""
        batch = await self._store.read(self._next)
        if not batch:
            return 0
        count = 0
        async with self._store.alone("reassessment") as is_alone:
            while batch and is_alone:
                found = await self._insurer.find_many([one.body.participant.citizen_id for one in batch])
                if not found:
                    break
                count += await self._store.write(partial(self._assess, batch, found))
                batch = await self._store.read(partial(self._next, after=batch[-1].id))
        return count

    def _next(self, connection: sa.Connection, after: UUID | None = None) -> list[_Waiting]:
        query = _WITHOUT_INSURER if after is None else _WITHOUT_INSURER.where(_r.id > after)
        rows = connection.execute(query).all()
        bodies = ((row.id, encrypted_form.decrypt(self._vault, row)) for row in rows)
        return [_Waiting(row_id, body) for row_id, body in bodies if body is not None]

    def _assess(
        self, batch: Sequence[_Waiting], found: Mapping[str, Insured | None], connection: sa.Connection
    ) -> int:
        """Assess those whom the insurer was asked about and on whom no officer is deciding now."""
        bodies = {one.id: one.body for one in batch if one.body.participant.citizen_id in found}
        rows = connection.execute(
            sa.select(_r.id, _r.person, _r.receipt_code, _r.reasons)
            .where(_r.id.in_(bodies), _r.status == Status.PENDING_REVIEW)
            .order_by(_r.id)
            .with_for_update(skip_locked=True)
        ).all()
        rows = [row for row in rows if INSURER_AWAY in row.reasons]
        database.take_turns(connection, [row.person for row in rows])
        for row in rows:
            body = bodies[row.id]
            insured = found[body.participant.citizen_id]
            decision = self._decision(connection, row, body, insured)
            self._decide(connection, row, decision)
            if decision.status is Status.APPROVED and (phone := NewPhone.of(body)):
                account_phones.add(
                    connection, self._vault, row.person, phone, self._now(), registration_id=row.id
                )
        return len(rows)

    def _decision(
        self, connection: sa.Connection, row: Row, body: RegistrationBody, insured: Insured | None
    ) -> Decision:
        """Add what the insurer says to what was known; the person may have an account by now."""
        kept = {field.name: field.name not in row.reasons for field in fields(Facts)}
        account = sa.select(_r.id).where(_r.person == row.person, _r.status == Status.APPROVED)
        is_registered = connection.execute(account).first() is not None
        kept["first_time"] = kept["first_time"] and not is_registered
        known = Facts(**{**kept, **insurer_facts(body, insured, phone_proved=kept["phone_proved"])})
        return assess(known, is_registered=is_registered, at_once=self._policy.at_once)

    def _decide(self, connection: sa.Connection, row: Row, decision: Decision) -> None:
        now, status = self._now(), decision.status
        change = sa.update(registrations).where(_r.id == row.id)
        connection.execute(change.values(status=status, reasons=list(decision.reasons), updated_at=now))
        action = "registration_judged_again"
        if status is not Status.PENDING_REVIEW:
            record(connection, row.id, status, now, actor="machine")
            action = f"registration_{status}"
        trail.add(connection, now, actor="machine", action=action, subject=row.receipt_code)
