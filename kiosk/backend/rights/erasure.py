"""Erases a person from the records: every column that names, describes or finds them.

What stays says nothing of anybody: that there was a registration with this code, its states and who decided,
the audit's lines, the digests of revoked cards, and the row of the wish itself. The insurer's register, where
it was imported here, is the insurer's and stays; so do forms kept under a pick-up code, which nobody but its
holder can find or read and which run out in days.
"""

from collections.abc import Collection, Iterator
from datetime import datetime

import sqlalchemy as sa

from kiosk.backend.access import authorization_request
from kiosk.backend.phone_codes import account_phones
from kiosk.backend.registrations import encrypted_form
from kiosk.backend.rights import own_phones
from kiosk.backend.storage import idempotency
from kiosk.backend.storage.schema import account_phones as account_phones_table
from kiosk.backend.storage.schema import (
    cards,
    desk_calls,
    messages,
    phone_codes,
    registrations,
    rights_requests,
)
from kiosk.backend.storage.vault import Vault
from kiosk.contract.json import from_json
from kiosk.contract.registrations import RegistrationBody
from kiosk.domain.card import Card
from kiosk.domain.registration.draft import PhoneOwner
from kiosk.domain.registration.rights import RequestState

_INSURANCE_DIGITS = 10
_r = registrations.c
_p = account_phones_table.c
_NOTHING = dict.fromkeys(
    ("person", "salt", "sealed", "note", "by_name", "by_tail", "by_given", "phone", "helper")
)
"""Without its salt a row's events cannot be read either."""


def erase_person(
    connection: sa.Connection,
    vault: Vault,
    citizen_id: str,
    insurance_id: str | None,
    now: datetime,
    *,
    actor: str,
) -> None:
    """Erase all that is kept of a person as a participant; their registrations are closed already."""
    person = vault.person(citizen_id)
    numbers = {
        citizen_id,
        *([insurance_id] if insurance_id else []),
        *_insurance_numbers(connection, vault, person),
    }
    _overwrite_freed_pages(connection)
    to_them = messages.c.phone.in_(own_phones.of_participant(connection, vault, person))
    connection.execute(sa.delete(messages).where(to_them))
    account_phones.erase(connection, person)
    theirs = sa.update(registrations).where(_r.person == person)
    connection.execute(theirs.values({**_NOTHING, "reasons": []}))
    for number in numbers:
        idempotency.erase(connection, vault.person(number))
        connection.execute(sa.delete(phone_codes).where(phone_codes.c.person == vault.person(number)))
    erased_card = {"person": b"", "sealed": b""}  # its proof's digest keeps it on the list of revocations
    connection.execute(sa.update(cards).where(cards.c.person == person).values(erased_card))
    wishes = sa.update(rights_requests).where(rights_requests.c.person == person)
    ended = {
        "state": RequestState.DONE,
        "settled_at": now,
        "settled_by": actor,
    }  # there is nothing left to do
    connection.execute(wishes.where(rights_requests.c.state == RequestState.WAITING).values(ended))
    connection.execute(wishes.values(person=None, salt=None, sealed=None))
    _erase_calls(connection, vault, numbers)


def erase_helper(connection: sa.Connection, vault: Vault, person: bytes) -> None:
    """Take a helper's part out of the registrations of those they helped, which stay otherwise."""
    _overwrite_freed_pages(connection)
    rows = connection.execute(sa.select(_r.id, _r.salt, _r.sealed).where(_r.helper == person)).all()
    for row in rows:
        of_helper = sa.and_(_p.registration_id == row.id, _p.owner == PhoneOwner.HELPER)
        connection.execute(sa.delete(account_phones_table).where(of_helper))
        sent = encrypted_form.decrypt(vault, row)
        values: dict[str, object] = {"helper": None}
        if sent is not None:
            changes: dict[str, object] = {"helper": None}
            if sent.phone_owner is PhoneOwner.HELPER:
                changes |= {"phone": None, "phone_owner": PhoneOwner.NONE}
                values |= {"phone": None, "phone_owner": PhoneOwner.NONE}
                _erase_codes(connection, vault, sent)
            values["sealed"] = encrypted_form.encrypt(vault, sent.model_copy(update=changes), row.salt)
        connection.execute(sa.update(registrations).where(_r.id == row.id).values(values))


def _erase_codes(connection: sa.Connection, vault: Vault, sent: RegistrationBody) -> None:
    c = phone_codes.c
    if sent.phone is not None:
        phone = vault.phone(sent.phone)
        connection.execute(sa.delete(phone_codes).where(c.phone == phone, c.owner == PhoneOwner.HELPER))
        connection.execute(sa.delete(messages).where(messages.c.phone == phone))


def _insurance_numbers(connection: sa.Connection, vault: Vault, person: bytes) -> Iterator[str]:
    """Insurance numbers under which a code or an officer may have been asked for."""
    c = cards.c
    for sealed in connection.scalars(sa.select(c.sealed).where(c.person == person)).all():
        yield from_json(Card, vault.decrypt(sealed, "cards.sealed")).card_number[-_INSURANCE_DIGITS:]
    for row in connection.execute(sa.select(_r.salt, _r.sealed).where(_r.person == person)).all():
        sent = encrypted_form.decrypt(vault, row)
        if sent is not None and sent.participant.insurance_id:
            yield sent.participant.insurance_id


def _erase_calls(connection: sa.Connection, vault: Vault, numbers: Collection[str]) -> None:
    """Erase who asked an officer for something: calls are not found by person, and kept for 30 days."""
    c = desk_calls.c
    rows = connection.execute(sa.select(c.id, c.sealed).where(c.sealed.is_not(None))).all()
    theirs = [row.id for row in rows if authorization_request.read(vault, row.sealed).citizen_id in numbers]
    if theirs:
        connection.execute(sa.update(desk_calls).where(c.id.in_(theirs)).values(sealed=None))


def _overwrite_freed_pages(connection: sa.Connection) -> None:
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA secure_delete = ON")  # what is erased is not left in a free page
