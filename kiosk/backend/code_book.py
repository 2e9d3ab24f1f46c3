"""The book of phone codes: who was sent how many, what was sent as a hash, and which came back."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from kiosk.backend import ids
from kiosk.backend.declined import Declined
from kiosk.backend.policy import Policy
from kiosk.backend.schema import phone_codes
from kiosk.contract import PhoneCodeBody

_HOUR = timedelta(hours=1)
_ID_DIGITS = 32
"""A code's public id is its row's id and a secret of the same length, which no row holds: so the
database alone does not give the six digits away to whoever tries all million."""


@dataclass(frozen=True)
class Recipient:
    """Whose code it is. Known and unknown people are counted alike."""

    phone: str | None
    """None: nobody is sent anything, and nobody can tell."""
    counted_as: str
    """Whose limit it uses up: the phone that was given, or the person who asks for a card."""


@dataclass(frozen=True)
class Entry:
    """A code as it was entered, to be sent."""

    public_id: str
    code: str
    expires_at: datetime


def phone_within_limit(
    connection: sa.Connection, recipient: Recipient, policy: Policy, now: datetime
) -> str | None:
    """Return the phone that may be sent one more code; decline when the asker has had enough.

    A phone on record that has had enough of other codes is silently left alone: to say so would
    tell whose it is.
    """
    c = phone_codes.c
    either = sa.or_(c.counted_as == recipient.counted_as, c.phone == sa.bindparam("phone"))
    sent = connection.execute(
        sa.select(c.sent_at, c.counted_as).where(either, c.sent_at > now - _HOUR).order_by(c.sent_at.desc()),
        {"phone": recipient.phone},
    ).all()
    limit = policy.codes_per_hour
    is_given = recipient.counted_as == recipient.phone
    counted = [row for row in sent if is_given or row.counted_as == recipient.counted_as]
    if len(counted) >= limit:
        wait = counted[limit - 1].sent_at + _HOUR - now if limit else _HOUR
        raise Declined("codes_too_many", retry_after=int(wait.total_seconds()) + 1)
    return recipient.phone if len(sent) < limit else None


def enter(
    connection: sa.Connection,
    body: PhoneCodeBody,
    *,
    counted_as: str,
    phone: str | None,
    life: timedelta,
    now: datetime,
) -> Entry:
    """Make a code of six digits and enter it."""
    row_id = ids.new_id(now)
    public_id = row_id.hex + secrets.token_hex(_ID_DIGITS // 2)
    entry = Entry(public_id, f"{secrets.randbelow(1_000_000):06}", now + life)
    connection.execute(
        sa.insert(phone_codes),
        {
            "id": row_id,
            "counted_as": counted_as,
            "purpose": body.purpose,
            "citizen_id": body.citizen_id,
            "phone": phone,
            "owner": body.owner,
            "code_hash": _hash(public_id, entry.code),
            "sent_at": now,
            "expires_at": entry.expires_at,
            "tries": 0,
        },
    )
    return entry


def strike_out(
    connection: sa.Connection, public_id: str, code: str, policy: Policy, now: datetime
) -> sa.Row[Any]:
    """Use a code up and return its row; `Declined` says wrong, late, used or too often."""
    row = _find(connection, public_id)
    if row.used_at is not None:
        raise Declined("code_used")
    if row.expires_at < now:
        raise Declined("code_expired")
    if row.tries >= policy.tries:
        raise Declined("code_too_many_tries", tries_left=0)
    is_right = secrets.compare_digest(row.code_hash, _hash(public_id, code))
    of_row = sa.update(phone_codes).where(phone_codes.c.id == row.id)
    if is_right and row.phone is not None:
        connection.execute(of_row.values(used_at=now))
        return row
    connection.execute(of_row.values(tries=row.tries + 1))
    left = policy.tries - row.tries - 1
    raise Declined("code_wrong" if left > 0 else "code_too_many_tries", tries_left=left)


def _find(connection: sa.Connection, public_id: str) -> sa.Row[Any]:
    try:
        row_id = UUID(public_id[:_ID_DIGITS])
    except ValueError as error:
        raise Declined("code_expired") from error
    query = sa.select(phone_codes).where(phone_codes.c.id == row_id).with_for_update()
    row = connection.execute(query).first()
    if row is None:
        raise Declined("code_expired")
    return row


def _hash(public_id: str, code: str) -> str:
    return hashlib.sha256(f"{public_id}\0{code}".encode()).hexdigest()
