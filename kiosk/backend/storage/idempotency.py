"""Idempotency: the same request again gets the first answer again: a double tap, a retry, a late drain."""

import hashlib
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache, cached_property
from typing import Any

import sqlalchemy as sa
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from pydantic import BaseModel

from kiosk.backend.declined import Declined
from kiosk.backend.storage import database
from kiosk.backend.storage.schema import answers
from kiosk.backend.storage.store import Store
from kiosk.contract.json import to_json

_NONCE = bytes(12)  # each key encrypts one answer


@dataclass(frozen=True)
class Request:
    """A write as its sender made it: its key, what it asks for, and with which body."""

    key: str
    call: str
    body: BaseModel

    @cached_property
    def row_key(self) -> str:
        """Where its answer is kept; the key itself is not kept, since it decrypts the answer."""
        return hashlib.sha256(f"row\0{self.key}".encode()).hexdigest()

    @cached_property
    def digest(self) -> str:
        """What must be the same for it to be the same request: what was sent, as it is understood.

        A field at its default is no part of it, since a newer version of ours may have fields that the sender
        had not: else what was stored before an upgrade, and is sent again after it, would be another one.
        """
        sent = self.body.model_dump_json(exclude_defaults=True)
        return hashlib.sha256(f"{self.key}\0{self.call}\0{sent}".encode()).hexdigest()

    @property
    def cipher(self) -> ChaCha20Poly1305:
        """Decrypts its answer, which may name a person: the database alone cannot."""
        return ChaCha20Poly1305(hashlib.sha256(f"answer\0{self.key}".encode()).digest())


@dataclass(frozen=True)
class Answer:
    """A status and a JSON body, kept as they were first sent."""

    status: int
    content: bytes

    @classmethod
    def of(cls, body: object, status: int = 200) -> "Answer":
        """Write out a body of the contract, or a shape of the ports."""
        return cls(status, to_json(body))

    @classmethod
    def of_problem(cls, declined: Declined) -> "Answer":
        """Write a no out that would be a no again; one that may be otherwise in a while is raised on."""
        if declined.is_passing:
            raise declined
        return cls(declined.status, declined.content)

    @property
    def is_problem(self) -> bool:
        """Is the body a `ProblemDetails`?"""
        return self.status >= 400


class StoredAnswers:
    """The answers that some requests have had, as a transaction finds them and adds to them."""

    def __init__(self, connection: sa.Connection, requests: Collection[Request]) -> None:
        """Look up, in one query, which of `requests` were stored before."""
        keys = [request.row_key for request in requests]
        found = connection.execute(_kept(connection.dialect.name), {"values": keys})
        self._rows: dict[str, dict[str, Any]] = {row.key_hash: row._asdict() for row in found}
        self._new: list[dict[str, Any]] = []
        self._answers: dict[str, Answer] = {}

    def knows(self, request: Request) -> bool:
        """Was its key used before?"""
        return request.row_key in self._rows

    def get(self, request: Request) -> Answer | None:
        """Return the first answer. Raises `Declined` when its key was used for something else."""
        row = self._rows.get(request.row_key)
        if row is None:
            return None
        if row["request_hash"] != request.digest:
            raise Declined("idempotency_key_reused")
        if request.row_key in self._answers:
            return self._answers[request.row_key]
        if not row["sealed"]:  # it was a person's, who had it erased: nothing is done a second time
            return Answer.of_problem(Declined("answer_erased"))
        return Answer(row["status"], request.cipher.decrypt(_NONCE, row["sealed"], None))

    def outcome(self, request: Request) -> Answer | Exception:
        """Return the answer to a request that was stored or put, or the `Declined` that is its own."""
        try:
            answer = self.get(request)
        except Declined as declined:
            return declined
        assert answer is not None  # it was stored, or put just now
        return answer

    @property
    def new(self) -> Sequence[dict[str, Any]]:
        """The rows of `answers` that are to be written."""
        return self._new

    def put(self, request: Request, answer: Answer, now: datetime, person: bytes | None = None) -> None:
        """Note a first answer, to be written with what it answers; `person`: whose data is in it, by hash."""
        row = {
            "key_hash": request.row_key,
            "request_hash": request.digest,
            "status": answer.status,
            "sealed": request.cipher.encrypt(_NONCE, answer.content, None),
            "at": now,
            "person": person,
        }
        self._rows[request.row_key] = row
        self._answers[request.row_key] = answer
        self._new.append(row)


@cache
def _kept(dialect: str) -> sa.Select[Any]:
    return sa.select(answers).where(database.among(answers.c.key_hash, dialect))


def erase(connection: sa.Connection, person: bytes) -> None:
    """Erase the answers that hold this person's data; their keys stay used."""
    theirs = sa.update(answers).where(answers.c.person == person)
    connection.execute(theirs.values(sealed=b"", status=410, person=None))


async def once(
    store: Store,
    request: Request,
    now: datetime,
    work: Callable[[sa.Connection], Answer],
    person: bytes | None = None,
) -> Answer:
    """Answer `request` by `work`, in one transaction with the record of the answer; or as the first time.

    `person`: whose data the answer holds, by hash.

    A no that would be a no again is an answer like any other. Raises `Declined` for a key that was used
    for something else, and for what may be otherwise in a while.
    """

    def attempt(connection: sa.Connection) -> Answer:
        stored = StoredAnswers(connection, [request])
        answer = stored.get(request)
        if answer is None:
            answer = _answer(connection, work)
            stored.put(request, answer, now, person)
            connection.execute(sa.insert(answers), stored.new)
        return answer

    return await store.write(attempt)


def _answer(connection: sa.Connection, work: Callable[[sa.Connection], Answer]) -> Answer:
    try:
        return work(connection)
    except Declined as declined:
        return Answer.of_problem(declined)
