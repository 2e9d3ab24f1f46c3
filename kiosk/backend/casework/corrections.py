"""What an officer corrects in a registration that waits, with a reason and the person's word."""

import sqlalchemy as sa

from kiosk.backend.access.sessions import OfficerCaller
from kiosk.backend.casework.account_phone_changes import AccountPhoneChanges
from kiosk.backend.casework.dossiers import find, version_of
from kiosk.backend.clock import Clock, day_in_vietnam
from kiosk.backend.declined import Declined
from kiosk.backend.insurer.port import Insurer
from kiosk.backend.policy import Policy
from kiosk.backend.registrations import revision
from kiosk.backend.registrations.history import CORRECTED
from kiosk.backend.registrations.revision import Register, Revision, RevisionStep
from kiosk.backend.storage.idempotency import Answer, Request, once
from kiosk.backend.storage.store import Store
from kiosk.backend.storage.vault import Vault
from kiosk.contract.dossiers import DOSSIERS, CorrectionAnswer, CorrectionBody
from kiosk.contract.registrations import RegistrationBody
from kiosk.domain.problems import Invalid
from kiosk.domain.registration.correction import CORRECTABLE, Declared, corrected
from kiosk.domain.registration.eligibility import OPEN, Status


class Corrections:
    """Corrects registrations. It decides nothing: the officer does, with what is right before them."""

    def __init__(self, store: Store, vault: Vault, insurer: Insurer, policy: Policy, now: Clock) -> None:
        self._store = store
        self._vault = vault
        self._insurer = insurer
        self._revision = Revision(vault, policy, now)
        self._now = now
        self.account_phones = AccountPhoneChanges(store, vault, policy, now)
        """What is changed of a registration that was approved."""

    async def correct(
        self, officer: OfficerCaller, key: str, receipt_code: str, body: CorrectionBody
    ) -> Answer:
        """Write the new values; old and new stand in the history, encrypted with the registration's salt.

        `Declined`: `receipt_unknown`, `not_permitted`, `registration_erased`; `correction_impossible` when it
        was decided; `dossier_changed` when it is no more what the officer saw; `invalid_body` with the
        problems' keys.
        """
        row = await self._store.read(lambda connection: find(connection, officer, receipt_code))
        register = await revision.ask(
            self._insurer, revision.form_of(self._vault, row).participant.citizen_id
        )

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
        row = revision.row_of(connection, receipt_code, is_to_be_written=True)
        if row.status not in OPEN:
            raise Declined("correction_impossible", fields=[f"status.{row.status}"])
        if body.version != version_of(row):
            raise Declined("dossier_changed")
        sent = revision.form_of(self._vault, row)
        form = self._corrected(sent, body)
        is_proved = revision.is_phone_proved(sent, row.reasons) and form.phone == sent.phone
        step = RevisionStep(
            officer.actor,
            Status(row.status),
            f"{CORRECTED}.{body.reason}",
            "registration_corrected",
            body.agreed,
            body.note,
        )
        made = self._revision.write(connection, row, form, register, step, phone_proved=is_proved)
        return CorrectionAnswer(
            receipt_code=receipt_code,
            status=step.status,
            reasons=made.reasons,
            version=version_of(revision.row_of(connection, receipt_code)),
        )

    def _corrected(self, sent: RegistrationBody, body: CorrectionBody) -> Declared:
        given = {each.field: each.value for each in body.changes}
        if not set(given) <= set(CORRECTABLE):
            raise Declined("invalid_body", fields=["changes"])
        before = revision.declared(sent)
        try:
            after = corrected(before, given, day_in_vietnam(self._now()))
        except Invalid as invalid:
            raise Declined("invalid_body", fields=invalid.keys) from invalid
        if after == before:
            raise Declined("invalid_body", fields=["correction.nothing"])
        return after
