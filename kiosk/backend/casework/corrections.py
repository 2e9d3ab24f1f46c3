"""What an officer corrects in a registration that waits: field by field, with a reason and the person's word."""

from collections.abc import Sequence

import sqlalchemy as sa

from kiosk.backend.access.sessions import OfficerCaller
from kiosk.backend.audit import trail
from kiosk.backend.casework.dossiers import find, version_of
from kiosk.backend.clock import Clock, day_in_vietnam
from kiosk.backend.declined import Declined
from kiosk.backend.insurer.port import Insurer
from kiosk.backend.policy import Policy
from kiosk.backend.registrations import encrypted_form, history, revision
from kiosk.backend.registrations.encrypted_form import StepDetails
from kiosk.backend.registrations.revision import Register, Revision, is_phone_proved
from kiosk.backend.storage.idempotency import Answer, Request, once
from kiosk.backend.storage.schema import registrations
from kiosk.backend.storage.store import Row, Store
from kiosk.backend.storage.vault import Vault
from kiosk.contract.dossiers import DOSSIERS, CorrectionAnswer, CorrectionBody
from kiosk.contract.registrations import RegistrationBody
from kiosk.domain.problems import Invalid
from kiosk.domain.registration.correction import CORRECTABLE, FieldChange, FormField, changes, corrected
from kiosk.domain.registration.eligibility import OPEN, Status

_r = registrations.c


class Corrections:
    """Corrects registrations. It decides nothing: the officer does, with what is right by then before them."""

    def __init__(self, store: Store, vault: Vault, insurer: Insurer, policy: Policy, now: Clock) -> None:
        self._store = store
        self._vault = vault
        self._insurer = insurer
        self._revision = Revision(vault, policy)
        self._now = now

    async def correct(
        self, officer: OfficerCaller, key: str, receipt_code: str, body: CorrectionBody
    ) -> Answer:
        """Write the new values; old and new stand in the history, encrypted with the registration's salt.

        `Declined`: `receipt_unknown`, `not_permitted`, `registration_erased`; `correction_impossible` when it
        was decided; `dossier_changed` when it is no more what the officer saw; `invalid_body` with the
        problems' keys.
        """
        row = await self._store.read(lambda connection: find(connection, officer, receipt_code))
        register = await revision.ask(self._insurer, self._sent(row).participant.citizen_id)

        def work(connection: sa.Connection) -> Answer:
            return Answer.of(self._correct(connection, officer, receipt_code, body, register))

        request = Request(key, f"{DOSSIERS}/{receipt_code}/corrections", body)
        return await once(self._store, request, self._now(), work)

    def _correct(
        self,
        connection: sa.Connection,
        officer: OfficerCaller,
        receipt_code: str,
        body: CorrectionBody,
        register: Register,
    ) -> CorrectionAnswer:
        row = _locked(connection, receipt_code)
        if row.status not in OPEN:
            raise Declined("correction_impossible", fields=[f"status.{row.status}"])
        if body.version != version_of(row):
            raise Declined("dossier_changed")
        sent = self._sent(row)
        form, made = self._apply(sent, body)
        now = history.next_moment(connection, row.id, self._now())
        is_other_phone = any(change.field is FormField.PHONE for change in made)
        proved = is_phone_proved(sent, row.reasons) and not is_other_phone
        reasons = self._revision.write(
            connection, row, form, register, now, phone_proved=proved and form.phone is not None
        )
        details = StepDetails(changes=made, agreed=body.agreed, note=body.note)
        history.record(
            connection,
            row.id,
            Status(row.status),
            now,
            actor=officer.actor,
            reason=f"{history.CORRECTED}.{body.reason}",
            details=encrypted_form.encrypt_details(self._vault, details, row.salt),
        )
        trail.add(
            connection, now, actor=officer.actor, action="registration_corrected", subject=receipt_code
        )
        return CorrectionAnswer(
            receipt_code=receipt_code,
            status=Status(row.status),
            reasons=reasons,
            version=version_of(_locked(connection, receipt_code)),
        )

    def _apply(
        self, sent: RegistrationBody, body: CorrectionBody
    ) -> tuple[RegistrationBody, Sequence[FieldChange]]:
        """Return the form as corrected, and what that changes in it."""
        given = {each.field: each.value for each in body.changes}
        if not set(given) <= set(CORRECTABLE):
            raise Declined("invalid_body", fields=["changes"])
        before = revision.declared(sent)
        try:
            after = corrected(before, given, day_in_vietnam(self._now()))
        except Invalid as invalid:
            raise Declined("invalid_body", fields=invalid.keys) from invalid
        made = changes(before, after)
        if not made:
            raise Declined("invalid_body", fields=["correction.nothing"])
        return revision.revised(sent, after), made

    def _sent(self, row: Row) -> RegistrationBody:
        sent = encrypted_form.decrypt(self._vault, row)
        if sent is None:
            raise Declined("registration_erased")
        return sent


def _locked(connection: sa.Connection, receipt_code: str) -> Row:
    query = sa.select(registrations).where(_r.receipt_code == receipt_code)
    row = connection.execute(query.with_for_update()).first()
    if row is None:
        raise Declined("receipt_unknown")
    return row
