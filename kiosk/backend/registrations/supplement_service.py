"""What a person sends of what an officer asked for: it joins the form, and the officer has it again.

The signed text of the slip that was printed when it was sent opens this, and nothing of the registration is
told: whoever holds it can add what was asked for, and read no more than the status. A copy of the slip, which
anybody who knows the code can print, does not.
"""

import sqlalchemy as sa

from kiosk.backend.access.callers import Kiosk
from kiosk.backend.clock import Clock, day_in_vietnam
from kiosk.backend.declined import Declined
from kiosk.backend.insurer.port import Insurer
from kiosk.backend.keys.receipt import HOLDER, KEY
from kiosk.backend.keys.signing import Signer
from kiosk.backend.phone_codes import verified_code
from kiosk.backend.phone_codes.phone_code_service import PhoneCodeService
from kiosk.backend.registrations import revision
from kiosk.backend.registrations.history import SUPPLEMENTED, public_reasons
from kiosk.backend.registrations.registration_status import asked_now
from kiosk.backend.registrations.revision import Register, Revision, RevisionStep
from kiosk.backend.registrations.supplemented_form import supplemented
from kiosk.backend.storage.idempotency import Answer, Request, once
from kiosk.backend.storage.store import Row, Store
from kiosk.backend.storage.vault import Vault
from kiosk.contract.phone_codes import PhoneCodeBody
from kiosk.contract.registrations import RegistrationBody, RegistrationStatusAnswer
from kiosk.contract.supplements import ANSWERS, SupplementBody, SupplementCodeBody, path_of
from kiosk.domain.registration.eligibility import Status
from kiosk.domain.registration.supplement import AskedPart, answerable


class SupplementService:
    """Takes what was asked for."""

    def __init__(
        self,
        store: Store,
        vault: Vault,
        insurer: Insurer,
        signer: Signer,
        phone_codes: PhoneCodeService,
        writer: Revision,
        now: Clock,
    ) -> None:
        self._store = store
        self._vault = vault
        self._insurer = insurer
        self._signer = signer
        self._phone_codes = phone_codes
        self._revision = writer
        self._now = now

    async def send_code(self, kiosk: Kiosk, key: str, receipt_code: str, body: SupplementCodeBody) -> Answer:
        """Send a code to the phone that was asked for. `Declined` also as for any phone code."""
        self._check_slip(receipt_code, body.receipt)
        row = await self._store.read(lambda connection: revision.row_of(connection, receipt_code))
        person = self._waiting(row, AskedPart.PHONE).participant
        request = PhoneCodeBody(
            purpose="registration",
            citizen_id=person.citizen_id,
            full_name=person.full_name,
            birth=person.birth,
            phone=body.phone,
            owner=body.owner,
        )
        return await self._phone_codes.send(kiosk, key, request)

    async def answer(self, kiosk: Kiosk, key: str, receipt_code: str, body: SupplementBody) -> Answer:
        """Write what was sent into the form and let it wait for the officer again.

        `Declined`: `receipt_unproved`, `receipt_unknown`, `registration_erased`, `nothing_asked`,
        `card_of_another`, `proof_invalid`, `invalid_body`.
        """
        self._check_slip(receipt_code, body.receipt)
        row = await self._store.read(lambda connection: revision.row_of(connection, receipt_code))
        register = await revision.ask(
            self._insurer, revision.form_of(self._vault, row).participant.citizen_id
        )

        def work(connection: sa.Connection) -> Answer:
            return Answer.of(self._answer(connection, kiosk, receipt_code, body, register))

        return await once(self._store, Request(key, path_of(receipt_code, ANSWERS), body), self._now(), work)

    def _answer(
        self,
        connection: sa.Connection,
        kiosk: Kiosk,
        receipt_code: str,
        body: SupplementBody,
        register: Register,
    ) -> RegistrationStatusAnswer:
        row = revision.row_of(connection, receipt_code, is_to_be_written=True)
        sent, now = self._waiting(row), self._now()
        form = supplemented(revision.declared(sent), asked_now(row), body, day_in_vietnam(now))
        is_proved = revision.is_phone_proved(sent, row.reasons)
        if body.phone_owner is not None:
            is_proved = self._is_proved(body, sent.participant.citizen_id)
        step = RevisionStep(kiosk.actor, Status.PENDING_REVIEW, SUPPLEMENTED, "registration_supplemented")
        made = self._revision.write(
            connection,
            row,
            form,
            register,
            step,
            phone_proved=is_proved,
            supplemented_at=now,
            note=None,
        )
        return RegistrationStatusAnswer(
            receipt_code=receipt_code,
            status=step.status,
            reasons=public_reasons(made.reasons),
            updated_at=made.at,
        )

    def _check_slip(self, receipt_code: str, receipt: str) -> None:
        claims = self._signer.read(receipt, "receipt")
        is_holders = claims is not None and (HOLDER in claims or KEY in claims)
        if claims is None or claims.get("code") != receipt_code or not is_holders:
            raise Declined("receipt_unproved")

    def _waiting(self, row: Row, part: AskedPart | None = None) -> RegistrationBody:
        """Return the form of a registration that waits for the person, and for `part` where it is given."""
        asked = asked_now(row)
        if not answerable(tuple(asked)) or (part is not None and part not in asked):
            raise Declined("nothing_asked", fields=[f"status.{row.status}"])
        return revision.form_of(self._vault, row)

    def _is_proved(self, body: SupplementBody, citizen_id: str) -> bool:
        if body.phone_proof is None:
            return False
        verified = verified_code.read(self._signer, body.phone_proof, citizen_id)
        if verified is None or verified.phone != body.phone or verified.expires_at < self._now():
            raise Declined("proof_invalid")
        return True
