"""Rights requests settled by an officer, and those that a person asks for at the desk."""

from datetime import datetime

import sqlalchemy as sa

from kiosk.backend.access.sessions import OfficerCaller
from kiosk.backend.audit import trail
from kiosk.backend.casework.dossiers import find
from kiosk.backend.clock import Clock
from kiosk.backend.declined import Declined
from kiosk.backend.keys.signing import Signer
from kiosk.backend.registrations import encrypted_form
from kiosk.backend.rights import deeds
from kiosk.backend.rights.deeds import Subject
from kiosk.backend.rights.receipts import receipt
from kiosk.backend.rights.request_store import Content, NewRequest, RequestStore
from kiosk.backend.storage.idempotency import Answer, Request, once
from kiosk.backend.storage.store import Row, Store
from kiosk.backend.storage.vault import Vault
from kiosk.contract.dossiers import DOSSIERS
from kiosk.contract.rights import DESK_RIGHTS, DossierRightBody, RightsOutcomeBody
from kiosk.domain import readable_code
from kiosk.domain.registration.rights import RequestState, Right
from kiosk.resources.holidays import working_days


class RightsDesk:
    """Settles what waits."""

    def __init__(self, store: Store, vault: Vault, signer: Signer, now: Clock) -> None:
        self._store = store
        self._vault = vault
        self._signer = signer
        self._requests = RequestStore(vault, working_days())
        self._now = now

    async def settle(self, officer: OfficerCaller, key: str, code: str, body: RightsOutcomeBody) -> Answer:
        """Do what was asked for, or decline it with a reason.

        `Declined`: `rights_request_unknown`, `rights_request_settled`, `not_permitted`.
        """
        if body.outcome == "declined" and not body.reason:
            raise Declined("invalid_body", fields=["reason.missing"])
        now = self._now()

        def work(connection: sa.Connection) -> Answer:
            row = self._theirs(connection, officer, code)
            return Answer.of(receipt(self._signer, self._settle(connection, officer, row, body, now)))

        return await once(self._store, Request(key, f"{DESK_RIGHTS}/{code}/outcome", body), now, work)

    async def ask(
        self, officer: OfficerCaller, key: str, receipt_code: str, body: DossierRightBody
    ) -> Answer:
        """Do what the person of a dossier, who stands before the officer, asks for; return the receipt.

        `Declined`: `receipt_unknown`, `registration_erased`, `not_permitted`.
        """
        now = self._now()

        def work(connection: sa.Connection) -> Answer:
            found = find(connection, officer, receipt_code)
            new = self._new(found, key, body.right)
            row = self._requests.add(connection, new, now)
            trail.add(
                connection, now, actor=officer.actor, action=f"right_{body.right}_asked", subject=row.code
            )
            done = RightsOutcomeBody(outcome="done")
            return Answer.of(receipt(self._signer, self._settle(connection, officer, row, done, now)), 201)

        request = Request(key, f"{DOSSIERS}/{receipt_code}/rights", body)
        return await once(self._store, request, now, work)

    def _settle(
        self,
        connection: sa.Connection,
        officer: OfficerCaller,
        row: Row,
        body: RightsOutcomeBody,
        now: datetime,
    ) -> Row:
        state, content = RequestState(body.outcome), self._requests.content(row)
        settled = self._requests.settle(connection, row, state, now, actor=officer.actor, answer=body.reason)
        if state is RequestState.DONE and content is not None:
            subject = Subject(content.citizen_id, content.insurance_id)
            deeds.carry_out(connection, self._vault, Right(row.kind), subject, now, actor=officer.actor)
        trail.add(
            connection, now, actor=officer.actor, action=f"right_{row.kind}_{state}", subject=settled.code
        )
        return settled

    def _theirs(self, connection: sa.Connection, officer: OfficerCaller, code: str) -> Row:
        row = self._requests.find(connection, code, is_to_be_settled=True)
        if row is None:
            raise Declined("rights_request_unknown")
        if not officer.may_see(row.office_code):
            raise Declined("not_permitted")
        if row.state != RequestState.WAITING:
            raise Declined("rights_request_settled")
        return row

    def _new(self, found: Row, key: str, right: Right) -> NewRequest:
        sent = encrypted_form.decrypt(self._vault, found)
        if sent is None:
            raise Declined("registration_erased")
        person = sent.participant
        return NewRequest(
            code=readable_code.derived("rights", key),
            right=right,
            about="",
            person=found.person,
            office_code=found.office_code,
            kiosk_id=None,
            is_proved=True,
            content=Content(person.citizen_id, person.full_name, person.birth, person.insurance_id),
        )
