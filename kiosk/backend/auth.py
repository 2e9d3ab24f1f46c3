"""Who may ask: kiosks, each by a key of its own. A stranger gets health and the public keys, nothing else."""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.exc import OperationalError
from starlette.types import ASGIApp, Receive, Scope, Send

from kiosk.backend import audit, ids
from kiosk.backend.declined import Declined
from kiosk.backend.responses import refusal
from kiosk.backend.schema import kiosks
from kiosk.backend.store import Store
from kiosk.contract import HEALTH, KEYS

OPEN_PATHS = frozenset({HEALTH, KEYS})
_SCHEME = "bearer "


@dataclass(frozen=True)
class Kiosk:
    """An enrolled kiosk that has shown its key."""

    id: UUID

    @property
    def actor(self) -> str:
        """Its name in events and audit."""
        return f"kiosk:{self.id.hex}"


def enrol(connection: sa.Connection, *, name: str, key: str, now: datetime) -> Kiosk:
    """Let the holder of `key` ask, unless they are enrolled already; return who they are."""
    row_id = connection.scalar(sa.select(kiosks.c.id).where(kiosks.c.key_hash == _hash(key)))
    if row_id is None:
        row_id = ids.new_id(now)
        connection.execute(
            sa.insert(kiosks),
            {
                "id": row_id,
                "name": name,
                "key_hash": _hash(key),
                "enrolled_at": now,
            },
        )
        audit.add(connection, now, actor="machine", action="kiosk_enrolled", subject=row_id.hex)
    return Kiosk(row_id)


def identify(connection: sa.Connection, key: str) -> Kiosk | None:
    """Return whose key this is; None for a stranger's and for one that was cut off.

    Found by its hash and compared in constant time, so that no answer's timing leads towards a key.
    """
    found = connection.execute(
        sa.select(kiosks.c.id, kiosks.c.key_hash).where(
            kiosks.c.key_hash == _hash(key), kiosks.c.revoked_at.is_(None)
        )
    ).first()
    if found is None or not hmac.compare_digest(found.key_hash, _hash(key)):
        return None
    return Kiosk(found.id)


class Guard:
    """ASGI middleware that lets nobody pass unknown; behind it `request.state.kiosk` is who asks."""

    def __init__(self, app: ASGIApp, store: Store) -> None:
        self._app = app
        self._store = store

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or answer 401."""
        if scope["type"] == "http" and scope["path"] not in OPEN_PATHS:
            try:
                scope.setdefault("state", {})["kiosk"] = await self._kiosk(_bearer(scope))
            except Declined as declined:
                await refusal(declined)(scope, receive, send)
                return
        await self._app(scope, receive, send)

    async def _kiosk(self, key: str) -> Kiosk:
        try:
            kiosk = await self._store.read(lambda connection: identify(connection, key)) if key else None
        except OperationalError as error:
            raise Declined.busy() from error
        if kiosk is None:
            raise Declined("not_allowed")
        return kiosk


def _bearer(scope: Scope) -> str:
    header = dict(scope["headers"]).get(b"authorization", b"").decode("latin-1")
    return header[len(_SCHEME) :].strip() if header.lower().startswith(_SCHEME) else ""


def _hash(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
