"""Whose code it is, where the code itself does not say: the officer compares the name with an ID card."""

from dataclasses import replace

import sqlalchemy as sa

from kiosk.backend.access.sessions import OfficerCaller
from kiosk.backend.cards.issuing import kept_card
from kiosk.backend.registrations import encrypted_form
from kiosk.backend.storage.schema import cards, registrations
from kiosk.backend.storage.vault import Vault
from kiosk.domain.verdict import Kind, Validity, Verdict

_r, _c = registrations.c, cards.c
_GENUINE = (Validity.VALID, Validity.EXPIRED)


def with_holder(connection: sa.Connection, vault: Vault, officer: OfficerCaller, verdict: Verdict) -> Verdict:
    """Add name and birth to a genuine code that bears none.

    Nothing is added where the registration is another office's, where its data was erased, and to the code of
    a kept form, which the backend cannot read.
    """
    if verdict.validity not in _GENUINE or verdict.code is None or verdict.full_name is not None:
        return verdict
    if verdict.kind is Kind.CARD:
        sealed = connection.scalar(sa.select(_c.sealed).where(_c.code == verdict.code))
        card = kept_card(vault, sealed) if sealed else None
        return replace(verdict, full_name=card.full_name, birth=card.birth.iso) if card else verdict
    if verdict.kind is not Kind.RECEIPT:
        return verdict
    columns = (_r.office_code, _r.salt, _r.sealed)
    row = connection.execute(sa.select(*columns).where(_r.receipt_code == verdict.code)).first()
    if row is None or row.sealed is None or row.salt is None or not officer.may_see(row.office_code):
        return verdict
    person = encrypted_form.decrypt_raw(vault, row)["participant"]
    return replace(verdict, full_name=person["full_name"], birth=person["birth"])
