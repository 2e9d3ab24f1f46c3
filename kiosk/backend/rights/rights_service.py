"""What a person at a kiosk may ask about their own data.

A stranger gets the same refusal as everyone. Without a second factor nothing is shown or done: the request
waits for an officer who sees the person, and its receipt says the same for whomever it names.
"""

from datetime import datetime

import sqlalchemy as sa

from kiosk.backend.access.callers import Kiosk
from kiosk.backend.audit import trail
from kiosk.backend.clock import Clock
from kiosk.backend.declined import Declined
from kiosk.backend.insurer.port import Insurer
from kiosk.backend.keys.signing import Signer
from kiosk.backend.policy import Policy
from kiosk.backend.rights import deeds, kept_data, second_factor
from kiosk.backend.rights.deeds import Subject
from kiosk.backend.rights.receipts import receipt
from kiosk.backend.rights.request_store import Content, NewRequest, RequestStore
from kiosk.backend.rights.second_factor import Asker, SecondFactor
from kiosk.backend.storage import database
from kiosk.backend.storage.idempotency import Answer, Request, once
from kiosk.backend.storage.store import Row, Store
from kiosk.backend.storage.vault import Vault
from kiosk.contract.rights import KEPT_DATA, RIGHTS_REQUESTS, KeptDataRequest, RightsRequestBody
from kiosk.domain import readable_code
from kiosk.domain.registration.rights import AT_ONCE, RequestState
from kiosk.resources.holidays import working_days


class RightsService:
    """Shows what is kept, and takes requests."""

    def __init__(
        self, store: Store, vault: Vault, insurer: Insurer, signer: Signer, policy: Policy, now: Clock
    ) -> None:
        self._store = store
        self._vault = vault
        self._insurer = insurer
        self._signer = signer
        self._factor = SecondFactor(vault, signer, policy)
        self._requests = RequestStore(vault, working_days())
        self._now = now

    async def kept(self, kiosk: Kiosk, key: str, request: KeptDataRequest) -> Answer:
        """Return what is kept of a person, against a second factor. `Declined`: `rights_not_available`."""
        now = self._now()
        asker = await second_factor.find(self._insurer, self._vault, request)

        def work(connection: sa.Connection) -> Answer:
            if not self._factor.holds(connection, kiosk, asker, now):
                raise Declined("rights_not_available")
            trail.add(connection, now, actor=kiosk.actor, action="kept_data_shown")
            return Answer.of(kept_data.gather(connection, self._vault, asker.person))

        return await once(self._store, Request(key, KEPT_DATA, request), now, work, asker.person)

    async def ask(self, kiosk: Kiosk, key: str, body: RightsRequestBody) -> Answer:
        """Take a request, and do at once what can be done; return its receipt.

        `Declined`: `rights_not_available` where a second factor was given that does not open it.
        """
        now = self._now()
        asker = await second_factor.find(self._insurer, self._vault, body)

        def work(connection: sa.Connection) -> Answer:
            is_proved = self._factor.holds(connection, kiosk, asker, now)
            if not is_proved and (body.phone_proof or body.call_id):
                raise Declined("rights_not_available")
            database.take_turns(connection, [asker.person])
            new = self._new(kiosk, key, body, asker, is_proved)
            row = self._requests.find_waiting(connection, new)
            if row is None:
                row = self._requests.add(connection, new, now)
                action = f"right_{body.right}_asked"
                trail.add(connection, now, actor=kiosk.actor, action=action, subject=row.code)
            if is_proved and body.right in AT_ONCE:
                row = self._do(connection, kiosk, row, asker, body, now)
            return Answer.of(receipt(self._signer, row), 201)

        return await once(self._store, Request(key, RIGHTS_REQUESTS, body), now, work)

    def _do(
        self,
        connection: sa.Connection,
        kiosk: Kiosk,
        row: Row,
        asker: Asker,
        body: RightsRequestBody,
        now: datetime,
    ) -> Row:
        settled = self._requests.settle(connection, row, RequestState.DONE, now, actor=kiosk.actor)
        subject = Subject(asker.citizen_id, _insurance_id(asker))
        deeds.carry_out(connection, self._vault, body.right, subject, now, actor=kiosk.actor)
        trail.add(connection, now, actor=kiosk.actor, action=f"right_{body.right}_done", subject=settled.code)
        return settled

    def _new(
        self, kiosk: Kiosk, key: str, body: RightsRequestBody, asker: Asker, is_proved: bool
    ) -> NewRequest:
        return NewRequest(
            code=readable_code.derived("rights", key),
            right=body.right,
            about=body.about,
            person=asker.person,
            office_code=kiosk.office_code,
            kiosk_id=kiosk.id,
            is_proved=is_proved,
            content=Content(asker.citizen_id, body.full_name, body.birth, _insurance_id(asker)),
        )


def _insurance_id(asker: Asker) -> str | None:
    """The number that was given, where it was not the citizen's own."""
    given = asker.request.citizen_id
    return given if given != asker.citizen_id else None
