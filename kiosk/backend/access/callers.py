"""The kiosks, monitors and officers that may call, and how each shows who it is."""

import hashlib
import hmac
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

import sqlalchemy as sa

from kiosk.backend.access import sessions
from kiosk.backend.access.sessions import OfficerCaller, SessionLifetime
from kiosk.backend.audit import trail
from kiosk.backend.clock import Clock
from kiosk.backend.storage import ids
from kiosk.backend.storage.schema import kiosks
from kiosk.backend.storage.store import Store

_REMEMBERED = 1.0
"""Seconds for which a kiosk that has shown its key is not looked up again, cut off or not."""
_MOST_REMEMBERED = 10_000


@dataclass(frozen=True)
class Kiosk:
    """An enrolled kiosk that has shown its key."""

    id: UUID
    office_code: str = ""
    """Whose desk it rings."""
    kind: ClassVar[str] = "kiosk"

    @property
    def actor(self) -> str:
        """Its name in events and audit."""
        return f"kiosk:{self.id.hex}"


@dataclass(frozen=True)
class Monitor:
    """What watches the service; it gets figures and no person's data."""

    id: UUID
    kind: ClassVar[str] = "monitor"

    @property
    def actor(self) -> str:
        """Its name in the audit."""
        return f"monitor:{self.id.hex}"


Caller = Kiosk | Monitor | OfficerCaller


def enrol(
    connection: sa.Connection,
    *,
    name: str,
    key: str,
    now: datetime,
    office_code: str = "",
    kind: str = Kiosk.kind,
) -> Kiosk:
    """Let the holder of `key` ask, unless they are enrolled already; return who they are."""
    row_id = connection.scalar(sa.select(kiosks.c.id).where(kiosks.c.key_hash == hash_of(key)))
    if row_id is None:
        row_id = ids.new_id(now)
        connection.execute(
            sa.insert(kiosks),
            {
                "id": row_id,
                "name": name,
                "office_code": office_code,
                "kind": kind,
                "key_hash": hash_of(key),
                "enrolled_at": now,
            },
        )
        trail.add(connection, now, actor="machine", action=f"{kind}_enrolled", subject=row_id.hex)
    return Kiosk(row_id, office_code)


def cut_off(connection: sa.Connection, *, name: str, now: datetime) -> bool:
    """Let the kiosk or monitor of this name ask no more; False when none has it."""
    mine = sa.and_(kiosks.c.name == name, kiosks.c.revoked_at.is_(None))
    row_id = connection.scalar(sa.select(kiosks.c.id).where(mine))
    if row_id is None:
        return False
    connection.execute(sa.update(kiosks).where(kiosks.c.id == row_id).values(revoked_at=now))
    trail.add(connection, now, actor="machine", action="kiosk_cut_off", subject=row_id.hex)
    return True


def identify(connection: sa.Connection, key: str) -> Kiosk | Monitor | None:
    """Return whose key this is; None for a stranger's and for one that was cut off.

    Found by its hash and compared in constant time, so that no answer's timing leads towards a key.
    """
    columns = (kiosks.c.id, kiosks.c.kind, kiosks.c.office_code, kiosks.c.key_hash)
    living = sa.and_(kiosks.c.key_hash == hash_of(key), kiosks.c.revoked_at.is_(None))
    found = connection.execute(sa.select(*columns).where(living)).first()
    if found is None or not hmac.compare_digest(found.key_hash, hash_of(key)):
        return None
    return Monitor(found.id) if found.kind == Monitor.kind else Kiosk(found.id, found.office_code)


class Callers:
    """Tells who holds a key or a token."""

    def __init__(
        self, store: Store, life: SessionLifetime, now: Clock, tick: Callable[[], float] = time.monotonic
    ) -> None:
        self._store = store
        self._life = life
        self._now = now
        self._tick = tick
        self._known: dict[str, tuple[float, Kiosk | Monitor]] = {}

    async def identify(self, token: str) -> Caller | None:
        """Return who asks; None for a stranger. Sessions are looked up each time and kept alive by it."""
        if token.startswith(sessions.MARK):
            return await self._officer(token)
        until, caller = self._known.get(token, (0.0, None))
        if caller is None or until < self._tick():
            caller = await self._store.glance(lambda connection: identify(connection, token))
            if caller is not None:
                self._remember(token, caller)
        return caller

    async def _officer(self, token: str) -> OfficerCaller | None:
        now, life = self._now(), self._life
        found = await self._store.glance(lambda connection: sessions.find(connection, token, now, life))
        if found is not None and found.is_due(now, life):
            await self._store.write(lambda connection: sessions.touch(connection, found.officer, now))
        return found.officer if found else None

    def _remember(self, token: str, caller: Kiosk | Monitor) -> None:
        if len(self._known) >= _MOST_REMEMBERED:
            self._known.clear()
        self._known[token] = (self._tick() + _REMEMBERED, caller)


def hash_of(secret: str) -> str:
    """What a key or a token is found by; a secret of 256 random bits needs no salt."""
    return hashlib.sha256(secret.encode()).hexdigest()
