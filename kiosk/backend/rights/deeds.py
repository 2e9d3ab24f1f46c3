"""What a right does to the records: an account closed, a card revoked, a person's data erased.

Each works inside the caller's transaction and leaves its lines in the audit, which holds no personal data.
"""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from kiosk.backend.audit import trail
from kiosk.backend.cards.revocations import RevocationReason, revoke
from kiosk.backend.phone_codes import account_phones
from kiosk.backend.registrations import history
from kiosk.backend.rights import erasure
from kiosk.backend.storage import database
from kiosk.backend.storage.schema import cards, registrations
from kiosk.backend.storage.vault import Vault
from kiosk.domain.registration.eligibility import CLOSED_BY_PERSON
from kiosk.domain.registration.rights import Right

WITHDRAWN_BY_PERSON = "by_person"
"""The reason of a step that the person themselves asked for."""
_r = registrations.c


@dataclass(frozen=True)
class Subject:
    """Whose data it is. The insurance number is known only where the register or a form has it."""

    citizen_id: str
    insurance_id: str | None = None


def carry_out(
    connection: sa.Connection, vault: Vault, right: Right, subject: Subject, now: datetime, *, actor: str
) -> None:
    """Do what `right` asks for; what only an officer's hand can do leaves the records alone."""
    person = vault.person(subject.citizen_id)
    database.take_turns(connection, [person])
    match right:
        case Right.REVOKE_CARD:
            _revoke(connection, person, now, actor=actor, reason="asked")
        case Right.WITHDRAW:
            withdraw(connection, person, now, actor=actor)
        case Right.ERASE:
            withdraw(connection, person, now, actor=actor)
            numbers = (subject.citizen_id, subject.insurance_id)
            erasure.erase_person(connection, vault, *numbers, now, actor=actor)
            erasure.erase_helper(connection, vault, person)
        case Right.ERASE_HELPER:
            erasure.erase_helper(connection, vault, person)
        case _:
            pass


def withdraw(connection: sa.Connection, person: bytes, now: datetime, *, actor: str) -> None:
    """Close all that is open or approved: the phone is free again, the cards are revoked."""
    open_ones = sa.select(_r.id, _r.receipt_code, _r.status).where(
        _r.person == person, _r.status.in_(list(CLOSED_BY_PERSON))
    )
    for row in connection.execute(open_ones.with_for_update()).all():
        status = CLOSED_BY_PERSON[row.status]
        at = history.next_moment(connection, row.id, now)
        values = {"status": status, "updated_at": at, "phone": None, "claimed_by": None, "watched_at": None}
        connection.execute(sa.update(registrations).where(_r.id == row.id).values(values))
        history.record(connection, row.id, status, at, actor=actor, reason=WITHDRAWN_BY_PERSON)
        trail.add(connection, now, actor=actor, action=f"registration_{status}", subject=row.receipt_code)
    account_phones.end(connection, account_phones.of_person(person), now, ended_by=actor)
    _revoke(connection, person, now, actor=actor, reason="withdrawn")


def _revoke(
    connection: sa.Connection, person: bytes, now: datetime, *, actor: str, reason: RevocationReason
) -> None:
    revoke(connection, now, cards.c.person == person, actor=actor, reason=reason)
