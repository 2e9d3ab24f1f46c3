"""The phones of an account: proved at registration or vouched for by an officer; codes go there from then on.

A person's is their own or their helper's, as the insurer itself proposes for the elderly. A phone that was
merely typed is never one, and one that ended stays, with who ended it, until the purge.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from kiosk.backend.insurer.port import Insured
from kiosk.backend.phone_codes.verified_code import VerifiedPhone
from kiosk.backend.storage import ids
from kiosk.backend.storage.schema import account_phones
from kiosk.backend.storage.vault import Vault
from kiosk.contract.registrations import RegistrationBody
from kiosk.domain.id_numbers import born
from kiosk.domain.people import Relation, Sex
from kiosk.domain.registration.draft import PhoneOwner

_SEALED = "account_phones.sealed"
_p = account_phones.c


@dataclass(frozen=True)
class NewPhone:
    """A phone (E.164) for an account. The last two are of a helper's phone only."""

    phone: str
    owner: PhoneOwner
    relation: Relation | None = None
    """What the account's person is to the helper."""
    helper_sex: Sex | None = None
    """So that a screen can say "your daughter's"."""

    @classmethod
    def of(cls, sent: RegistrationBody) -> "NewPhone | None":
        """The phone that a registration brings along; None for one without."""
        if sent.phone is None or sent.phone_owner is PhoneOwner.NONE:
            return None
        helper = sent.helper
        if sent.phone_owner is PhoneOwner.SELF or helper is None:
            return cls(sent.phone, PhoneOwner.SELF)
        return cls(sent.phone, PhoneOwner.HELPER, helper.relation, born(helper.citizen_id)[1])


@dataclass(frozen=True)
class AccountPhone:
    """A phone that an account has now."""

    id: UUID
    content: NewPhone
    since: datetime


def add(
    connection: sa.Connection,
    vault: Vault,
    person: bytes,
    phone: NewPhone,
    now: datetime,
    *,
    registration_id: UUID,
) -> None:
    """Give the account of `person` (a hash) one more phone; one that it has already stays as it is."""
    if not opens(connection, vault, person, phone.phone):
        connection.execute(sa.insert(account_phones), row(vault, person, phone, now, registration_id))


def row(vault: Vault, person: bytes, phone: NewPhone, now: datetime, registration_id: UUID) -> dict[str, Any]:
    """Return a phone's row, for those who write several tables at once."""
    content = json.dumps([phone.phone, phone.relation, phone.helper_sex]).encode()
    return {
        "id": ids.new_id(now),
        "person": person,
        "phone": vault.phone(phone.phone),
        "owner": phone.owner,
        "sealed": vault.encrypt(content, _SEALED),
        "registration_id": registration_id,
        "since": now,
    }


def current(connection: sa.Connection, vault: Vault, person: bytes) -> tuple[AccountPhone, ...]:
    """Return the phones of an account, its oldest first; none for whoever has no account."""
    rows = connection.execute(
        sa.select(_p.id, _p.owner, _p.sealed, _p.since)
        .where(_p.person == person, _p.ended_at.is_(None))
        .order_by(_p.since, _p.id)
    )
    found = []
    for each in rows:
        phone, relation, sex = json.loads(vault.decrypt(each.sealed, _SEALED))
        content = NewPhone(
            phone, PhoneOwner(each.owner), Relation(relation) if relation else None, Sex(sex) if sex else None
        )
        found.append(AccountPhone(each.id, content, each.since))
    return tuple(found)


def opens(connection: sa.Connection, vault: Vault, person: bytes, phone: str) -> bool:
    """Is `phone` (E.164) one of this account's now, so that its code opens what is the person's?"""
    of_both = sa.and_(_p.person == person, _p.phone == vault.phone(phone), _p.ended_at.is_(None))
    return connection.scalar(sa.select(_p.id).where(of_both).limit(1)) is not None


def is_theirs(
    connection: sa.Connection, vault: Vault, insured: Insured, verified: VerifiedPhone | None
) -> bool:
    """Did a code come back from the phone on the insurer's register, or from one of the account's?"""
    if verified is None:
        return False
    return verified.phone == insured.phone or opens(
        connection, vault, vault.person(insured.citizen_id), verified.phone
    )


def end(connection: sa.Connection, which: sa.ColumnElement[bool], now: datetime, *, ended_by: str) -> int:
    """End those of the current phones that `which` names (`of_registration`, `of_person`, `of_id`).

    Return how many there were. `ended_by` is an actor as in the audit trail.
    """
    change = sa.update(account_phones).where(which, _p.ended_at.is_(None))
    return connection.execute(change.values(ended_at=now, ended_by=ended_by)).rowcount


def of_registration(registration_id: UUID) -> sa.ColumnElement[bool]:
    """The phones that came with a registration."""
    return _p.registration_id == registration_id


def of_person(person: bytes) -> sa.ColumnElement[bool]:
    """All phones of an account."""
    return _p.person == person


def of_id(phone_id: UUID) -> sa.ColumnElement[bool]:
    """One phone of an account."""
    return _p.id == phone_id


def erase(connection: sa.Connection, person: bytes) -> int:
    """Erase every phone that an account has or had; return how many rows there were."""
    return connection.execute(sa.delete(account_phones).where(_p.person == person)).rowcount
