"""Codes sent to phones. A code that comes back proves the phone, not the person.

Source: docs/architecture.md#approved-at-once.
"""

from collections.abc import Callable
from datetime import datetime

import sqlalchemy as sa

from kiosk.backend.access.callers import Kiosk
from kiosk.backend.audit import trail
from kiosk.backend.clock import Clock
from kiosk.backend.declined import Declined
from kiosk.backend.insurer.port import Insured, Insurer
from kiosk.backend.keys.signing import Signer
from kiosk.backend.messages import message_queue
from kiosk.backend.messages.message_queue import CODE, MessageRequest
from kiosk.backend.messages.sms_setup import SmsSetup
from kiosk.backend.phone_codes import declared, phone_choices, verified_code
from kiosk.backend.phone_codes.code_message import code_words
from kiosk.backend.phone_codes.code_store import CodeRequest, IssuedCode, PhoneCodeStore
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
        sms: SmsSetup,
        policy: Policy,
        now: Clock,
        wake: Callable[[], None],
    ) -> None:
        """`wake` tells the worker that a message was queued."""
        self._store = store
        self._vault = vault
        self._codes = PhoneCodeStore(vault, policy)
        self._insurer = insurer
        self._signer = signer
        self._sms = sms
        self._policy = policy
        self._now = now
        self._wake = wake

    async def availability(self) -> PhoneCodeAvailability:
        """Tell whether a code can be sent now; the same for every person and phone."""
        now = self._now()
        is_available = await self._store.glance(lambda connection: self._sms.can_send(connection, now))
        return PhoneCodeAvailability(sms_available=is_available, sms_sender=self._sms.sender)

    async def send(self, kiosk: Kiosk, key: str, body: PhoneCodeBody) -> Answer:
        """Send a code to the phone given or on record; the answer does not tell whether there is one."""
        if not self._sms.providers:
            raise Declined("sms_unavailable")
        insured = await declared.known(self._insurer, body) if body.purpose != "registration" else None
        given = declared.phone(body) if body.purpose == "registration" else None
        now = self._now()

        def work(connection: sa.Connection) -> Answer:
            to = given or self._on_record(connection, body, insured)
            request = CodeRequest(kiosk.id, body, to)
            self._check_sending(connection, body, now)
            phone = self._within_caps(connection, request, now)
            issued = self._codes.issue(connection, request, phone, now)
            trail.add(connection, now, actor=kiosk.actor, action=f"code_{body.purpose}")
            shown = self._hand_over(connection, request, issued, phone, now)
            answer = PhoneCodeChallenge(
                id=issued.public_id, expires_at=issued.expires_at, simulated_sms=shown
            )
            return Answer.of(answer, 201)

        answer = await once(self._store, Request(key, PHONE_CODES, body), now, work)
        self._wake()
        return answer

    def _check_sending(self, connection: sa.Connection, body: PhoneCodeBody, now: datetime) -> None:
        """Decline what could not be sent, before anything is counted; alike for every person."""
        if not self._sms.can_send(connection, now):
            raise Declined("sms_unavailable")
        if body.purpose == "registration" and body.phone and not self._sms.caps.serves(body.phone):
            raise Declined("sms_country")
        if not self._sms.is_simulated:
            self._sms.caps.check_day(connection, now)

    def _within_caps(self, connection: sa.Connection, request: CodeRequest, now: datetime) -> str | None:
        """Return the phone, if one more message may go to it.

        One on record that may not have any is left alone silently: to say so would tell whose it is.
        """
        phone = self._codes.phone_within_limits(connection, request, now)
        if phone is None or self._sms.is_simulated:
            return phone
        if request.body.purpose == "registration":
            self._sms.caps.check_number(connection, self._vault, phone, now)
            return phone
        return phone if self._sms.caps.allows(connection, self._vault, phone, now) else None

    def _hand_over(
        self,
        connection: sa.Connection,
        request: CodeRequest,
        issued: IssuedCode,
        phone: str | None,
        now: datetime,
    ) -> str | None:
        """Queue the message; or return its words, where SMS is simulated and there is a phone."""
        minutes = int(self._policy.code_life.total_seconds() // 60)
        text = code_words(request.body.purpose, self._sms.office, issued.code, minutes)
        if self._sms.is_simulated:
            return text if phone else None
        message = MessageRequest(CODE, phone or "", text, issued.expires_at, kiosk_id=request.kiosk_id)
        if phone:
            message_queue.put(connection, self._vault, message, now)
        else:
            message_queue.put_blank(connection, self._vault, message, now)
        return None

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
        insured = await declared.known(self._insurer, body)

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
