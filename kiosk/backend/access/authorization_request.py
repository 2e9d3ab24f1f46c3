"""A citizen's request that an officer let them see a record, encrypted at rest in the row of its call."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from kiosk.backend.storage.schema import desk_calls
from kiosk.backend.storage.vault import Vault
from kiosk.contract.calls import AuthorizationRequestBody

_PLACE = "desk_calls.sealed"
_c = desk_calls.c
_AUTHORISED = sa.select(_c.sealed, _c.answered_at).where(
    _c.id == sa.bindparam("id", type_=sa.Uuid),
    _c.kiosk_id == sa.bindparam("kiosk_id", type_=sa.Uuid),
    _c.outcome == "authorised",
)


def encrypt(vault: Vault, request: AuthorizationRequestBody) -> bytes:
    """Encrypt a request for its call's row."""
    return vault.encrypt(request.model_dump_json().encode(), _PLACE)


def read(vault: Vault, sealed: bytes) -> AuthorizationRequestBody:
    """Decrypt it."""
    return AuthorizationRequestBody.model_validate_json(vault.decrypt(sealed, _PLACE))


def authorised(
    connection: sa.Connection, vault: Vault, call_id: str | None, kiosk_id: UUID, since: datetime
) -> AuthorizationRequestBody | None:
    """Return what an officer, called by this kiosk, has let be shown `since` then; None when nothing."""
    if call_id is None:
        return None
    call = connection.execute(_AUTHORISED, {"id": UUID(call_id), "kiosk_id": kiosk_id}).first()
    if call is None or call.sealed is None or call.answered_at < since:
        return None
    return read(vault, call.sealed)
