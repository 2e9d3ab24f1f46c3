"""What a person sends of what an officer asked for: it joins the form, and the officer has it again.

The slip's signed text opens this, and nothing of the registration is told: whoever holds it can add what was
asked for, and read no more than the status.
"""

from dataclasses import replace
from datetime import date

import sqlalchemy as sa

from kiosk.backend.access.callers import Kiosk
from kiosk.backend.audit import trail
from kiosk.backend.clock import Clock, day_in_vietnam
from kiosk.backend.declined import Declined
from kiosk.backend.insurer.port import Insurer
from kiosk.backend.keys.signing import Signer
from kiosk.backend.phone_codes import verified_code
from kiosk.backend.phone_codes.phone_code_service import CodeSending, PhoneCodeService
from kiosk.backend.policy import Policy
from kiosk.backend.registrations import encrypted_form, history, revision
from kiosk.backend.registrations.encrypted_form import StepDetails
from kiosk.backend.registrations.registration_status import asked_now
from kiosk.backend.registrations.revision import Register, Revision, is_phone_proved
from kiosk.backend.storage.idempotency import Answer, Request, once
from kiosk.backend.storage.schema import registrations
from kiosk.backend.storage.store import Row, Store
from kiosk.backend.storage.vault import Vault
from kiosk.contract.phone_codes import PhoneCodeBody
from kiosk.contract.registrations import RegistrationBody, RegistrationStatusAnswer
from kiosk.contract.supplements import ANSWERS, ScannedCard, SupplementBody, SupplementCodeBody, path_of
from kiosk.domain import names
from kiosk.domain.dates import PartialDate
from kiosk.domain.people import IdSource, Person
from kiosk.domain.problems import Invalid, Problem
from kiosk.domain.registration.correction import Declared, changes
from kiosk.domain.registration.draft import PhoneOwner, helper_problems
from kiosk.domain.registration.eligibility import Status
from kiosk.domain.registration.supplement import AskedPart, answerable

_r = registrations.c


class SupplementService:
    """Takes what was asked for."""

    def __init__(
        self,
        store: Store,
        vault: Vault,
        insurer: Insurer,
        signer: Signer,
        phone_codes: PhoneCodeService,
        policy: Policy,
        now: Clock,
    ) -> None:
        self._store = store
        self._vault = vault
        self._insurer = insurer
        self._signer = signer
        self._phone_codes = phone_codes
        self._revision = Revision(vault, policy)
        self._now = now

    async def send_code(
        self, kiosk: Kiosk, key: str, receipt_code: str, body: SupplementCodeBody
    ) -> CodeSending:
        """Send a code to the phone that was asked for. `Declined` also as for any phone code."""
        self._check_slip(receipt_code, body.receipt)
        row = await self._store.read(lambda connection: _row(connection, receipt_code))
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
        row = await self._store.read(lambda connection: _row(connection, receipt_code))
        register = await revision.ask(self._insurer, self._sent(row).participant.citizen_id)

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
        row = _row(connection, receipt_code, is_to_be_written=True)
        sent = self._waiting(row)
        _check_parts(row, body)
        before = revision.declared(sent)
        after = _with_cards(before, body, day_in_vietnam(self._now()))
        is_proved = is_phone_proved(sent, row.reasons)
        if body.phone_owner is PhoneOwner.HELPER and sent.helper is None:
            raise Declined("invalid_body", fields=["helper.missing"])
        if body.phone_owner is not None:
            after = replace(after, phone=body.phone, phone_owner=body.phone_owner)
            is_proved = self._is_proved(body, sent.participant.citizen_id)
        now = history.next_moment(connection, row.id, self._now())
        reasons = self._revision.write(
            connection,
            row,
            revision.revised(sent, after),
            register,
            now,
            phone_proved=is_proved,
            status=Status.PENDING_REVIEW,
            supplemented_at=now,
            note=None,
        )
        history.record(
            connection,
            row.id,
            Status.PENDING_REVIEW,
            now,
            actor=kiosk.actor,
            reason=history.SUPPLEMENTED,
            details=encrypted_form.encrypt_details(
                self._vault, StepDetails(changes=changes(before, after)), row.salt
            ),
        )
        trail.add(
            connection, now, actor=kiosk.actor, action="registration_supplemented", subject=receipt_code
        )
        return RegistrationStatusAnswer(
            receipt_code=receipt_code,
            status=Status.PENDING_REVIEW,
            reasons=history.public_reasons(reasons),
            updated_at=now,
        )

    def _check_slip(self, receipt_code: str, receipt: str) -> None:
        claims = self._signer.read(receipt, "receipt")
        if claims is None or claims.get("code") != receipt_code:
            raise Declined("receipt_unproved")

    def _waiting(self, row: Row, part: AskedPart | None = None) -> RegistrationBody:
        """Return the form of a registration that waits for the person, and for `part` where it is given."""
        asked = asked_now(row)
        if not answerable(tuple(asked)) or (part is not None and part not in asked):
            raise Declined("nothing_asked", fields=[f"status.{row.status}"])
        return self._sent(row)

    def _sent(self, row: Row) -> RegistrationBody:
        sent = encrypted_form.decrypt(self._vault, row)
        if sent is None:
            raise Declined("registration_erased")
        return sent

    def _is_proved(self, body: SupplementBody, citizen_id: str) -> bool:
        if body.phone_proof is None:
            return False
        verified = verified_code.read(self._signer, body.phone_proof, citizen_id)
        if verified is None or verified.phone != body.phone or verified.expires_at < self._now():
            raise Declined("proof_invalid")
        return True


def _check_parts(row: Row, body: SupplementBody) -> None:
    """Decline what was not asked for, and what was and did not come."""
    given = {
        AskedPart.PHONE: body.phone_owner,
        AskedPart.PERSON_CARD: body.person_card,
        AskedPart.HELPER_CARD: body.helper_card,
    }
    wanted = set(answerable(tuple(asked_now(row))))
    wrong = [part for part, value in given.items() if (value is not None) != (part in wanted)]
    is_whole = (body.phone is None) == (body.phone_owner in (None, PhoneOwner.NONE))
    if wrong or not is_whole:
        raise Declined("invalid_body", fields=[str(part) for part in wrong] or ["phone.missing"])


def _with_cards(form: Declared, body: SupplementBody, today: date) -> Declared:
    if body.person_card is not None:
        person = _scanned(body.person_card)
        if person.citizen_id != form.participant.citizen_id:
            raise Declined("card_of_another")
        kept = form.participant.insurance_id
        form = replace(form, participant=person.with_(insurance_id=kept))
    if body.helper_card is not None:
        form = replace(form, helper=_helper(form, _scanned(body.helper_card), today))
    return form


def _helper(form: Declared, person: Person, today: date) -> Person:
    """A mistyped number is what a scan mends, so the same name is enough."""
    known = form.helper
    is_theirs = known is not None and (
        person.citizen_id == known.citizen_id or names.is_same(person.full_name, known.full_name)
    )
    if not is_theirs:
        raise Declined("card_of_another")
    found = tuple(problem.key for problem in helper_problems(person, form.participant, today))
    if found:
        raise Declined("invalid_body", fields=found)
    return person


def _scanned(card: ScannedCard) -> Person:
    try:
        birth = PartialDate.from_iso(card.birth)
    except Invalid as invalid:
        raise Declined("invalid_body", fields=invalid.keys) from invalid
    return Person(
        citizen_id=card.citizen_id,
        full_name=card.full_name,
        birth=birth,
        sex=card.sex,
        address=card.address,
        source=IdSource.CARD_QR,
        warnings=tuple(Problem(key) for key in card.warnings),
    )


def _row(connection: sa.Connection, receipt_code: str, *, is_to_be_written: bool = False) -> Row:
    query = sa.select(registrations).where(_r.receipt_code == receipt_code)
    row = connection.execute(query.with_for_update() if is_to_be_written else query).first()
    if row is None:
        raise Declined("receipt_unknown")
    return row
