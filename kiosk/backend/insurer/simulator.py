"""A stand-in for the insurer over an imported register; all that it tells says that it is a sample."""

from collections.abc import Collection, Mapping, Sequence
from functools import cache
from typing import Any

import sqlalchemy as sa

from kiosk.backend.clock import Clock, day_in_vietnam, utc_now
from kiosk.backend.insurer import employer_search, register_entry, result_codes, working_life
from kiosk.backend.insurer.port import CardFace, Insured
from kiosk.backend.insurer.register_entry import RegisterEntry
from kiosk.backend.storage import database
from kiosk.backend.storage.schema import contributions, participants
from kiosk.backend.storage.store import Store
from kiosk.backend.storage.vault import Vault
from kiosk.domain import card
from kiosk.domain.contributions import Employer, History
from kiosk.domain.dates import PartialDate

_INSURANCE_DIGITS = 10
_p = participants.c


@cache
def _by(column: sa.Column[Any], dialect: str) -> sa.Select[Any]:
    return sa.select(column.label("number"), _p.sealed).where(database.among(column, dialect))


class InsurerSimulator:
    """Answers from the tables that an import fills."""

    is_sample = True

    def __init__(
        self,
        store: Store,
        vault: Vault,
        *,
        office_code: str,
        facilities: Mapping[str, str],
        issued_by: str,
        now: Clock = utc_now,
    ) -> None:
        """`facilities` names the hospitals by their codes of five characters."""
        self._store = store
        self._vault = vault
        self._office = office_code[-4:]
        self._facilities = facilities
        self._issued_by = issued_by
        self._now = now

    async def find(self, number: str) -> Insured | None:
        """Look a person up by either of their numbers."""
        return (await self.find_many([number]))[number]

    async def find_many(self, numbers: Collection[str]) -> Mapping[str, Insured | None]:
        """Look people up, those with the same kind of number in one query."""
        people = {self._vault.person(n): n for n in numbers if len(n) != _INSURANCE_DIGITS}
        insurances = {self._vault.insurance(n): n for n in numbers if len(n) == _INSURANCE_DIGITS}

        def work(connection: sa.Connection) -> dict[str, Insured]:
            return {
                by_hash[row.number]: self._insured(register_entry.from_row(self._vault, row))
                for column, by_hash in ((_p.person, people), (_p.insurance, insurances))
                if by_hash
                for row in connection.execute(_by(column, connection.dialect.name), {"values": list(by_hash)})
            }

        return {**dict.fromkeys(numbers), **await self._store.glance(work)}

    async def contributions(self, number: str) -> History:
        """Return what was imported of a person."""
        theirs = contributions.c.person == self._vault.person(number)
        if len(number) == _INSURANCE_DIGITS:
            insured = sa.select(_p.person).where(_p.insurance == self._vault.insurance(number))
            theirs = contributions.c.person.in_(insured)
        query = sa.select(contributions).where(theirs)
        row = await self._store.read(lambda connection: connection.execute(query).first())
        return History() if row is None else working_life.from_row(self._vault, row)

    async def employers(self, text: str, most: int) -> tuple[Sequence[Employer], bool]:
        """Find employers among those imported."""
        return await self._store.read(lambda connection: employer_search.find(connection, text, most))

    async def close(self) -> None:
        """The store is not its own."""

    def _insured(self, entry: RegisterEntry) -> Insured:
        return Insured(
            citizen_id=entry.citizen_id,
            full_name=entry.full_name,
            birth=PartialDate.from_iso(entry.birth),
            sex=entry.sex,
            phone=entry.phone,
            is_alive=entry.is_alive,
            card=self._face(entry),
            code=self._code(entry),
        )

    def _code(self, entry: RegisterEntry) -> str:
        """What the insurer answers: what the register was told, or what its dates say."""
        if not entry.is_alive:
            return result_codes.REPORTED_OFF
        has_ended = entry.valid_to is not None and entry.valid_to < day_in_vietnam(self._now())
        return entry.result or (result_codes.ENDED if has_ended else result_codes.CORRECT)

    def _face(self, entry: RegisterEntry) -> CardFace | None:
        if not (entry.card_number and entry.insurance_id and entry.facility and entry.valid_from):
            return None
        benefit = entry.benefit or ""
        payload = card.payload(
            card_number=entry.card_number,
            full_name=entry.full_name,
            birth=PartialDate.from_iso(entry.birth),
            sex=entry.sex,
            facility=entry.facility,
            valid_from=entry.valid_from,
            issued=entry.valid_from,
            office=self._office,
            insurance_id=entry.insurance_id,
            parent_name=entry.parent_name,
            five_years_from=entry.five_years_from,
            benefit=benefit,
            issued_by=self._issued_by,
        )
        return CardFace(
            card_number=entry.card_number,
            facility=entry.facility,
            facility_name=self._facilities.get(entry.facility, entry.facility),
            valid_from=entry.valid_from,
            valid_to=entry.valid_to,
            five_years_from=entry.five_years_from,
            benefit=benefit,
            payload=payload,
        )
