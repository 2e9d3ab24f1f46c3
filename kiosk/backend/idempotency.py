"""The same request again gets the first answer again: a double tap, a retry, a late drain are one."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from pydantic import BaseModel
from sqlalchemy.exc import IntegrityError

from kiosk.backend.declined import Declined
from kiosk.backend.schema import answers
from kiosk.backend.store import Store

_NONCE = bytes(12)  # each key seals one answer


@dataclass(frozen=True)
class Request:
    """A write as its sender made it: its key, what it asks for, and with which body."""

    key: str
    call: str
    body: BaseModel

    @property
    def row_key(self) -> str:
        """Where its answer is kept; the key itself is not kept, since it opens the answer."""
        return hashlib.sha256(f"row\0{self.key}".encode()).hexdigest()

    @property
    def digest(self) -> str:
        """What must be the same for it to be the same request."""
        return hashlib.sha256(f"{self.key}\0{self.call}\0{self.body.model_dump_json()}".encode()).hexdigest()

    @property
    def cipher(self) -> ChaCha20Poly1305:
        """Opens its answer, which may name a person: the database alone cannot."""
        return ChaCha20Poly1305(hashlib.sha256(f"answer\0{self.key}".encode()).digest())


@dataclass(frozen=True)
class Answer:
    """A status and a JSON body, kept as they were first sent."""

    status: int
    content: bytes

    @classmethod
    def of(cls, body: BaseModel, status: int = 200) -> "Answer":
        """Write `body` out."""
        return cls(status, body.model_dump_json().encode())

    @property
    def is_problem(self) -> bool:
        """Is the body a `ProblemDetails`?"""
        return self.status >= 400


async def once(
    store: Store, request: Request, now: datetime, work: Callable[[sa.Connection], Answer]
) -> Answer:
    """Answer `request` by `work`, in one transaction with the record of the answer; or as the first time.

    A no that would be a no again is an answer like any other. Raises `Declined` for a key that was used
    for something else, and for what may be otherwise in a while.
    """

    def attempt(connection: sa.Connection) -> Answer:
        saved = _saved(connection, request)
        if saved is None:
            saved = _answer(connection, work)
            _save(connection, request, saved, now)
        return saved

    try:
        return await store.write(attempt)
    except IntegrityError:
        # Another process wrote the same key, or the same person's account, between our look and our write.
        return await store.write(attempt)


def _answer(connection: sa.Connection, work: Callable[[sa.Connection], Answer]) -> Answer:
    try:
        return work(connection)
    except Declined as declined:
        if declined.is_passing:
            raise
        return Answer(declined.status, declined.content)


def _saved(connection: sa.Connection, request: Request) -> Answer | None:
    row = connection.execute(sa.select(answers).where(answers.c.key_hash == request.row_key)).first()
    if row is None:
        return None
    if row.request_hash != request.digest:
        raise Declined("idempotency_key_reused")
    return Answer(row.status, request.cipher.decrypt(_NONCE, row.sealed, None))


def _save(connection: sa.Connection, request: Request, answer: Answer, now: datetime) -> None:
    connection.execute(
        sa.insert(answers),
        {
            "key_hash": request.row_key,
            "request_hash": request.digest,
            "status": answer.status,
            "sealed": request.cipher.encrypt(_NONCE, answer.content, None),
            "at": now,
        },
    )
