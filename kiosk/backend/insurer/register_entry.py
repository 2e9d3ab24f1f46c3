"""A person in the imported register, and the row it is kept as: found by keyed hashes, encrypted."""

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from kiosk.backend.storage.store import Row
from kiosk.backend.storage.vault import Vault
from kiosk.domain.people import Sex

ALIVE = "alive"
DECEASED = "deceased"
_PLACE = "participants.sealed"
_DATES = ("valid_from", "valid_to", "five_years_from")


@dataclass(frozen=True)
class RegisterEntry:
    """A person as the insurer's register has them; `status` is alive or deceased."""

    citizen_id: str
    full_name: str
    birth: str
    """"1948-05-01", "1948-05" or "1948"."""
    sex: Sex
    address: str
    status: str = ALIVE
    insurance_id: str | None = None
    card_number: str | None = None
    phone: str | None = None
    facility: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    five_years_from: date | None = None
    benefit: str | None = None
    parent_name: str | None = None
    parent_citizen_id: str | None = None
    household: str | None = None
    employer: str | None = None
    result: str | None = None
    """The insurer's own result code for the card, where it is not what its dates say (`result_codes`)."""

    @property
    def is_alive(self) -> bool:
        """Are they alive, as far as the register knows?"""
        return self.status == ALIVE


def to_row(vault: Vault, entry: RegisterEntry) -> dict[str, Any]:
    """Return the row of `participants` for an entry."""
    given = {name: value for name, value in vars(entry).items() if value is not None}
    content = json.dumps(given, ensure_ascii=False, separators=(",", ":"), default=date.isoformat)
    keys = vault.name_keys(entry.full_name)
    return {
        "person": vault.person(entry.citizen_id),
        "insurance": vault.insurance(entry.insurance_id) if entry.insurance_id else None,
        "by_name": keys.by_name,
        "by_tail": keys.by_tail,
        "by_given": keys.by_given,
        "sealed": vault.encrypt(content.encode(), _PLACE),
    }


def decrypt_raw(vault: Vault, row: Row) -> dict[str, Any]:
    """Decrypt a row of `participants` as it is, for searches through thousands. Raises `vault.Unreadable`."""
    given: dict[str, Any] = json.loads(vault.decrypt(row.sealed, _PLACE))
    return given


def from_row(vault: Vault, row: Row) -> RegisterEntry:
    """Decrypt a row of `participants`. Raises `vault.Unreadable`."""
    given = decrypt_raw(vault, row)
    dates = {name: date.fromisoformat(given[name]) for name in _DATES if name in given}
    return RegisterEntry(**{**given, **dates, "sex": Sex(given["sex"])})
