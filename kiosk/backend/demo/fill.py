"""Fills an empty backend with the invented ward: its people, and registrations in every state."""

import random
from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from argon2 import PasswordHasher
from argon2.profiles import CHEAPEST

from kiosk.backend.access import lockout, officers
from kiosk.backend.access.officers import Account
from kiosk.backend.access.passwords import Passwords
from kiosk.backend.audit import trail
from kiosk.backend.clock import day_in_vietnam
from kiosk.backend.demo import working_lives
from kiosk.backend.demo.ward import Material, people
from kiosk.backend.insurer import register_entry
from kiosk.backend.insurer.register_entry import RegisterEntry
from kiosk.backend.registrations import encrypted_form
from kiosk.backend.storage import ids
from kiosk.backend.storage.schema import events, participants, registrations
from kiosk.backend.storage.vault import Vault, new_salt
from kiosk.contract.registrations import ConsentBody, Helper, Participant, RegistrationBody
from kiosk.domain import readable_code
from kiosk.domain.people import IdSource, Relation
from kiosk.domain.registration.draft import FORM_VERSION, PhoneOwner, Purpose
from kiosk.domain.registration.eligibility import Status
from kiosk.resources.communes import gazetteer

_STATES = (
    [Status.APPROVED] * 24 + [Status.PENDING_REVIEW] * 9 + [Status.NEEDS_MORE] * 3 + [Status.REFUSED] * 2
)
_OFFICER = "officer:demo"
Row = dict[str, Any]


def fill(
    connection: sa.Connection,
    vault: Vault,
    material: Material,
    *,
    count: int,
    seed: int,
    kiosk_id: UUID,
    office_code: str,
    now: datetime,
) -> None:
    """Fill the ward, unless it has people already."""
    if connection.execute(sa.select(participants.c.person).limit(1)).first() is not None:
        return
    ward = people(material, count, seed, day_in_vietnam(now))
    if not ward:
        return
    connection.execute(sa.insert(participants), [register_entry.to_row(vault, entry) for entry in ward])
    _EarlierRegistrations(vault, material, kiosk_id, office_code, random.Random(seed), now).write(
        connection, ward
    )
    working_lives.fill(connection, vault, material, ward, seed, day_in_vietnam(now))
    _hire(connection, vault, material, office_code, now)
    trail.add(connection, now, actor="machine", action="demo_filled", subject=str(len(ward)))


def _hire(
    connection: sa.Connection, vault: Vault, material: Material, office_code: str, now: datetime
) -> None:
    passwords = Passwords(PasswordHasher.from_parameters(CHEAPEST))  # they are public
    for row in material.officers:
        login = row["login"]
        account = Account(login, row["full_name"], row["role"], office_code)
        officers.add(connection, account, passwords.hash(row["password"]), now)
        pin_hash = passwords.hash(vault.pin(login, row["pin"]))
        officers.set_pin(connection, login, pin_hash, vault.login(lockout.at_kiosks(login)), now)


class _EarlierRegistrations:
    """The registrations of the weeks before the demo began."""

    def __init__(
        self,
        vault: Vault,
        material: Material,
        kiosk_id: UUID,
        office_code: str,
        chance: random.Random,
        now: datetime,
    ) -> None:
        self._vault = vault
        self._material = material
        self._kiosk_id = kiosk_id
        self._office_code = office_code
        self._chance = chance
        self._now = now

    def write(self, connection: sa.Connection, ward: list[RegisterEntry]) -> None:
        """The cast's registered people first, then others by chance."""
        started = {actor["citizen_id"] for actor in self._material.cast if actor.get("is_registered")}
        told = [(entry, Status.APPROVED) for entry in ward if entry.citizen_id in started]
        others = [entry for entry in ward[len(self._material.cast) :] if entry.is_alive]
        grown = [entry for entry in others if not entry.parent_name]
        picked = self._chance.sample(grown, min(len(_STATES), len(grown)))
        chosen = [*told, *zip(picked, _STATES, strict=False)]
        rows = [self._row(entry, status, ward) for entry, status in chosen]
        if rows:
            connection.execute(sa.insert(registrations), rows)
            connection.execute(sa.insert(events), [event for row in rows for event in _events(row)])

    def _row(self, person: RegisterEntry, status: Status, ward: Iterable[RegisterEntry]) -> Row:
        helper = next(
            (
                other
                for other in ward
                if other.household == person.household and other.phone and other is not person
            ),
            None,
        )
        body = self._body(person, None if person.phone else helper)
        code = readable_code.derived("receipt", f"{self._chance.getrandbits(128):032x}")
        minutes = 0 if status is Status.PENDING_REVIEW else self._chance.randint(1, 60)
        salt = new_salt()
        return {
            "id": ids.new_id(body.captured_at),
            "receipt_code": code,
            "kiosk_id": self._kiosk_id,
            "office_code": self._office_code,
            "person": self._vault.person(person.citizen_id),
            "phone": self._vault.phone(body.phone) if body.phone else None,
            "phone_owner": body.phone_owner,
            **asdict(self._vault.name_keys(person.full_name)),
            "status": status,
            "reasons": [] if status is Status.APPROVED else ["card_scanned"],
            "salt": salt,
            "sealed": encrypted_form.encrypt(self._vault, body, salt),
            "note": encrypted_form.encrypt_note(self._vault, self._material.notes.get(status, ""), salt),
            "captured_at": body.captured_at,
            "received_at": body.captured_at,
            "updated_at": body.captured_at + timedelta(minutes=minutes),
        }

    def _body(self, person: RegisterEntry, helper: RegisterEntry | None) -> RegistrationBody:
        owner = PhoneOwner.SELF if person.phone else PhoneOwner.HELPER if helper else PhoneOwner.NONE
        purposes = [Purpose.REGISTRATION, *([Purpose.DECLARATION] if helper else [])]
        return RegistrationBody(
            participant=Participant(
                citizen_id=person.citizen_id,
                full_name=person.full_name,
                birth=person.birth,
                sex=person.sex,
                address=person.address,
                insurance_id=person.insurance_id,
                id_source=IdSource.TYPED,
                commune=_commune(person.address),
            ),
            helper=_helper(helper) if helper else None,
            phone=person.phone or (helper.phone if helper else None),
            phone_owner=owner,
            office_code=self._office_code,
            consents=[ConsentBody(purpose=p, version=FORM_VERSION, granted=True) for p in purposes],
            form_version=FORM_VERSION,
            captured_at=self._now
            - timedelta(days=self._chance.randint(1, 40), hours=self._chance.randint(0, 8)),
        )


def _commune(address: str) -> str | None:
    found = gazetteer().guess(address)
    return found.code if found else None


def _helper(person: RegisterEntry) -> Helper:
    return Helper(
        citizen_id=person.citizen_id,
        full_name=person.full_name,
        birth=person.birth,
        relation=Relation.OTHER,
        id_source=IdSource.TYPED,
    )


def _events(row: Row) -> list[dict[str, Any]]:
    """It waited, and then an officer decided, unless it waits still."""
    events = [_event(row, Status.PENDING_REVIEW, row["received_at"], "machine", None)]
    if row["status"] is not Status.PENDING_REVIEW:
        events.append(_event(row, row["status"], row["updated_at"], _OFFICER, row["note"]))
    return events


def _event(row: Row, status: Status, at: datetime, actor: str, note: bytes | None) -> dict[str, Any]:
    return {
        "id": ids.new_id(at),
        "registration_id": row["id"],
        "at": at,
        "status": status,
        "actor": actor,
        "note": note,
    }
