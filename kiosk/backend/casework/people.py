"""Searches the insurer's register for an officer: who is this, and are they registered with us?"""

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa

from kiosk.backend.access.sessions import OfficerCaller
from kiosk.backend.audit import trail
from kiosk.backend.casework import search
from kiosk.backend.casework.search import Sought
from kiosk.backend.clock import Clock
from kiosk.backend.insurer import register_entry
from kiosk.backend.storage.schema import participants, registrations
from kiosk.backend.storage.store import Row, Store
from kiosk.backend.storage.vault import Vault
from kiosk.domain import names
from kiosk.domain.dates import PartialDate
from kiosk.domain.registration.eligibility import Status
from kiosk.ports.people import PersonMatch, PersonMatches

_MOST_SHOWN = 50

_Match = tuple[bytes, dict[str, Any]]

_p, _r = participants.c, registrations.c


class PeopleSearch:
    """Finds people by number, phone or name."""

    def __init__(self, store: Store, vault: Vault, now: Clock) -> None:
        self._store = store
        self._vault = vault
        self._now = now

    async def find(self, officer: OfficerCaller, text: str) -> PersonMatches:
        """Return the first matches by name; that the officer searched is written down, but not for what."""
        sought = search.understand(text)
        answer = await self._store.read(lambda connection: self._find(connection, officer, sought))
        now = self._now()
        await self._store.write(
            lambda connection: trail.add(connection, now, actor=officer.actor, action="people_searched")
        )
        return answer

    def _find(self, connection: sa.Connection, officer: OfficerCaller, sought: Sought) -> PersonMatches:
        more = False
        if sought.words:
            query = sa.select(participants)
            found, more = search.by_name(
                connection, query, participants, self._vault, sought, self._who_fits(sought), _MOST_SHOWN
            )
        else:
            found = self._by_number(connection, sought)
        rows = _registrations(connection, [person for person, _ in found])
        people = [
            PersonMatch(
                citizen_id=entry["citizen_id"],
                full_name=entry["full_name"],
                birth=PartialDate.from_iso(entry["birth"]),
                receipt_code=_openable(officer, rows.get(person)),
                status=Status(rows[person].status) if person in rows else None,
            )
            for person, entry in found
        ]
        return PersonMatches(tuple(sorted(people, key=_by_name_and_birth)), more)

    def _who_fits(self, sought: Sought) -> Callable[[Row], _Match | None]:
        def fits(row: Row) -> _Match | None:
            entry = register_entry.decrypt_raw(self._vault, row)
            fits = sought.fits(entry["full_name"], entry["birth"])
            return (row.person, entry) if fits else None

        return fits

    def _by_number(self, connection: sa.Connection, sought: Sought) -> list[_Match]:
        keys: list[sa.ColumnElement[bool]] = []
        if sought.receipt_code:
            keys.append(_p.person.in_(sa.select(_r.person).where(_r.receipt_code == sought.receipt_code)))
        if sought.citizen_id:
            keys.append(_p.person == self._vault.person(sought.citizen_id))
        if sought.insurance_id:
            keys.append(_p.insurance == self._vault.insurance(sought.insurance_id))
        if sought.phone:
            of_phone = sa.select(_r.person).where(_r.phone == self._vault.phone(sought.phone))
            keys.append(_p.person.in_(of_phone))
        found = []
        for key in keys:  # one by one: each has an index of its own
            rows = connection.execute(sa.select(participants).where(key).limit(_MOST_SHOWN))
            found += [(row.person, register_entry.decrypt_raw(self._vault, row)) for row in rows]
        return list(dict(found).items())


def _registrations(connection: sa.Connection, people: list[bytes]) -> dict[bytes, Row]:
    """Return each person's registration: the approved one, else the newest."""
    rows = connection.execute(
        sa.select(_r.person, _r.receipt_code, _r.status, _r.office_code)
        .where(_r.person.in_(people))
        .order_by(_r.id)
    ).all()
    ordered = sorted(rows, key=lambda row: row.status == Status.APPROVED)
    return {row.person: row for row in ordered}


def _openable(officer: OfficerCaller, row: Row | None) -> str | None:
    """Return the receipt code, if the registration is theirs to see; its status is told in any case."""
    return row.receipt_code if row is not None and officer.may_see(row.office_code) else None


def _by_name_and_birth(person: PersonMatch) -> tuple[tuple[object, ...], str]:
    """As Vietnam lists people."""
    return names.sort_key_of_person(person.full_name), person.birth.iso
