"""What an officer should notice: where the register says otherwise, and who may be the same person twice."""

from uuid import UUID

import sqlalchemy as sa

from kiosk.backend.insurer.port import Insured
from kiosk.backend.registrations import encrypted_form
from kiosk.backend.storage.schema import registrations
from kiosk.backend.storage.store import Row
from kiosk.backend.storage.vault import Vault
from kiosk.contract.registrations import RegistrationBody
from kiosk.domain import names
from kiosk.domain.dates import PartialDate
from kiosk.domain.registration.draft import PhoneOwner
from kiosk.domain.registration.eligibility import Status
from kiosk.ports.dossiers import Difference, Duplicate, RegisteredPerson, Same

_MOST_CANDIDATES = 500
_MOST_SHOWN = 20

_r = registrations.c


def registered_person(insured: Insured) -> RegisteredPerson:
    """The person as the register has them."""
    return RegisteredPerson(
        citizen_id=insured.citizen_id,
        full_name=insured.full_name,
        birth=insured.birth,
        sex=insured.sex,
        phone=insured.phone,
        is_alive=insured.is_alive,
        has_card=insured.card is not None,
        card_code=insured.code,
    )


def differences(sent: RegistrationBody, insured: Insured) -> tuple[Difference, ...]:
    """Name what was declared otherwise than it is registered. A helper's phone is no difference."""
    person = sent.participant
    is_own_phone = sent.phone_owner is PhoneOwner.SELF
    found: dict[Difference, bool] = {
        "full_name": not names.is_same(person.full_name, insured.full_name),
        "birth": not insured.birth.agrees_with(PartialDate.from_iso(person.birth)),
        "sex": person.sex is not insured.sex,
        "phone": is_own_phone and sent.phone != insured.phone,
    }
    return tuple(name for name, is_different in found.items() if is_different)


def duplicates(
    connection: sa.Connection, vault: Vault, row_id: UUID, sent: RegistrationBody
) -> tuple[Duplicate, ...]:
    """Find other registrations of the same number, on the same phone, or of the same name and birth."""
    person = sent.participant
    same_person = _r.person == vault.person(person.citizen_id)
    same_phone = _r.phone == vault.phone(sent.phone) if sent.phone else sa.false()
    same_name = _r.by_name == vault.name_keys(person.full_name).by_name
    rows = connection.execute(
        sa.select(_r.receipt_code, _r.status, _r.received_at, _r.person, _r.phone, _r.salt, _r.sealed)
        .where(sa.or_(same_person, same_phone, same_name), _r.id != row_id, _r.sealed.is_not(None))
        .order_by(sa.case((same_person, 0), (same_phone, 1), else_=2), _r.id.desc())
        .limit(_MOST_CANDIDATES)
    )
    found = (_duplicate(vault, row, sent) for row in rows)
    return tuple(each for each in found if each.same)[:_MOST_SHOWN]


def _duplicate(vault: Vault, row: Row, sent: RegistrationBody) -> Duplicate:
    other, person = encrypted_form.decrypt_raw(vault, row)["participant"], sent.participant
    birth, other_birth = PartialDate.from_iso(person.birth), PartialDate.from_iso(other["birth"])
    is_same: dict[Same, bool] = {
        "person": row.person == vault.person(person.citizen_id),
        "phone": sent.phone is not None and row.phone == vault.phone(sent.phone),
        "name": names.is_same(other["full_name"], person.full_name) and birth.agrees_with(other_birth),
    }
    return Duplicate(
        receipt_code=row.receipt_code,
        full_name=other["full_name"],
        birth=other_birth,
        status=Status(row.status),
        received_at=row.received_at,
        same=tuple(name for name, holds in is_same.items() if holds),
    )
