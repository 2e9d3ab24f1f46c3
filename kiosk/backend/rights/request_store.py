"""The rows of rights requests: written, read for the desk, settled."""

import json
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from kiosk.backend.clock import day_in_vietnam
from kiosk.backend.storage import ids
from kiosk.backend.storage.schema import rights_requests
from kiosk.backend.storage.store import Row
from kiosk.backend.storage.vault import Vault, new_salt
from kiosk.domain.registration.rights import DUE, RequestState, Right
from kiosk.domain.registration.working_days import WorkingDays

_SEALED = "rights_requests.sealed"
_q = rights_requests.c
WAITS = _q.state == sa.literal(str(RequestState.WAITING), literal_execute=True)
"""Word for word the condition of the index of those that wait, else SQLite does not use it."""


@dataclass(frozen=True)
class Content:
    """Who asked, as they said it, and what an officer answered."""

    citizen_id: str
    full_name: str
    birth: str
    insurance_id: str | None = None
    answer: str = ""


@dataclass(frozen=True)
class NewRequest:
    """A request before its row is written."""

    code: str
    right: Right
    about: str
    person: bytes
    office_code: str
    kiosk_id: UUID | None
    is_proved: bool
    content: Content


class RequestStore:
    """Writes and reads requests inside the caller's transaction."""

    def __init__(self, vault: Vault, days: WorkingDays) -> None:
        self._vault = vault
        self._days = days

    def find_waiting(self, connection: sa.Connection, new: NewRequest) -> Row | None:
        """Return the same wish of the same person, if it waits already: it is not asked for twice."""
        same = (_q.kind == new.right, _q.about == new.about, _q.is_proved == new.is_proved)
        query = sa.select(rights_requests).where(_q.person == new.person, WAITS, *same)
        return connection.execute(query).first()

    def add(self, connection: sa.Connection, new: NewRequest, now: datetime) -> Row:
        """Write a request that waits; return its row."""
        salt = new_salt()
        row = {
            "id": ids.new_id(now),
            "code": new.code,
            "kind": new.right,
            "about": new.about,
            "person": new.person,
            "office_code": new.office_code,
            "kiosk_id": new.kiosk_id,
            "is_proved": new.is_proved,
            "state": RequestState.WAITING,
            "asked_at": now,
            "due_on": self.due_on(new.right, now),
            "salt": salt,
            "sealed": self._encrypted(new.content, salt),
        }
        connection.execute(sa.insert(rights_requests), row)
        return _there(self.find(connection, new.code))

    def find(self, connection: sa.Connection, code: str, *, is_to_be_settled: bool = False) -> Row | None:
        """Return a request's row; None for a code that is no request's."""
        query = sa.select(rights_requests).where(_q.code == code)
        return connection.execute(query.with_for_update() if is_to_be_settled else query).first()

    def settle(
        self,
        connection: sa.Connection,
        row: Row,
        state: RequestState,
        now: datetime,
        *,
        actor: str,
        answer: str = "",
    ) -> Row:
        """Write down what came of it. Of what is done nothing personal is kept, of the rest the answer is."""
        values: dict[str, Any] = {"state": state, "settled_at": now, "settled_by": actor}
        kept = self.content(row)
        if answer and kept is not None:
            values["sealed"] = self._encrypted(Content(**{**asdict(kept), "answer": answer}), row.salt)
        elif state is RequestState.DONE:
            values |= {"salt": None, "sealed": None}
        connection.execute(sa.update(rights_requests).where(_q.id == row.id).values(values))
        return _there(self.find(connection, row.code))

    def content(self, row: Row) -> Content | None:
        """Decrypt who asked; None when it was erased."""
        if row.salt is None or row.sealed is None:
            return None
        return Content(**json.loads(self._vault.decrypt(row.sealed, _SEALED, row.salt)))

    def due_on(self, right: Right, asked_at: datetime) -> date:
        """Return the last day on which it must be done."""
        return self._days.after(day_in_vietnam(asked_at), DUE[right])

    def days_left(self, row: Row, now: datetime) -> int:
        """How many working days are left; negative when it is late."""
        return self._days.left(day_in_vietnam(now), row.due_on)

    def _encrypted(self, content: Content, salt: bytes) -> bytes:
        return self._vault.encrypt(json.dumps(asdict(content)).encode(), _SEALED, salt)


def _there(row: Row | None) -> Row:
    assert row is not None  # it was written in this very transaction
    return row
