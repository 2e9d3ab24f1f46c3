"""The rows that new registrations are written as: what was sent, the first event, the audit, the phone."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from kiosk.backend.access.callers import Kiosk
from kiosk.backend.audit import trail
from kiosk.backend.insurer.port import Insured
from kiosk.backend.phone_codes import account_phones
from kiosk.backend.phone_codes.account_phones import NewPhone
from kiosk.backend.phone_codes.verified_code import VerifiedPhone
from kiosk.backend.registrations import encrypted_form
from kiosk.backend.registrations.history import event
from kiosk.backend.storage import database
from kiosk.backend.storage.idempotency import Request
from kiosk.backend.storage.schema import account_phones as account_phone_rows
from kiosk.backend.storage.schema import audit as audit_lines
from kiosk.backend.storage.schema import events, registrations
from kiosk.backend.storage.vault import Vault, new_salt
from kiosk.contract.registrations import RegistrationBody
from kiosk.domain.registration.eligibility import Decision, Status


@dataclass(frozen=True)
class CheckedRegistration:
    """A registration that may be written: its body is one that an officer can settle."""

    kiosk: Kiosk
    request: Request
    body: RegistrationBody
    verified: VerifiedPhone | None
    person: bytes
    """The participant's hash."""
    phone: bytes | None
    """The phone's hash."""
    at: datetime
    """When it was received."""


@dataclass(frozen=True)
class AssessedRegistration:
    """A registration with its decision, before its row is written."""

    registration: CheckedRegistration
    row_id: UUID
    code: str
    decision: Decision
    takes_phone: bool
    card_of: Insured | None
    """Whose card goes with the answer."""


def rows(vault: Vault, new: Sequence[AssessedRegistration]) -> database.Rows:
    """Return the rows of new registrations, by table; those of one table have the same columns."""
    return {
        registrations: [_row(vault, assessed) for assessed in new],
        events: [event(a.row_id, a.decision.status, a.registration.at, actor="machine") for a in new],
        audit_lines: [
            trail.line(
                assessed.registration.at,
                actor=assessed.registration.kiosk.actor,
                action=f"registration_{assessed.decision.status}",
                subject=assessed.code,
            )
            for assessed in new
        ],
        **({account_phone_rows: phones} if (phones := _account_phones(vault, new)) else {}),
    }


def _account_phones(vault: Vault, new: Sequence[AssessedRegistration]) -> list[dict[str, Any]]:
    """The phones of accounts that begin now; to be approved at once, they were proved."""
    return [
        account_phones.row(vault, a.registration.person, phone, a.registration.at, a.row_id)
        for a in new
        if a.decision.status is Status.APPROVED and (phone := NewPhone.of(a.registration.body))
    ]


def _row(vault: Vault, assessed: AssessedRegistration) -> dict[str, Any]:
    registration, body, salt = assessed.registration, assessed.registration.body, new_salt()
    return {
        "id": assessed.row_id,
        "receipt_code": assessed.code,
        "kiosk_id": registration.kiosk.id,
        "office_code": body.office_code,
        "person": registration.person,
        "phone": registration.phone if assessed.takes_phone else None,
        "phone_owner": body.phone_owner,
        **asdict(vault.name_keys(body.participant.full_name)),
        "status": assessed.decision.status,
        "reasons": list(assessed.decision.reasons),
        "salt": salt,
        "sealed": encrypted_form.encrypt(vault, body, salt),
        "captured_at": body.captured_at,
        "received_at": registration.at,
        "updated_at": registration.at,
    }
