"""The phone of a registration that an officer decides: taken up when approved, given back by an undo."""

from datetime import datetime

import sqlalchemy as sa

from kiosk.backend.phone_codes import account_phones
from kiosk.backend.phone_codes.account_phones import NewPhone
from kiosk.backend.registrations.revision import is_phone_proved
from kiosk.backend.storage.store import Row
from kiosk.backend.storage.vault import Vault
from kiosk.contract.registrations import RegistrationBody


def take_up(
    connection: sa.Connection, vault: Vault, row: Row, sent: RegistrationBody, now: datetime
) -> bytes | None:
    """Make the phone the account's; return its hash for the registration's row, None without a phone."""
    if phone := NewPhone.of(sent):
        account_phones.add(connection, vault, row.person, phone, now, registration_id=row.id)
    return vault.phone(sent.phone) if sent.phone else None


def give_back(
    connection: sa.Connection, row: Row, sent: RegistrationBody, now: datetime, *, ended_by: str
) -> bytes | None:
    """End what `take_up` made the account's; return what the row's phone was before: one that was proved."""
    account_phones.end(connection, account_phones.of_registration(row.id), now, ended_by=ended_by)
    return row.phone if sent.phone is not None and is_phone_proved(sent, row.reasons) else None
