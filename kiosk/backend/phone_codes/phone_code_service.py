"""Codes sent to phones. A code that comes back proves the phone, not the person.

Source: docs/architecture.md#approved-at-once.
"""

import sqlalchemy as sa

from kiosk.backend.access.callers import Kiosk
from kiosk.backend.audit import trail
from kiosk.backend.clock import Clock
from kiosk.backend.declined import Declined
from kiosk.backend.insurer.port import Insured, Insurer
from kiosk.backend.keys.signing import Signer
from kiosk.backend.phone_codes import declared_identity, phone_choices, verified_code
from kiosk.backend.phone_codes.code_sending import CodeSending
from kiosk.backend.phone_codes.code_store import CodeRequest, PhoneCodeStore
from kiosk.backend.phone_codes.prior_registrations import PriorRegistrations
from kiosk.backend.policy import Policy
from kiosk.backend.storage.idempotency import Answer, Request, once
from kiosk.backend.storage.store import Store
from kiosk.backend.storage.vault import Vault
from kiosk.contract.phone_codes import (
    CHOICES,
    PHONE_CODES,
    PhoneChoicesAnswer,
    PhoneChoicesBody,
    PhoneCodeAnswer,
    PhoneCodeAvailability,
    PhoneCodeBody,
    PhoneCodeChallenge,
)
from kiosk.domain.registration.draft import PhoneOwner


class PhoneCodeService:
    """Sends codes and takes them back."""

    def __init__(
        self,
        store: Store,
        vault: Vault,
        insurer: Insurer,
        signer: Signer,
        sending: CodeSending,
        policy: Policy,
        now: Clock,
    ) -> None:
        self._store = store
        self._vault = vault
        self._codes = PhoneCodeStore(vault, policy)
        self._insurer = insurer
        self._signer = signer
        self._sending = sending
        self._policy = policy
        self._now = now

    async def availability(self) -> PhoneCodeAvailability:
        """Tell whether a code can be sent now; the same for every person and phone."""
        now = self._now()
        return await self._store.glance(lambda connection: self._sending.availability(connection, now))

    async def send(self, kiosk: Kiosk, key: str, body: PhoneCodeBody) -> Answer:
        """Send a code to the phone given or on record; the answer does not tell whether there is one."""
        if not self._sending.is_set_up:
            raise Declined("sms_unavailable")
        is_given = body.purpose == "registration"
        insured = None if is_given else await declared_identity.known(self._insurer, body)
        given = declared_identity.given_phone(body) if is_given else None
        now = self._now()

        def work(connection: sa.Connection) -> Answer:
            to = given or self._on_record(connection, body, insured)
            request = CodeRequest(kiosk.id, body, to)
            self._sending.check(connection, body, now)
            phone = self._sending.phone_within_caps(connection, request, now)
            issued = self._codes.issue(connection, request, phone, now)
            trail.add(connection, now, actor=kiosk.actor, action=f"code_{body.purpose}")
            shown = self._sending.hand_over(connection, request, issued, phone, now)
            answer = PhoneCodeChallenge(
                id=issued.public_id, expires_at=issued.expires_at, simulated_sms=shown
            )
            return Answer.of(answer, 201)

        answer = await once(self._store, Request(key, PHONE_CODES, body), now, work)
        self._sending.wake()
        return answer

    async def answer(self, kiosk: Kiosk, key: str, public_id: str, body: PhoneCodeAnswer) -> Answer:
        """Return a proof for the right code; `Declined` says wrong, late, used or too often."""
        now = self._now()

        def work(connection: sa.Connection) -> Answer:
            match = self._codes.redeem(connection, public_id, body.code, now)
            if match.purpose == "registration":
                person, phone = self._vault.person(match.citizen_id), self._vault.phone(match.phone)
                use = PriorRegistrations(connection, [person], [phone]).use_by(person, phone)
                problem = use.phone_problem(PhoneOwner(match.owner), self._policy.helped)
                if problem:
                    raise Declined(problem)
            trail.add(connection, now, actor=kiosk.actor, action="code_answered")
            return Answer.of(
                verified_code.sign(
                    self._signer,
                    phone=match.phone,
                    citizen_id=match.citizen_id,
                    purpose=match.purpose,
                    owner=match.owner,
                    now=now,
                    life=self._policy.proof_life,
                )
            )

        call = f"{PHONE_CODES}/{public_id}/answer"
        return await once(self._store, Request(key, call, body), now, work)

    async def choices(self, kiosk: Kiosk, key: str, body: PhoneChoicesBody) -> Answer:
        """Return to which masked numbers a code for a record could go; made-up ones for strangers."""
        now = self._now()
        insured = await declared_identity.known(self._insurer, body)

        def work(connection: sa.Connection) -> Answer:
            self._codes.note_choices(connection, kiosk.id, body.citizen_id, now)
            found = phone_choices.of_person(connection, self._vault, body, insured)
            trail.add(connection, now, actor=kiosk.actor, action="phone_choices_shown")
            return Answer.of(PhoneChoicesAnswer(choices=[choice.to_body() for choice in found]))

        return await once(self._store, Request(key, CHOICES, body), now, work)

    def _on_record(
        self, connection: sa.Connection, body: PhoneCodeBody, insured: Insured | None
    ) -> str | None:
        """The phone that was chosen of those on record; None for people without one."""
        found = phone_choices.of_person(connection, self._vault, body, insured)
        return phone_choices.chosen(found, body.choice)
