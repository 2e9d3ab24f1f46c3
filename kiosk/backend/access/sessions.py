"""Officers' sessions: begun by signing in, ended by signing out, by idleness and by the hour."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa

from kiosk.backend.storage import ids
from kiosk.backend.storage.schema import officers, sessions
from kiosk.backend.storage.store import Row

MARK = "o."
"""How a session's token begins, so that no kiosk's key is looked for among them."""
ACTOR = "officer:"
"""How an officer's name in events and audit begins."""
ALL_OFFICES = "*"
"""What stands among an officer's offices when every office is theirs to see."""
_TOKEN_BYTES = 32
_TOUCHES = 20
"""How often a session's last sign of life is written in the time after which it would end."""


_OFFICER = (
    *(officers.c.id, officers.c.login, officers.c.full_name, officers.c.role),
    *(officers.c.office_code, officers.c.further_offices),
)


@dataclass(frozen=True)
class SessionLifetime:
    """How long a session lasts."""

    idle: timedelta = timedelta(minutes=10)
    """Without a call."""
    whole: timedelta = timedelta(hours=10)
    """In any case."""


DEFAULT_LIFETIME = SessionLifetime()
"""The defaults of config.toml."""


@dataclass(frozen=True)
class OfficerCaller:
    """An officer who signed in at a desk, or who stands at a kiosk."""

    id: UUID
    login: str
    full_name: str
    role: str
    """officer, supervisor, auditor or campaign."""
    office_code: str
    session_id: UUID | None = None
    """None at a kiosk, where they have no session."""
    further_offices: tuple[str, ...] = ()
    """Whose registrations they see as well."""

    @property
    def kind(self) -> str:
        """As what they ask."""
        return self.role

    @property
    def actor(self) -> str:
        """Their name in events and audit."""
        return actor(self.login)

    @property
    def offices(self) -> tuple[str, ...]:
        """Whose registrations they see, their own office first; with `ALL_OFFICES` in it, every one's."""
        return (self.office_code, *(code for code in self.further_offices if code != self.office_code))

    @property
    def sees_all(self) -> bool:
        """Do they see every office's registrations?"""
        return ALL_OFFICES in self.further_offices

    def may_see(self, office_code: str) -> bool:
        """Is this office's registration theirs to see?"""
        return self.sees_all or office_code in self.offices

    def theirs(self, office_code: sa.ColumnElement[str]) -> sa.ColumnElement[bool]:
        """Return the condition that a row's office is theirs to see."""
        if self.sees_all:
            return sa.true()
        one = len(self.offices) == 1
        return office_code == self.office_code if one else office_code.in_(self.offices)


@dataclass(frozen=True)
class OpenSession:
    """A session that holds."""

    officer: OfficerCaller
    seen_at: datetime

    def is_due(self, now: datetime, life: SessionLifetime) -> bool:
        """Is it time to write that it is alive? Not at each call, which would be a write a second a desk."""
        return now - self.seen_at > life.idle / _TOUCHES


def actor(login: str) -> str:
    """An officer's name in events and audit."""
    return ACTOR + login


def begin(connection: sa.Connection, officer_id: UUID, now: datetime) -> str:
    """Open a session and return its token, which is kept nowhere here."""
    token = MARK + secrets.token_urlsafe(_TOKEN_BYTES)
    connection.execute(
        sa.insert(sessions),
        {
            "id": ids.new_id(now),
            "token_hash": _hash(token),
            "officer_id": officer_id,
            "created_at": now,
            "seen_at": now,
        },
    )
    return token


def find(connection: sa.Connection, token: str, now: datetime, life: SessionLifetime) -> OpenSession | None:
    """Return whose session this is; None once it has ended or its officer may not sign in any more.

    One that was begun well after `now` was begun under a clock that was ahead, and would outlive its hours.
    """
    s, o = sessions.c, officers.c
    row = connection.execute(
        sa.select(s.id.label("session_id"), s.seen_at, *_OFFICER).where(
            s.officer_id == o.id,
            s.token_hash == _hash(token),
            s.ended_at.is_(None),
            s.created_at.between(now - life.whole, now + life.idle),
            s.seen_at.between(now - life.idle, now + life.idle),
            o.disabled_at.is_(None),
        )
    ).first()
    if row is None:
        return None
    return OpenSession(officer_of(row, row.session_id), row.seen_at)


def officer_of(account: Row, session_id: UUID | None = None) -> OfficerCaller:
    """Return the officer of a row of accounts."""
    return OfficerCaller(
        account.id,
        account.login,
        account.full_name,
        account.role,
        account.office_code,
        session_id,
        tuple(account.further_offices.split()),
    )


def touch(connection: sa.Connection, officer: OfficerCaller, now: datetime) -> None:
    """Write down that a session is in use."""
    connection.execute(sa.update(sessions).where(sessions.c.id == officer.session_id).values(seen_at=now))


def end(connection: sa.Connection, officer: OfficerCaller, now: datetime) -> None:
    """End one session."""
    connection.execute(sa.update(sessions).where(sessions.c.id == officer.session_id).values(ended_at=now))


def end_all(connection: sa.Connection, officer_id: UUID, now: datetime) -> None:
    """End every session of an officer."""
    of_officer = sa.and_(sessions.c.officer_id == officer_id, sessions.c.ended_at.is_(None))
    connection.execute(sa.update(sessions).where(of_officer).values(ended_at=now))


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
