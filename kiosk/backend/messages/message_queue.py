"""The queue of messages: a transaction that decides something puts the message about it in the same commit.

So a message is neither lost nor sent for what was never decided. The worker (`message_worker`) takes it from
here; nothing is sent while a caller waits.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from kiosk.backend.storage import ids
from kiosk.backend.storage.schema import messages
from kiosk.backend.storage.vault import Vault

CODE = "code"
"""The kind of message that somebody waits for before a screen."""
SEALED = "messages.sealed"
_m = messages.c


@dataclass(frozen=True)
class MessageRequest:
    """A message to be sent."""

    kind: str
    """What it is about, in a word of at most 20 characters: "code", "decision", "reminder" …"""
    phone: str
    """E.164."""
    words: str
    expires_at: datetime
    """After this it is of no use, and is dropped rather than sent."""
    not_before: datetime | None = None
    """None: at once."""
    kiosk_id: UUID | None = None
    """The kiosk that asked for it, if one did."""
    once_key: str | None = None
    """Of two requests with the same key only the first is sent, ever: "decision 7K3M9QXRA2WD approved"."""


def put(connection: sa.Connection, vault: Vault, request: MessageRequest, now: datetime) -> UUID | None:
    """Queue a message in the caller's transaction; None: one with this `once_key` was queued already.

    Of two transactions that put the same key at the same time one fails at its commit, and is done again
    (`storage.store`).
    """
    once_key = None if request.once_key is None else vault.once_key(request.once_key)
    if once_key is not None:
        known = sa.select(_m.id).where(_m.once_key == once_key)
        if connection.execute(known).first() is not None:
            return None
    message_id = ids.new_id(now)
    connection.execute(
        sa.insert(messages),
        {
            "id": message_id,
            "kind": request.kind,
            "phone": vault.phone(request.phone),
            "kiosk_id": request.kiosk_id,
            "once_key": once_key,
            "sealed": seal(vault, request.phone, request.words),
            "state": "queued",
            "attempts": 0,
            "queued_at": now,
            "expires_at": request.expires_at,
            "due_at": request.not_before or now,
            "updated_at": now,
        },
    )
    return message_id


def seal(vault: Vault, phone: str, words: str | None) -> bytes:
    """Encrypt phone and words for a row; `words` None: they are erased."""
    return vault.encrypt(json.dumps([phone, words]).encode(), SEALED)


def unseal(vault: Vault, sealed: bytes) -> tuple[str, str | None]:
    """Return phone and words of a row; None in place of words that were erased."""
    phone, words = json.loads(vault.decrypt(sealed, SEALED))
    return phone, words
