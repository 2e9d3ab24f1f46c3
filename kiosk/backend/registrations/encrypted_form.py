"""What was sent and what officers wrote about it, encrypted at rest with the row's own salt.

To clear a row's salt erases its dossier, its note and the notes of its events for good.
"""

import json
from dataclasses import dataclass
from typing import Any

from kiosk.backend.storage.store import Row
from kiosk.backend.storage.vault import Vault
from kiosk.contract.json import from_json, to_json
from kiosk.contract.registrations import RegistrationBody
from kiosk.domain import limits
from kiosk.domain.registration.correction import FieldChange
from kiosk.domain.registration.supplement import AskedPart
from kiosk.ports.dossiers import Agreed

_BODY = "registrations.sealed"
_NOTE = "registrations.note"
_DETAILS = "events.details"


@dataclass(frozen=True)
class StepDetails:
    """What a step of the history says beside its status: what was asked for, or changed."""

    changes: tuple[FieldChange, ...] = ()
    agreed: Agreed | None = None
    asked: tuple[AskedPart, ...] = ()
    note: str = ""
    """An officer's words for other officers; the event's own note is what the person reads."""


NO_DETAILS = StepDetails()


def encrypt(vault: Vault, body: RegistrationBody, salt: bytes) -> bytes:
    """Encrypt what was sent, but for the phone's proof: what it proved is in the reasons."""
    return vault.encrypt(body.model_dump_json(exclude={"phone_proof"}).encode(), _BODY, salt)


def decrypt(vault: Vault, row: Row) -> RegistrationBody | None:
    """Decrypt a row's `sealed` with its `salt`; None when it was erased."""
    if row.salt is None or row.sealed is None:
        return None
    return RegistrationBody.model_validate_json(vault.decrypt(row.sealed, _BODY, row.salt))


def decrypt_raw(vault: Vault, row: Row) -> dict[str, Any]:
    """Decrypt it as it is, for lists: to validate our own bodies again takes longer than to decrypt them."""
    sent: dict[str, Any] = json.loads(vault.decrypt(row.sealed, _BODY, row.salt))
    return sent


def encrypt_note(vault: Vault, note: str, salt: bytes | None) -> bytes | None:
    """Encrypt an officer's words, for the registration's row and its events alike; None for none."""
    if not note or salt is None:
        return None
    return vault.encrypt(note[: limits.NOTE].encode(), _NOTE, salt)


def decrypt_note(vault: Vault, note: bytes | None, salt: bytes | None) -> str:
    """Decrypt an officer's words; "" when there are none, or when they were erased."""
    return "" if note is None or salt is None else vault.decrypt(note, _NOTE, salt).decode()


def encrypt_details(vault: Vault, details: StepDetails, salt: bytes | None) -> bytes | None:
    """Encrypt what a step changed or asked for; None for nothing."""
    if details == NO_DETAILS or salt is None:
        return None
    return vault.encrypt(to_json(details), _DETAILS, salt)


def decrypt_details(vault: Vault, details: bytes | None, salt: bytes | None) -> StepDetails:
    """Decrypt it; nothing when there is none, or when it was erased."""
    if details is None or salt is None:
        return NO_DETAILS
    return from_json(StepDetails, vault.decrypt(details, _DETAILS, salt))
