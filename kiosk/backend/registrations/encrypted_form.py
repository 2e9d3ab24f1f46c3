"""What was sent and what officers wrote about it, as the database has it: sealed with the row's own salt.

Whoever clears a row's salt has erased its dossier, its note and the notes of its events for good.
"""

import json
from typing import Any

from kiosk.backend.storage.store import Row
from kiosk.backend.storage.vault import Vault
from kiosk.contract.registrations import RegistrationBody

_BODY = "registrations.sealed"
_NOTE = "registrations.note"
NOTE_LIMIT = 500


def seal(vault: Vault, body: RegistrationBody, salt: bytes) -> bytes:
    """Seal what was sent, but for the phone's proof: what it proved is in the reasons."""
    return vault.seal(body.model_dump_json(exclude={"phone_proof"}).encode(), _BODY, salt)


def read(vault: Vault, row: Row) -> RegistrationBody | None:
    """Open a row's `sealed` with its `salt`; None when it was erased."""
    if row.salt is None or row.sealed is None:
        return None
    return RegistrationBody.model_validate_json(vault.open(row.sealed, _BODY, row.salt))


def read_raw(vault: Vault, row: Row) -> dict[str, Any]:
    """Open it as it is, for lists: to check our own bodies again takes longer than to open them."""
    sent: dict[str, Any] = json.loads(vault.open(row.sealed, _BODY, row.salt))
    return sent


def seal_note(vault: Vault, note: str, salt: bytes | None) -> bytes | None:
    """Seal an officer's words, for the registration's row and its events alike; None for none."""
    if not note or salt is None:
        return None
    return vault.seal(note[:NOTE_LIMIT].encode(), _NOTE, salt)


def read_note(vault: Vault, note: bytes | None, salt: bytes | None) -> str:
    """Open an officer's words; "" when there are none, or when they were erased."""
    return "" if note is None or salt is None else vault.open(note, _NOTE, salt).decode()
