"""Keeps half-filled forms under pick-up codes; each is encrypted with a code that never comes here."""

import base64
from datetime import datetime, time, timedelta

import sqlalchemy as sa

from kiosk.backend.access import lockout
from kiosk.backend.access.callers import Kiosk
from kiosk.backend.audit import trail
from kiosk.backend.clock import VIETNAM, Clock, day_in_vietnam
from kiosk.backend.declined import Declined
from kiosk.backend.keys.signing import Signer
from kiosk.backend.storage import database, ids
from kiosk.backend.storage.idempotency import Answer, Request, once
from kiosk.backend.storage.schema import pick_ups
from kiosk.backend.storage.store import Store
from kiosk.backend.storage.vault import Vault
from kiosk.contract.pick_ups import FORM_CLAIM, PICK_UPS, PickUpAnswer, PickUpBody, PickUpReceipt
from kiosk.contract.sessions import EmptyBody
from kiosk.domain.verdict import Kind

_SEALED = "pick_ups.sealed"
_LAST = time(23, 59, 59)
"""A form waits until its last day is over: that is what its slip can say in few words."""
_TRIES = 20
"""How often in a row a kiosk may ask for forms that are not there: enough for slips that have run out."""
_OPENINGS = 5
"""How often a form may be opened before it rests: a finder of the slip would go on guessing the digits."""


class PickUpService:
    """Keeps, hands out and erases forms. One that has run out is the same as none."""

    def __init__(self, store: Store, vault: Vault, signer: Signer, life: timedelta, now: Clock) -> None:
        self._store = store
        self._vault = vault
        self._signer = signer
        self._life = life
        self._now = now

    async def keep(self, kiosk: Kiosk, key: str, body: PickUpBody) -> Answer:
        """Keep a form in place of what was kept under its id; forms that have run out go on the way."""
        now = self._now()
        expires = datetime.combine(day_in_vietnam(now + self._life), _LAST, VIETNAM)
        found_by = self._vault.form(body.form_id)

        def work(connection: sa.Connection) -> Answer:
            database.take_turns(connection, [found_by])
            over = sa.or_(pick_ups.c.code_hash == found_by, pick_ups.c.expires_at <= now)
            connection.execute(sa.delete(pick_ups).where(over))
            row = {
                "id": ids.new_id(now),
                "code_hash": found_by,
                "kiosk_id": kiosk.id,
                "sealed": self._vault.encrypt(base64.b64decode(body.sealed), _SEALED),
                "at": now,
                "expires_at": expires,
            }
            connection.execute(sa.insert(pick_ups), row)
            trail.add(connection, now, actor=kiosk.actor, action="form_kept")
            claims = {
                "typ": str(Kind.PICK_UP),
                FORM_CLAIM: bytes.fromhex(body.form_id),
                "iat": int(now.timestamp()),
                "exp": int(expires.timestamp()),
            }
            return Answer.of(PickUpReceipt(signed=self._signer.sign(claims), expires_at=expires), 201)

        return await once(self._store, Request(key, PICK_UPS, body), now, work)

    async def open(self, kiosk: Kiosk, form_id: str) -> PickUpAnswer:
        """Hand a form out. `Declined`: `pick_up_unknown`, and `pick_ups_too_many` with when to come again."""
        found = await self._store.write(lambda connection: self._open(connection, kiosk, form_id))
        if isinstance(found, Declined):
            raise found  # out of the transaction, which has counted it
        return found

    def _open(self, connection: sa.Connection, kiosk: Kiosk, form_id: str) -> PickUpAnswer | Declined:
        now, found_by = self._now(), self._vault.form(form_id)
        asking = self._vault.login(f"forms at {kiosk.actor}")
        database.take_turns(connection, [found_by, asking])
        rest = max(lockout.left(connection, each, now) for each in (found_by, asking))
        if rest:
            return Declined("pick_ups_too_many", retry_after=int(rest.total_seconds()) + 1)
        living = sa.and_(pick_ups.c.code_hash == found_by, pick_ups.c.expires_at > now)
        sealed = connection.scalar(sa.select(pick_ups.c.sealed).where(living))
        if sealed is None:
            lockout.fail(connection, asking, now, free=_TRIES)
            return Declined("pick_up_unknown")
        lockout.forget(connection, asking)
        lockout.fail(connection, found_by, now, free=_OPENINGS)
        trail.add(connection, now, actor=kiosk.actor, action="form_opened")
        return PickUpAnswer(sealed=base64.b64encode(self._vault.decrypt(sealed, _SEALED)).decode())

    async def erase(self, kiosk: Kiosk, key: str, form_id: str) -> Answer:
        """Keep a form no more. Whether there was one is not said."""
        now, found_by = self._now(), self._vault.form(form_id)

        def work(connection: sa.Connection) -> Answer:
            if connection.execute(sa.delete(pick_ups).where(pick_ups.c.code_hash == found_by)).rowcount:
                trail.add(connection, now, actor=kiosk.actor, action="form_erased")
                lockout.forget(connection, found_by)
            return Answer.of(EmptyBody())

        return await once(self._store, Request(key, f"{PICK_UPS}/{form_id}/erase", EmptyBody()), now, work)
