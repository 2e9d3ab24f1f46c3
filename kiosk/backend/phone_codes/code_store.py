"""The rows of phone codes: how many a person was sent, each code as a hash, and which came back."""

import hashlib
import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa

from kiosk.backend.declined import Declined
from kiosk.backend.policy import Policy
from kiosk.backend.storage import database, ids
from kiosk.backend.storage.schema import phone_codes
from kiosk.backend.storage.store import Row
from kiosk.backend.storage.vault import Vault
from kiosk.contract.phone_codes import PhoneCodeBody

_HOUR = timedelta(hours=1)
_ID_DIGITS = 32
"""A code's public id is its row's id and a secret of the same length, which no row holds: so the
database alone does not give the six digits away to an attacker who tries all million."""
_SEALED = "phone_codes.sealed"
_c = phone_codes.c
_RECENT = (
    sa.select(_c.sent_at, _c.kiosk_id, _c.person, _c.phone, _c.purpose)
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
        person, phone = self._vault.person(request.body.citizen_id), self._phone(request.phone)
        database.take_turns(connection, [request.kiosk_id.bytes, person, *([phone] if phone else [])])
        around = {"since": now - _HOUR, "until": now + 2 * _HOUR}  # later: under a clock that was ahead
        known = {"phone": phone, "person": person, "kiosk_id": request.kiosk_id, **around}
        sent = connection.execute(_RECENT, known).all()
        to_phone = [row for row in sent if phone and row.phone == phone]
        of_person = [row for row in sent if row.person == person]
        of_kiosk = [row for row in sent if row.kiosk_id == request.kiosk_id]
        limit = self._policy.codes_per_hour
        if request.body.purpose == "registration":
            _check_limit(to_phone, limit, now)
        else:
            _check_limit([row for row in of_person if row.purpose != "registration"], limit, now)
        _check_limit(of_person, self._policy.codes_per_person, now)
        _check_limit(of_kiosk, self._policy.codes_per_kiosk, now)
        return request.phone if len(to_phone) < limit else None

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


def _check_limit(newest_first: Sequence[Row], limit: int, now: datetime) -> None:
    """Decline what would be one too many, and say when there is room again."""
    if len(newest_first) >= limit:
        wait = newest_first[limit - 1].sent_at + _HOUR - now if limit else _HOUR
        raise Declined("codes_too_many", retry_after=int(wait.total_seconds()) + 1)


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
