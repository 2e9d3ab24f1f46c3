"""Which phones are a person's own, by their hashes: what was sent there is theirs, and goes with them."""

import sqlalchemy as sa

from kiosk.backend.registrations import encrypted_form
from kiosk.backend.storage.schema import account_phones, phone_codes, registrations
from kiosk.backend.storage.vault import Vault
from kiosk.domain.registration.draft import PhoneOwner

_SELF = PhoneOwner.SELF
_r, _p, _c = registrations.c, account_phones.c, phone_codes.c


def of_participant(connection: sa.Connection, vault: Vault, person: bytes) -> set[bytes]:
    """Return those that they declared, that were their account's, or to which a code of theirs went."""
    account = sa.select(_p.phone).where(_p.person == person, _p.owner == _SELF)
    sent = sa.select(_c.phone).where(_c.person == person, _c.owner == _SELF, _c.phone.is_not(None))
    found = {*connection.scalars(account), *connection.scalars(sent)}
    for row in connection.execute(sa.select(_r.salt, _r.sealed).where(_r.person == person)).all():
        form = encrypted_form.decrypt(vault, row)
        if form is not None and form.phone is not None and form.phone_owner is _SELF:
            found.add(vault.phone(form.phone))
    return found
