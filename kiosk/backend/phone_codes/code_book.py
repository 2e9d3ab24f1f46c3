"""The book of phone codes: who was sent how many, what was sent as a hash, and which came back."""

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
database alone does not give the six digits away to whoever tries all million."""
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
class Wish:
    """A code that a kiosk asks for."""

    kiosk_id: UUID
    body: PhoneCodeBody
    phone: str | None
    """The phone given or on record. None: nobody is sent anything, and nobody can tell."""


@dataclass(frozen=True)
class Entry:
    """A code as it was entered, to be sent."""

    public_id: str
    code: str
    expires_at: datetime


@dataclass(frozen=True)
class Struck:
    """A code that came back: whose phone answered for whom."""

    citizen_id: str
    phone: str
    purpose: str
    owner: str


class CodeBook:
    """Keeps codes, with phones and numbers sealed and found by their hashes."""

    def __init__(self, vault: Vault, policy: Policy) -> None:
        self._vault = vault
        self._policy = policy

    def phone_within_limits(self, connection: sa.Connection, wish: Wish, now: datetime) -> str | None:
        """Return the phone that may be sent one more code; decline when kiosk, person or phone had enough.

        A phone on record that has had enough of other codes is silently left alone: to say so would
        tell whose it is. Whoever asks for the same waits meanwhile, so that nobody slips past a limit.
        """
        person, phone = self._vault.person(wish.body.citizen_id), self._phone(wish.phone)
        database.take_turns(connection, [wish.kiosk_id.bytes, person, *([phone] if phone else [])])
        around = {"since": now - _HOUR, "until": now + 2 * _HOUR}  # later: under a clock that was ahead
        known = {"phone": phone, "person": person, "kiosk_id": wish.kiosk_id, **around}
        sent = connection.execute(_RECENT, known).all()
        to_phone = [row for row in sent if phone and row.phone == phone]
        of_person = [row for row in sent if row.person == person]
        of_kiosk = [row for row in sent if row.kiosk_id == wish.kiosk_id]
        limit = self._policy.codes_per_hour
        if wish.body.purpose == "registration":
            _hold(to_phone, limit, now)
        else:
            _hold([row for row in of_person if row.purpose != "registration"], limit, now)
        _hold(of_person, self._policy.codes_per_person, now)
        _hold(of_kiosk, self._policy.codes_per_kiosk, now)
        return wish.phone if len(to_phone) < limit else None

    def enter(self, connection: sa.Connection, wish: Wish, phone: str | None, now: datetime) -> Entry:
        """Make a code of six digits for `phone` and enter it."""
        row_id = ids.new_id(now)
        public_id = row_id.hex + secrets.token_hex(_ID_DIGITS // 2)
        entry = Entry(public_id, f"{secrets.randbelow(1_000_000):06}", now + self._policy.code_life)
        content = json.dumps([wish.body.citizen_id, phone]).encode()
        connection.execute(
            sa.insert(phone_codes),
            {
                "id": row_id,
                "kiosk_id": wish.kiosk_id,
                "purpose": wish.body.purpose,
                "person": self._vault.person(wish.body.citizen_id),
                "phone": self._phone(phone),
                "owner": wish.body.owner,
                "code_hash": _hash(public_id, entry.code),
                "sealed": self._vault.seal(content, _SEALED),
                "sent_at": now,
                "expires_at": entry.expires_at,
                "tries": 0,
            },
        )
        return entry

    def strike_out(self, connection: sa.Connection, public_id: str, code: str, now: datetime) -> Struck:
        """Use a code up; `Declined` says wrong, late, used or too often."""
        row = _find(connection, public_id)
        if row.used_at is not None:
            raise Declined("code_used")
        if row.expires_at < now:
            raise Declined("code_expired")
        if row.tries >= self._policy.tries:
            raise Declined("code_too_many_tries", tries_left=0)
        is_right = secrets.compare_digest(row.code_hash, _hash(public_id, code))
        citizen_id, phone = json.loads(self._vault.open(row.sealed, _SEALED))
        of_row = sa.update(phone_codes).where(_c.id == row.id)
        if is_right and phone is not None:
            connection.execute(of_row.values(used_at=now))
            return Struck(citizen_id, phone, row.purpose, row.owner)
        connection.execute(of_row.values(tries=row.tries + 1))
        left = self._policy.tries - row.tries - 1
        raise Declined("code_wrong" if left > 0 else "code_too_many_tries", tries_left=left)

    def _phone(self, phone: str | None) -> bytes | None:
        return None if phone is None else self._vault.phone(phone)


def _hold(newest_first: Sequence[Row], limit: int, now: datetime) -> None:
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
