"""Codes sent to phones. A code that comes back proves the phone, not the person.

Source: docs/architecture.md#approved-at-once.
"""

from dataclasses import dataclass

import sqlalchemy as sa

from kiosk.backend.access.callers import Kiosk
from kiosk.backend.audit import trail
from kiosk.backend.clock import Clock
from kiosk.backend.declined import Declined
from kiosk.backend.insurer.port import Insurer
from kiosk.backend.keys.signing import Signer
from kiosk.backend.messages.sms import Message
from kiosk.backend.messages.sms_setup import SmsSetup
from kiosk.backend.phone_codes import verified_code
from kiosk.backend.phone_codes.code_store import CodeRequest, PhoneCodeStore
from kiosk.backend.phone_codes.prior_registrations import PriorRegistrations
from kiosk.backend.policy import Policy
from kiosk.backend.storage.idempotency import Answer, Request, once
from kiosk.backend.storage.store import Store
from kiosk.backend.storage.vault import Vault
from kiosk.contract.phone_codes import (
    PHONE_CODES,
    PhoneCodeAnswer,
    PhoneCodeAvailability,
    PhoneCodeBody,
    PhoneCodeChallenge,
)
from kiosk.domain.dates import PartialDate
from kiosk.domain.id_numbers import CITIZEN_ID
from kiosk.domain.problems import Invalid
from kiosk.domain.registration.draft import PhoneOwner
from kiosk.resources.text import words


@dataclass(frozen=True)
class CodeSending:
    """An answer, and the message to hand over once it has been given; None when there is none."""

    answer: Answer
    message: Message | None = None


class PhoneCodeService:
    """Sends codes and takes them back."""

    def __init__(
        self,
        store: Store,
        vault: Vault,
        insurer: Insurer,
        signer: Signer,
        sms: SmsSetup,
        policy: Policy,
        now: Clock,
    ) -> None:
        self._store = store
        self._vault = vault
        self._codes = PhoneCodeStore(vault, policy)
        self._insurer = insurer
        self._signer = signer
        self._sms = sms
        self._policy = policy
        self._now = now

    async def availability(self) -> PhoneCodeAvailability:
        """Tell whether a code can be sent now; the same for every person and phone."""
        now = self._now()
        is_available = await self._store.glance(lambda connection: self._sms.can_send(connection, now))
        return PhoneCodeAvailability(sms_available=is_available, sms_sender=self._sms.sender)

    async def send(self, kiosk: Kiosk, key: str, body: PhoneCodeBody) -> CodeSending:
        """Send a code to the phone given or on record; the answer does not tell whether there is one."""
        if not self._sms.providers:
            raise Declined("sms_unavailable")
        is_simulated = self._sms.is_simulated
        request = CodeRequest(kiosk.id, body, await self._phone(body))
        now, life = self._now(), self._policy.code_life
        messages: list[Message] = []

        def work(connection: sa.Connection) -> Answer:
            phone = self._codes.phone_within_limits(connection, request, now)
            issued = self._codes.issue(connection, request, phone, now)
            trail.add(connection, now, actor=kiosk.actor, action=f"code_{body.purpose}")
            text = words("sms.code", code=issued.code, minutes=int(life.total_seconds() // 60))
            messages[:] = [Message(issued.public_id, phone, text)] if phone else []
            shown = text if phone and is_simulated else None
            answer = PhoneCodeChallenge(
                id=issued.public_id, expires_at=issued.expires_at, simulated_sms=shown
            )
            return Answer.of(answer, 201)

        answer = await once(self._store, Request(key, PHONE_CODES, body), now, work)
        return CodeSending(answer, messages[0] if messages and not is_simulated else None)

    async def deliver(self, message: Message) -> None:
        """Hand a message over to the SMS service."""
        for provider in self._sms.providers[:1]:
            await provider.send(message)

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

    async def _phone(self, body: PhoneCodeBody) -> str | None:
        """The phone that is given or on record."""
        try:
            birth = PartialDate.from_iso(body.birth)
        except Invalid as invalid:
            raise Declined("invalid_body", fields=invalid.keys) from invalid
        if body.purpose == "registration":
            return _given(body)
        insured = await self._insurer.find(body.citizen_id)
        is_theirs = insured is not None and insured.is_alive and insured.is_called(body.full_name, birth)
        return insured.phone if insured and is_theirs else None


def _given(body: PhoneCodeBody) -> str:
    if body.phone is None or body.owner is PhoneOwner.NONE:
        raise Declined("invalid_body", fields=["phone.missing"])
    if not CITIZEN_ID.fullmatch(body.citizen_id):
        raise Declined("invalid_body", fields=["citizen_id.length"])
    return body.phone
