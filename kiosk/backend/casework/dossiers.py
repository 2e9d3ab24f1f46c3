"""One registration as an officer sees it: what was declared beside what the register says, and its past."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from kiosk.backend.access import officers
from kiosk.backend.access.sessions import ACTOR, OfficerCaller
from kiosk.backend.audit import trail
from kiosk.backend.casework.comparison import differences, duplicates, registered_person
from kiosk.backend.casework.queue import COLUMNS, WITH_NAMES, claimant, is_here, is_supplemented, r
from kiosk.backend.clock import Clock
from kiosk.backend.declined import Declined
from kiosk.backend.insurer.port import Insured, Insurer, InsurerAway
from kiosk.backend.registrations import encrypted_form, history
from kiosk.backend.registrations.history import StatusChange
from kiosk.backend.registrations.registration_status import asked_now
from kiosk.backend.registrations.revision import is_phone_proved
from kiosk.backend.storage.store import Row, Store
from kiosk.backend.storage.vault import Vault
from kiosk.contract.registrations import Helper, Participant, RegistrationBody
from kiosk.domain import readable_code
from kiosk.domain.dates import PartialDate
from kiosk.domain.registration.draft import Consent
from kiosk.domain.registration.eligibility import Status
from kiosk.ports.dossiers import (
    VERSION,
    DeclaredHelper,
    DeclaredParticipant,
    Dossier,
    DossierEvent,
    Duplicate,
)


@dataclass(frozen=True)
class _Registration:
    """What the database has of one registration."""

    row: Row
    sent: RegistrationBody
    steps: list[StatusChange]
    names: dict[str, str]
    """Of the officers who took them, by login."""
    duplicates: tuple[Duplicate, ...]


class Dossiers:
    """Shows registrations to officers, and writes down who looked."""

    def __init__(self, store: Store, vault: Vault, insurer: Insurer, now: Clock) -> None:
        self._store = store
        self._vault = vault
        self._insurer = insurer
        self._now = now

    async def of(self, officer: OfficerCaller, receipt_code: str) -> Dossier:
        """Return one dossier. `Declined`: `receipt_unknown`, `not_permitted`, `registration_erased`."""
        found = await self._store.read(lambda connection: self._read(connection, officer, receipt_code))
        try:
            insured, is_away = await self._insurer.find(found.sent.participant.citizen_id), False
        except InsurerAway:
            insured, is_away = None, True
        now = self._now()
        await self._store.write(
            lambda connection: trail.add(
                connection, now, actor=officer.actor, action="dossier_seen", subject=receipt_code
            )
        )
        return self._answer(officer, found, insured, is_away, now)

    def _read(self, connection: sa.Connection, officer: OfficerCaller, receipt_code: str) -> _Registration:
        row = find(connection, officer, receipt_code)
        sent = encrypted_form.decrypt(self._vault, row)
        if sent is None:
            raise Declined("registration_erased")
        steps = history.read(connection, self._vault, row.id, row.salt)
        logins = {step.actor.removeprefix(ACTOR) for step in steps if step.actor.startswith(ACTOR)}
        return _Registration(
            row,
            sent,
            steps,
            officers.names(connection, logins),
            duplicates(connection, self._vault, row.id, sent),
        )

    def _answer(
        self,
        officer: OfficerCaller,
        found: _Registration,
        insured: Insured | None,
        is_away: bool,
        now: datetime,
    ) -> Dossier:
        row, sent = found.row, found.sent
        name = claimant(row, now)
        return Dossier(
            receipt_code=row.receipt_code,
            status=Status(row.status),
            reasons=tuple(row.reasons),
            received_at=row.received_at,
            captured_at=row.captured_at,
            kiosk_name=row.kiosk_name or "",
            waits_here=is_here(row, now),
            declared=_declared(sent.participant),
            helper=_helper(sent.helper) if sent.helper else None,
            phone=sent.phone,
            phone_owner=sent.phone_owner,
            phone_proved=is_phone_proved(sent, row.reasons),
            consents=tuple(Consent(**given.model_dump()) for given in sent.consents),
            register=registered_person(insured) if insured else None,
            register_away=is_away,
            differences=differences(sent, insured) if insured else (),
            duplicates=found.duplicates,
            history=_history(found),
            note=encrypted_form.decrypt_note(self._vault, row.note, row.salt),
            claimed_by=name,
            claimed_by_me=name is not None and row.claimed_by == officer.id,
            undo_until=history.undo_until(found.steps, officer.actor, now),
            version=version_of(row),
            asked=tuple(asked_now(row)),
            is_supplemented=is_supplemented(row),
        )


def find(connection: sa.Connection, officer: OfficerCaller, receipt_code: str) -> Row:
    """Return the row of a registration that is the officer's to see. Raises `Declined`."""
    if not readable_code.is_valid(receipt_code):
        raise Declined("receipt_unknown")
    query = sa.select(*COLUMNS).select_from(WITH_NAMES).where(r.receipt_code == receipt_code)
    row = connection.execute(query).first()
    if row is None:
        raise Declined("receipt_unknown")
    if not officer.may_see(row.office_code):
        raise Declined("not_permitted")
    return row


def version_of(row: Row) -> str:
    """Return what changes whenever the registration does: its form, its status, a word about it."""
    said = f"{row.status} {row.updated_at.isoformat()}".encode() + (row.sealed or b"")
    return hashlib.sha256(said).hexdigest()[:VERSION]


def _declared(person: Participant) -> DeclaredParticipant:
    return DeclaredParticipant(
        citizen_id=person.citizen_id,
        full_name=person.full_name,
        birth=PartialDate.from_iso(person.birth),
        sex=person.sex,
        address=person.address,
        insurance_id=person.insurance_id,
        id_source=person.id_source,
        warnings=tuple(person.warnings),
        commune=person.commune,
    )


def _helper(person: Helper) -> DeclaredHelper:
    return DeclaredHelper(
        citizen_id=person.citizen_id,
        full_name=person.full_name,
        birth=PartialDate.from_iso(person.birth),
        relation=person.relation,
        id_source=person.id_source,
    )


def _history(found: _Registration) -> tuple[DossierEvent, ...]:
    received = DossierEvent(Status.RECEIVED, found.row.received_at)
    return (received, *(_event(step, found.names) for step in found.steps))


def _event(step: StatusChange, names: dict[str, str]) -> DossierEvent:
    login = step.actor.removeprefix(ACTOR) if step.actor.startswith(ACTOR) else ""
    return DossierEvent(
        status=step.status,
        at=step.at,
        by=names.get(login, login),
        note=step.note or step.details.note,
        reason=step.reason,
        changes=step.details.changes,
        agreed=step.details.agreed,
        asked=step.details.asked,
    )
