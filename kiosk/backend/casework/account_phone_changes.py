"""The phone of an account, changed by an officer before whom the person stands; the old phone is told."""

from datetime import timedelta

import sqlalchemy as sa

from kiosk.backend.access.sessions import OfficerCaller
from kiosk.backend.casework.dossiers import find
from kiosk.backend.clock import Clock
from kiosk.backend.declined import Declined
from kiosk.backend.messages import message_queue
from kiosk.backend.phone_codes import account_phones
from kiosk.backend.phone_codes.account_phones import NewPhone
from kiosk.backend.phone_codes.prior_registrations import PriorRegistrations
from kiosk.backend.policy import Policy
from kiosk.backend.registrations import revision
from kiosk.backend.registrations.revision import Register, Revision, RevisionStep
from kiosk.backend.storage.idempotency import Answer, Request, once
from kiosk.backend.storage.store import Row, Store
from kiosk.backend.storage.vault import Vault
from kiosk.contract.dossiers import DOSSIERS, AccountPhoneAnswer, AccountPhoneBody
from kiosk.contract.registrations import RegistrationBody
from kiosk.domain.registration.draft import PhoneOwner
from kiosk.domain.registration.eligibility import PHONE_CHANGED, Status
from kiosk.resources.text import words

NOTICE = "phone_changed"
"""The kind of message that the old phone gets."""
_OF_USE = timedelta(days=3)


class AccountPhoneChanges:
    """Gives an account one phone in place of those it has."""

    def __init__(self, store: Store, vault: Vault, policy: Policy, now: Clock) -> None:
        self._store = store
        self._vault = vault
        self._policy = policy
        self._revision = Revision(vault, policy, now)
        self._now = now

    async def change(
        self, officer: OfficerCaller, key: str, receipt_code: str, body: AccountPhoneBody
    ) -> Answer:
        """Change it; codes go to the new phone from now on.

        `Declined`: as for a dossier; `correction_impossible` for a registration that is no account;
        `phone_already_used`, `phone_limit_reached`; `invalid_body` (`correction.nothing`, `helper.missing`).
        """

        def work(connection: sa.Connection) -> Answer:
            find(connection, officer, receipt_code)
            row = revision.row_of(connection, receipt_code, is_to_be_written=True)
            if row.status != Status.APPROVED:
                raise Declined("correction_impossible", fields=[f"status.{row.status}"])
            self._change(connection, officer, row, body)
            return Answer.of(AccountPhoneAnswer(receipt_code=receipt_code))

        request = Request(key, f"{DOSSIERS}/{receipt_code}/account-phone", body)
        return await once(self._store, request, self._now(), work)

    def _change(
        self, connection: sa.Connection, officer: OfficerCaller, row: Row, body: AccountPhoneBody
    ) -> None:
        sent = revision.form_of(self._vault, row)
        new = self._checked(connection, row, sent, body)
        old, person = account_phones.current(connection, self._vault, row.person), row.person
        step = RevisionStep(
            *(officer.actor, Status.APPROVED, PHONE_CHANGED, "account_phone_changed", "present", body.note)
        )
        made = self._revision.write(
            connection,
            row,
            revision.declared(new),
            Register(None, is_away=True),
            step,
            phone_proved=True,  # the officer vouches for it, as at the approval
            reasons=row.reasons,
            updated_at=row.updated_at,
        )
        account_phones.end(connection, account_phones.of_person(person), made.at, ended_by=officer.actor)
        if phone := NewPhone.of(new):
            account_phones.add(connection, self._vault, person, phone, made.at, registration_id=row.id)
        for number in {each.content.phone for each in old} - {body.phone}:
            told = message_queue.MessageRequest(NOTICE, number, words("sms.phone_changed"), made.at + _OF_USE)
            message_queue.put(connection, self._vault, told, made.at)

    def _checked(
        self, connection: sa.Connection, row: Row, sent: RegistrationBody, body: AccountPhoneBody
    ) -> RegistrationBody:
        """Return the form with the new phone, which must have room for this person."""
        if body.owner is PhoneOwner.HELPER and sent.helper is None:
            raise Declined("invalid_body", fields=["helper.missing"])
        now = {each.content.phone for each in account_phones.current(connection, self._vault, row.person)}
        if now == {body.phone} and sent.phone_owner is body.owner:
            raise Declined("invalid_body", fields=["correction.nothing"])
        phone = self._vault.phone(body.phone)
        use = PriorRegistrations(connection, [row.person], [phone]).use_by(row.person, phone)
        if problem := use.phone_problem(body.owner, self._policy.helped):
            raise Declined(problem)
        return sent.model_copy(update={"phone": body.phone, "phone_owner": body.owner})
