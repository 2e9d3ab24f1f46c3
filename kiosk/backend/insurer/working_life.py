"""A person's contributions as a row of the database: found by a keyed hash, encrypted as a whole."""

import json
from collections.abc import Iterable
from typing import Any

from kiosk.backend.storage.store import Row
from kiosk.backend.storage.vault import Vault
from kiosk.domain.contributions import Fund, History, Month, Period

_PLACE = "contributions.sealed"


def to_row(vault: Vault, person: bytes, periods: Iterable[Period]) -> dict[str, Any]:
    """Return the row of `contributions` of the person whose keyed hash is `person`."""
    return {"person": person, "sealed": vault.encrypt(encoded(periods), _PLACE)}


def from_row(vault: Vault, row: Row) -> History:
    """Decrypt a row of `contributions`. Raises `vault.Unreadable`."""
    return History(decoded(vault.decrypt(row.sealed, _PLACE)))


def encoded(periods: Iterable[Period]) -> bytes:
    """Write periods as they are encrypted: short, since a life has many."""
    written = [
        [p.first.iso, p.last.iso, p.employer, [fund for fund in Fund if fund in p.funds], p.is_late]
        for p in periods
    ]
    return json.dumps(written, ensure_ascii=False, separators=(",", ":")).encode()


def decoded(content: bytes) -> tuple[Period, ...]:
    """Read what `encoded` wrote."""
    return tuple(
        Period(Month.from_text(first), Month.from_text(last), employer, frozenset(map(Fund, funds)), is_late)
        for first, last, employer, funds, is_late in json.loads(content)
    )
