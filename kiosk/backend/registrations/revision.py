"""A registration's form exchanged for another: by an officer who corrects it, or by the person who was asked.

Whatever the form is found by goes with it: the name's hashes, the phone's owner, a phone that was proved.
Its reasons are found anew; its status is the caller's business.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from kiosk.backend.audit import trail
from kiosk.backend.clock import Clock
from kiosk.backend.declined import Declined
from kiosk.backend.insurer.port import Insured, Insurer, InsurerAway
from kiosk.backend.phone_codes.prior_registrations import PriorRegistrations, PriorUse
from kiosk.backend.policy import Policy
from kiosk.backend.registrations import encrypted_form, history
from kiosk.backend.registrations.assessment import gather_again
from kiosk.backend.storage.schema import registrations
from kiosk.backend.storage.store import Row
from kiosk.backend.storage.vault import Vault
from kiosk.contract.registrations import Helper, Participant, RegistrationBody
from kiosk.domain.dates import PartialDate
from kiosk.domain.people import Person
from kiosk.domain.problems import Problem
from kiosk.domain.registration.correction import Declared, FieldChange, changes
from kiosk.domain.registration.eligibility import Status, decide
from kiosk.ports.dossiers import Agreed

_r = registrations.c


@dataclass(frozen=True)
class Register:
    """What the insurer's register says of a person now."""

    insured: Insured | None
    is_away: bool = False


async def ask(insurer: Insurer, citizen_id: str) -> Register:
    """Ask the register; while it is away a form is changed all the same."""
    try:
        return Register(await insurer.find(citizen_id))
    except InsurerAway:
        return Register(None, is_away=True)


def is_phone_proved(body: RegistrationBody, reasons: Sequence[str]) -> bool:
    """Did a code come back from the phone, as far as the reasons say? The proof itself is not kept."""
    return body.phone is not None and "phone_proved" not in reasons


def declared(body: RegistrationBody) -> Declared:
    """Return a form's people and phone as the domain has them."""
    person, helper = body.participant, body.helper
    return Declared(
        participant=Person(
            citizen_id=person.citizen_id,
            full_name=person.full_name,
            birth=PartialDate.from_iso(person.birth),
            sex=person.sex,
            address=person.address,
            source=person.id_source,
            insurance_id=person.insurance_id,
            warnings=tuple(Problem(key) for key in person.warnings),
        ),
        commune=person.commune,
        phone=body.phone,
        phone_owner=body.phone_owner,
        helper=Person(
            citizen_id=helper.citizen_id,
            full_name=helper.full_name,
            birth=PartialDate.from_iso(helper.birth),
            source=helper.id_source,
        )
        if helper
        else None,
        relation=helper.relation if helper else None,
    )


def revised(body: RegistrationBody, form: Declared) -> RegistrationBody:
    """Return `body` with what `form` declares; consents and all that the kiosk noted stay."""
    person, helper = form.participant, form.helper
    assert person.birth is not None  # a registration that was received has both
    assert person.sex is not None
    participant = Participant(
        citizen_id=person.citizen_id,
        full_name=person.full_name,
        birth=person.birth.iso,
        sex=person.sex,
        address=person.address or "",
        insurance_id=person.insurance_id,
        id_source=person.source,
        warnings=[problem.key for problem in person.warnings],
        commune=form.commune,
    )
    changed: dict[str, object] = {
        "participant": participant,
        "phone": form.phone,
        "phone_owner": form.phone_owner,
    }
    if helper is not None:
        assert helper.birth is not None  # `helper_problems` has checked it
        assert form.relation is not None
        changed["helper"] = Helper(
            citizen_id=helper.citizen_id,
            full_name=helper.full_name,
            birth=helper.birth.iso,
            relation=form.relation,
            id_source=helper.source,
        )
    return body.model_copy(update=changed)


def form_of(vault: Vault, row: Row) -> RegistrationBody:
    """Return what was sent. `Declined` (`registration_erased`) when it is no more."""
    sent = encrypted_form.decrypt(vault, row)
    if sent is None:
        raise Declined("registration_erased")
    return sent


def row_of(connection: sa.Connection, receipt_code: str, *, is_to_be_written: bool = False) -> Row:
    """Return a registration's row; a writer keeps it for itself. `Declined`: `receipt_unknown`."""
    query = sa.select(registrations).where(_r.receipt_code == receipt_code)
    row = connection.execute(query.with_for_update() if is_to_be_written else query).first()
    if row is None:
        raise Declined("receipt_unknown")
    return row


@dataclass(frozen=True)
class RevisionStep:
    """What the history and the audit say of a revision."""

    actor: str
    status: Status
    reason: str
    action: str
    agreed: Agreed | None = None
    note: str = ""


@dataclass(frozen=True)
class Revised:
    """What came of it."""

    reasons: list[str]
    at: datetime


class Revision:
    """Writes a form in place of the one before, with its step and line, in the caller's transaction."""

    def __init__(self, vault: Vault, policy: Policy, now: Clock) -> None:
        self._vault = vault
        self._policy = policy
        self._now = now

    def write(
        self,
        connection: sa.Connection,
        row: Row,
        form: Declared,
        register: Register,
        step: RevisionStep,
        *,
        phone_proved: bool,
        **more: Any,
    ) -> Revised:
        """Write `form` and `more` columns of the row; return the reasons that it has now."""
        sent = form_of(self._vault, row)
        body = revised(sent, form)
        phone = self._vault.phone(body.phone) if body.phone else None
        facts = gather_again(
            row.reasons,
            body,
            register.insured,
            self._prior(connection, row, phone),
            self._policy.helped,
            is_away=register.is_away,
            phone_proved=phone_proved,
        )
        now = history.next_moment(connection, row.id, self._now())
        reasons = list(decide(facts, at_once=self._policy.at_once).reasons)
        values = {
            "sealed": encrypted_form.encrypt(self._vault, body, row.salt),
            "phone": phone if phone_proved else None,
            "phone_owner": body.phone_owner,
            **asdict(self._vault.name_keys(body.participant.full_name)),
            "status": step.status,
            "reasons": reasons,
            "updated_at": now,
            **more,
        }
        connection.execute(sa.update(registrations).where(_r.id == row.id).values(**values))
        self._note(connection, row, step, changes(declared(sent), form), now)
        return Revised(reasons, now)

    def _note(
        self,
        connection: sa.Connection,
        row: Row,
        step: RevisionStep,
        made: tuple[FieldChange, ...],
        now: datetime,
    ) -> None:
        details = encrypted_form.StepDetails(changes=made, agreed=step.agreed, note=step.note)
        history.record(
            connection,
            row.id,
            step.status,
            now,
            actor=step.actor,
            reason=step.reason,
            details=encrypted_form.encrypt_details(self._vault, details, row.salt),
        )
        trail.add(connection, now, actor=step.actor, action=step.action, subject=row.receipt_code)

    def _prior(self, connection: sa.Connection, row: Row, phone: bytes | None) -> PriorUse:
        """What stands against the phone; that this very person is on it already is nothing against it."""
        phones = [phone] if phone is not None else []
        return PriorRegistrations(connection, [row.person], phones).use_by(row.person, phone)
