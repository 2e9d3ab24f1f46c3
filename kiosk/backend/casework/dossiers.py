"""One registration as an officer sees it: what was declared beside what the register says, and its past."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from kiosk.backend.access import officers
from kiosk.backend.access.sessions import ACTOR, Officer
from kiosk.backend.audit import trail
from kiosk.backend.casework.comparison import differences, duplicates, is_phone_proved, registered_as
from kiosk.backend.casework.queue import COLUMNS, WITH_NAMES, claimant, is_here, r
from kiosk.backend.clock import Clock
from kiosk.backend.declined import Declined
from kiosk.backend.insurer.port import Insured, Insurer, InsurerAway
from kiosk.backend.registrations import encrypted_form, history
from kiosk.backend.registrations.history import StatusChange
from kiosk.backend.storage.store import Row, Store
from kiosk.backend.storage.vault import Vault
from kiosk.contract.dossiers import DossierAnswer, DossierEvent, Duplicate
from kiosk.contract.registrations import RegistrationBody
from kiosk.domain import readable_code
from kiosk.domain.registration.eligibility import Status


@dataclass(frozen=True)
class _Kept:
    """What the database has of one registration."""

    row: Row
    sent: RegistrationBody
    steps: list[StatusChange]
    names: dict[str, str]
    """Of the officers who took them, by login."""
    duplicates: list[Duplicate]


class Dossiers:
    """Shows registrations to officers, and writes down who looked."""

    def __init__(self, store: Store, vault: Vault, insurer: Insurer, now: Clock) -> None:
        self._store = store
        self._vault = vault
        self._insurer = insurer
        self._now = now

    async def of(self, officer: Officer, receipt_code: str) -> DossierAnswer:
        """Return one dossier. `Declined`: `receipt_unknown`, `not_permitted`, `registration_erased`."""
        kept = await self._store.read(lambda connection: self._read(connection, officer, receipt_code))
        try:
            insured, is_away = await self._insurer.find(kept.sent.participant.citizen_id), False
        except InsurerAway:
            insured, is_away = None, True
        now = self._now()
        await self._store.write(
            lambda connection: trail.add(
                connection, now, actor=officer.actor, action="dossier_seen", subject=receipt_code
            )
        )
        return self._answer(officer, kept, insured, is_away, now)

    def _read(self, connection: sa.Connection, officer: Officer, receipt_code: str) -> _Kept:
        row = find(connection, officer, receipt_code)
        sent = encrypted_form.decrypt(self._vault, row)
        if sent is None:
            raise Declined("registration_erased")
        steps = history.read(connection, self._vault, row.id, row.salt)
        logins = {step.actor.removeprefix(ACTOR) for step in steps if step.actor.startswith(ACTOR)}
        return _Kept(
            row,
            sent,
            steps,
            officers.names(connection, logins),
            duplicates(connection, self._vault, row.id, sent),
        )

    def _answer(
        self, officer: Officer, kept: _Kept, insured: Insured | None, is_away: bool, now: datetime
    ) -> DossierAnswer:
        row, sent = kept.row, kept.sent
        name = claimant(row, now)
        return DossierAnswer(
            receipt_code=row.receipt_code,
            status=row.status,
            reasons=row.reasons,
            received_at=row.received_at,
            captured_at=row.captured_at,
            kiosk_name=row.kiosk_name or "",
            waits_here=is_here(row, now),
            declared=sent.participant,
            helper=sent.helper,
            phone=sent.phone,
            phone_owner=sent.phone_owner,
            phone_proved=is_phone_proved(sent, row.reasons),
            consents=sent.consents,
            registered=registered_as(insured) if insured else None,
            register_away=is_away,
            differences=differences(sent, insured) if insured else [],
            duplicates=kept.duplicates,
            history=_shown(kept),
            note=encrypted_form.decrypt_note(self._vault, row.note, row.salt),
            claimed_by=name,
            claimed_by_me=name is not None and row.claimed_by == officer.id,
            undo_until=history.undo_until(kept.steps, officer.actor, now),
        )


def find(connection: sa.Connection, officer: Officer, receipt_code: str) -> Row:
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


def _shown(kept: _Kept) -> list[DossierEvent]:
    received = DossierEvent(status=Status.RECEIVED, at=kept.row.received_at, by="", note="")
    return [received, *(_event(step, kept.names) for step in kept.steps)]


def _event(step: StatusChange, names: dict[str, str]) -> DossierEvent:
    login = step.actor.removeprefix(ACTOR) if step.actor.startswith(ACTOR) else ""
    return DossierEvent(
        status=step.status, at=step.at, by=names.get(login, login), note=step.note, reason=step.reason
    )
