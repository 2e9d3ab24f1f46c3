"""The rows of phone codes: how many a person was sent, each code as a hash, and which came back."""

import hashlib
import json
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa

from kiosk.backend.declined import Declined
from kiosk.backend.phone_codes import code_limits
from kiosk.backend.phone_codes.code_limits import SentCode
from kiosk.backend.policy import Policy
from kiosk.backend.storage import database, ids
from kiosk.backend.storage.schema import phone_codes
from kiosk.backend.storage.store import Row
from kiosk.backend.storage.vault import Vault
from kiosk.contract.phone_codes import PhoneCodeBody

_ID_DIGITS = 32
"""A code's public id is its row's id and a secret of the same length, which no row holds: so the
database alone does not give the six digits away to an attacker who tries all million."""
_SEALED = "phone_codes.sealed"
_c = phone_codes.c
_RECENT = (
    sa.select(_c.sent_at, _c.kiosk_id, _c.person, _c.phone, _c.purpose, _c.used_at)
    .where(
        sa.or_(
            _c.phone == sa.bindparam("phone"),
            _c.person == sa.bindparam("person"),
            _c.kiosk_id == sa.bindparam("kiosk_id", type_=sa.Uuid),
        ),
        _c.sent_at > sa.bindparam("since", type_=_c.sent_at.type),
        _c.sent_at < sa.bindparam("until", type_=_c.sent_at.type),
    )
    .order_by(_c.sent_at.desc())
)
_CHOICES = "choices"
"""The purpose of a row that sent nothing: a caller asked to which numbers a code could go."""


@dataclass(frozen=True)
class CodeRequest:
    """A code that a kiosk asks for."""

    kiosk_id: UUID
    body: PhoneCodeBody
    phone: str | None
    """The phone given or on record. None: no code is sent, and the caller cannot tell."""


@dataclass(frozen=True)
class IssuedCode:
    """A code as it was stored, to be sent."""

    public_id: str
    code: str
    expires_at: datetime


@dataclass(frozen=True)
class CodeMatch:
    """A code that came back right: which phone answered for which person."""

    citizen_id: str
    phone: str
    purpose: str
    owner: str


class PhoneCodeStore:
    """Stores codes, with phones and numbers encrypted and found by their hashes."""

    def __init__(self, vault: Vault, policy: Policy) -> None:
        self._vault = vault
        self._policy = policy

    def phone_within_limits(
        self, connection: sa.Connection, request: CodeRequest, now: datetime
    ) -> str | None:
        """Return the phone that may be sent one more code; decline when kiosk, person or phone had enough.

        A phone on record that has had enough of other codes is silently left alone: to say so would
        tell whose it is. Other requests for the same ones wait meanwhile, so that none slips past a limit.
        """
        wanted = self._wanted(
            request.kiosk_id, request.body.citizen_id, request.phone, request.body.purpose, now
        )
        sent = [code for code in self._sent(connection, wanted) if code.purpose != _CHOICES]
        verdict = code_limits.judge(sent, wanted, self._policy)
        if verdict.wait:
            raise _too_many(verdict.wait)
        return None if verdict.is_phone_spared else request.phone

    def note_choices(self, connection: sa.Connection, kiosk_id: UUID, citizen_id: str, now: datetime) -> None:
        """Count that somebody asked to which numbers a code could go; decline when it was too often."""
        wanted = self._wanted(kiosk_id, citizen_id, None, _CHOICES, now)
        asked = [code for code in self._sent(connection, wanted) if code.purpose == _CHOICES]
        wait = code_limits.choices_wait(asked, wanted, self._policy)
        if wait:
            raise _too_many(wait)
        nothing = {"owner": "none", "code_hash": "", "sealed": b"", "tries": 0, "expires_at": now}
        row = {"id": ids.new_id(now), "kiosk_id": kiosk_id, "purpose": _CHOICES, "sent_at": now}
        connection.execute(sa.insert(phone_codes), {**row, "person": wanted.person, **nothing})

    def _wanted(
        self, kiosk_id: UUID, citizen_id: str, phone: str | None, purpose: str, now: datetime
    ) -> SentCode:
        return SentCode(now, kiosk_id, self._vault.person(citizen_id), self._phone(phone), purpose)

    def _sent(self, connection: sa.Connection, wanted: SentCode) -> list[SentCode]:
        """Those of the last day that count against `wanted`, newest first, while other requests wait."""
        subjects = [wanted.kiosk_id.bytes, wanted.person, *([wanted.phone] if wanted.phone else [])]
        database.take_turns(connection, subjects)
        now = wanted.sent_at
        around = {"since": now - code_limits.DAY, "until": now + 2 * code_limits.HOUR}  # a clock was ahead
        known = {"phone": wanted.phone, "person": wanted.person, "kiosk_id": wanted.kiosk_id, **around}
        return [SentCode(*row) for row in connection.execute(_RECENT, known)]

    def issue(
        self, connection: sa.Connection, request: CodeRequest, phone: str | None, now: datetime
    ) -> IssuedCode:
        """Make a code of six digits for `phone` and store it."""
        row_id = ids.new_id(now)
        public_id = row_id.hex + secrets.token_hex(_ID_DIGITS // 2)
        issued = IssuedCode(public_id, f"{secrets.randbelow(1_000_000):06}", now + self._policy.code_life)
        content = json.dumps([request.body.citizen_id, phone]).encode()
        connection.execute(
            sa.insert(phone_codes),
            {
                "id": row_id,
                "kiosk_id": request.kiosk_id,
                "purpose": request.body.purpose,
                "person": self._vault.person(request.body.citizen_id),
                "phone": self._phone(phone),
                "owner": request.body.owner,
                "code_hash": _hash(public_id, issued.code),
                "sealed": self._vault.encrypt(content, _SEALED),
                "sent_at": now,
                "expires_at": issued.expires_at,
                "tries": 0,
            },
        )
        return issued

    def redeem(self, connection: sa.Connection, public_id: str, code: str, now: datetime) -> CodeMatch:
        """Use a code up; `Declined` says wrong, late, used or too often."""
        row = _find(connection, public_id)
        if row.used_at is not None:
            raise Declined("code_used")
        if row.expires_at < now:
            raise Declined("code_expired")
        if row.tries >= self._policy.tries:
            raise Declined("code_too_many_tries", tries_left=0)
        is_right = secrets.compare_digest(row.code_hash, _hash(public_id, code))
        citizen_id, phone = json.loads(self._vault.decrypt(row.sealed, _SEALED))
        of_row = sa.update(phone_codes).where(_c.id == row.id)
        if is_right and phone is not None:
            connection.execute(of_row.values(used_at=now))
            return CodeMatch(citizen_id, phone, row.purpose, row.owner)
        connection.execute(of_row.values(tries=row.tries + 1))
        left = self._policy.tries - row.tries - 1
        raise Declined("code_wrong" if left > 0 else "code_too_many_tries", tries_left=left)

    def _phone(self, phone: str | None) -> bytes | None:
        return None if phone is None else self._vault.phone(phone)


def _too_many(wait: timedelta) -> Declined:
    """Say when there is room again."""
    return Declined("codes_too_many", retry_after=int(wait.total_seconds()) + 1)


def _find(connection: sa.Connection, public_id: str) -> Row:
    try:
        row_id = UUID(public_id[:_ID_DIGITS])
    except ValueError as error:
        raise Declined("code_expired") from error
    query = sa.select(phone_codes).where(_c.id == row_id).with_for_update()
    row = connection.execute(query).first()
    if row is None:
        raise Declined("code_expired")
    return row


def _hash(public_id: str, code: str) -> str:
    return hashlib.sha256(f"{public_id}\0{code}".encode()).hexdigest()
