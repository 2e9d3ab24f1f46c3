"""Codes sent to phones. A code that comes back proves the phone, not the person (DESIGN §5)."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from kiosk.backend import audit, ids, proof
from kiosk.backend.auth import Kiosk
from kiosk.backend.clock import Clock
from kiosk.backend.declined import Declined
from kiosk.backend.facts import past
from kiosk.backend.idempotency import Answer, Request, once
from kiosk.backend.insurer import Insurer
from kiosk.backend.policy import Policy
from kiosk.backend.schema import phone_codes
from kiosk.backend.signing import Signer
from kiosk.backend.sms import Message, Sms
from kiosk.backend.store import Store
from kiosk.contract import PHONE_CODES, PhoneCodeAnswer, PhoneCodeBody, PhoneCodeSent
from kiosk.domain.dates import PartialDate
from kiosk.domain.problems import Invalid
from kiosk.domain.registration import PhoneOwner
from kiosk.text import words

_HOUR = timedelta(hours=1)
_CITIZEN_DIGITS = 12
_ID_DIGITS = 32
"""A code's public id is its row's id and a secret of the same length, which no row holds: so the
database alone does not give the six digits away to whoever tries all million."""


@dataclass(frozen=True)
class Sending:
    """An answer, and the message to hand over once it has been given; None when there is none."""

    answer: Answer
    message: Message | None = None


@dataclass(frozen=True)
class _Recipient:
    phone: str | None
    """None: nobody is sent anything, and nobody can tell."""
    counted_as: str
    """Whose limit it uses up, the same for known and unknown people."""


class PhoneCodes:
    """Sends codes and takes them back."""

    def __init__(
        self, store: Store, insurer: Insurer, signer: Signer, sms: Sms | None, policy: Policy, now: Clock
    ) -> None:
        """`sms` None: no service is set up, and every wish for a code is declined."""
        self._store = store
        self._insurer = insurer
        self._signer = signer
        self._sms = sms
        self._policy = policy
        self._now = now

    async def send(self, kiosk: Kiosk, key: str, body: PhoneCodeBody) -> Sending:
        """Send a code to the phone given or on record; the answer does not tell whether there is one."""
        if self._sms is None:
            raise Declined("sms_unavailable")
        is_simulated = self._sms.is_simulated
        recipient = await self._recipient(body)
        now = self._now()
        messages: list[Message] = []

        def work(connection: sa.Connection) -> Answer:
            phone = self._within_limit(connection, recipient, now)
            code = f"{secrets.randbelow(1_000_000):06}"
            public_id, expires = self._keep(connection, body, recipient.counted_as, phone, code, now)
            audit.add(connection, now, actor=kiosk.actor, action=f"code_{body.purpose}")
            minutes = int(self._policy.code_life.total_seconds() // 60)
            text = words("sms.code", code=code, minutes=minutes)
            messages[:] = [Message(phone, text)] if phone else []
            shown = text if phone and is_simulated else None
            return Answer.of(PhoneCodeSent(id=public_id, expires_at=expires, simulated_sms=shown), 201)

        answer = await once(self._store, Request(key, PHONE_CODES, body), now, work)
        return Sending(answer, messages[0] if messages and not is_simulated else None)

    async def deliver(self, message: Message) -> None:
        """Hand a message over to the SMS service."""
        if self._sms is not None:
            await self._sms.send(message)

    async def answer(self, kiosk: Kiosk, key: str, public_id: str, body: PhoneCodeAnswer) -> Answer:
        """Return a proof for the right code; `Declined` says wrong, late, used or too often."""
        now = self._now()

        def work(connection: sa.Connection) -> Answer:
            row = _find(connection, public_id)
            self._check_answer(connection, row, _hash(public_id, body.code), now)
            connection.execute(sa.update(phone_codes).where(phone_codes.c.id == row.id).values(used_at=now))
            if row.purpose == "registration":
                before = past(connection, row.citizen_id, row.phone)
                problem = before.phone_problem(PhoneOwner(row.owner), self._policy.helped)
                if problem:
                    raise Declined(problem)
            audit.add(connection, now, actor=kiosk.actor, action="code_answered")
            return Answer.of(
                proof.prove(
                    self._signer,
                    phone=row.phone,
                    citizen_id=row.citizen_id,
                    purpose=row.purpose,
                    owner=row.owner,
                    now=now,
                    life=self._policy.proof_life,
                )
            )

        call = f"{PHONE_CODES}/{public_id}/answer"
        return await once(self._store, Request(key, call, body), now, work)

    async def _recipient(self, body: PhoneCodeBody) -> _Recipient:
        try:
            birth = PartialDate.from_iso(body.birth)
        except Invalid as invalid:
            raise Declined("invalid_body", fields=invalid.keys) from invalid
        if body.purpose == "registration":
            if body.phone is None or body.owner is PhoneOwner.NONE:
                raise Declined("invalid_body", fields=["phone.missing"])
            if len(body.citizen_id) != _CITIZEN_DIGITS:
                raise Declined("invalid_body", fields=["citizen_id.length"])
            return _Recipient(body.phone, body.phone)
        insured = await self._insurer.find(body.citizen_id)
        is_theirs = insured is not None and insured.is_alive and insured.is_called(body.full_name, birth)
        return _Recipient(insured.phone if insured and is_theirs else None, f"card:{body.citizen_id}")

    def _within_limit(self, connection: sa.Connection, recipient: _Recipient, now: datetime) -> str | None:
        """Return the phone that may be sent one more code; decline when the asker has had enough.

        A phone on record that has had enough of other codes is silently left alone: to say so would
        tell whose it is.
        """
        c = phone_codes.c
        mine = sa.or_(c.counted_as == recipient.counted_as, c.phone == sa.bindparam("phone"))
        sent = connection.execute(
            sa.select(c.sent_at, c.counted_as)
            .where(mine, c.sent_at > now - _HOUR)
            .order_by(c.sent_at.desc()),
            {"phone": recipient.phone},
        ).all()
        limit = self._policy.codes_per_hour
        is_open = recipient.counted_as == recipient.phone
        counted = [row for row in sent if is_open or row.counted_as == recipient.counted_as]
        if len(counted) >= limit:
            wait = counted[limit - 1].sent_at + _HOUR - now if limit else _HOUR
            raise Declined("codes_too_many", retry_after=int(wait.total_seconds()) + 1)
        return recipient.phone if len(sent) < limit else None

    def _keep(
        self,
        connection: sa.Connection,
        body: PhoneCodeBody,
        counted_as: str,
        phone: str | None,
        code: str,
        now: datetime,
    ) -> tuple[str, datetime]:
        row_id = ids.new_id(now)
        public_id = row_id.hex + secrets.token_hex(_ID_DIGITS // 2)
        expires = now + self._policy.code_life
        connection.execute(
            sa.insert(phone_codes),
            {
                "id": row_id,
                "counted_as": counted_as,
                "purpose": body.purpose,
                "citizen_id": body.citizen_id,
                "phone": phone,
                "owner": body.owner,
                "code_hash": _hash(public_id, code),
                "sent_at": now,
                "expires_at": expires,
                "tries": 0,
            },
        )
        return public_id, expires

    def _check_answer(
        self, connection: sa.Connection, row: sa.Row[Any], answer_hash: str, now: datetime
    ) -> None:
        if row.used_at is not None:
            raise Declined("code_used")
        if row.expires_at < now:
            raise Declined("code_expired")
        if row.tries >= self._policy.tries:
            raise Declined("code_too_many_tries", tries_left=0)
        is_right = secrets.compare_digest(row.code_hash, answer_hash)
        if is_right and row.phone is not None:
            return
        tries = row.tries + 1
        connection.execute(sa.update(phone_codes).where(phone_codes.c.id == row.id).values(tries=tries))
        if tries >= self._policy.tries:
            raise Declined("code_too_many_tries", tries_left=0)
        raise Declined("code_wrong", tries_left=self._policy.tries - tries)


def _find(connection: sa.Connection, public_id: str) -> sa.Row[Any]:
    try:
        row_id = UUID(public_id[:_ID_DIGITS])
    except ValueError as error:
        raise Declined("code_expired") from error
    row = connection.execute(
        sa.select(phone_codes).where(phone_codes.c.id == row_id).with_for_update()
    ).first()
    if row is None:
        raise Declined("code_expired")
    return row


def _hash(public_id: str, code: str) -> str:
    return hashlib.sha256(f"{public_id}\0{code}".encode()).hexdigest()
