"""A stand-in for the insurer over an imported register; every card it makes says that it is a sample."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from kiosk.backend.insurer import CardFace, Insured
from kiosk.backend.schema import participants
from kiosk.backend.store import Store
from kiosk.domain import card
from kiosk.domain.dates import PartialDate
from kiosk.domain.people import Sex

ALIVE = "alive"
DECEASED = "deceased"
_INSURANCE_DIGITS = 10
_BY_CITIZEN_ID = sa.select(participants).where(participants.c.citizen_id == sa.bindparam("number"))
_BY_INSURANCE_ID = sa.select(participants).where(participants.c.insurance_id == sa.bindparam("number"))


class InsurerSimulator:
    """Answers from the table `participants`."""

    is_sample = True

    def __init__(
        self, store: Store, *, office_code: str, facilities: Mapping[str, str], issued_by: str
    ) -> None:
        """`facilities` names the hospitals by their codes of five characters."""
        self._store = store
        self._office = office_code[-4:]
        self._facilities = facilities
        self._issued_by = issued_by

    async def find(self, number: str) -> Insured | None:
        """Look a person up by either of their numbers."""
        query = _BY_INSURANCE_ID if len(number) == _INSURANCE_DIGITS else _BY_CITIZEN_ID
        row = await self._store.read(lambda connection: connection.execute(query, {"number": number}).first())
        return None if row is None else self._insured(row)

    def _insured(self, row: sa.Row[Any]) -> Insured:
        return Insured(
            citizen_id=row.citizen_id,
            full_name=row.full_name,
            birth=PartialDate.from_iso(row.birth),
            sex=Sex(row.sex),
            phone=row.phone,
            is_alive=row.status == ALIVE,
            card=self._face(row),
        )

    def _face(self, row: sa.Row[Any]) -> CardFace | None:
        if not (row.card_number and row.insurance_id and row.facility and row.valid_from):
            return None
        payload = card.payload(
            card_number=row.card_number,
            full_name=row.full_name,
            birth=PartialDate.from_iso(row.birth),
            sex=Sex(row.sex),
            facility=row.facility,
            valid_from=row.valid_from,
            issued=row.valid_from,
            office=self._office,
            insurance_id=row.insurance_id,
            parent_name=row.parent_name,
            five_years_from=row.five_years_from,
            benefit=row.benefit,
            issued_by=self._issued_by,
        )
        return CardFace(
            card_number=row.card_number,
            facility=row.facility,
            facility_name=self._facilities.get(row.facility, row.facility),
            valid_from=row.valid_from,
            valid_to=row.valid_to,
            five_years_from=row.five_years_from,
            benefit=row.benefit,
            payload=payload,
        )
