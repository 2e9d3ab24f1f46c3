"""Sending a code: whether one can be sent, whether the caps allow it, and its message in the queue."""

from collections.abc import Callable
from datetime import datetime

import sqlalchemy as sa

from kiosk.backend.declined import Declined
from kiosk.backend.messages import message_queue
from kiosk.backend.messages.message_queue import CODE, MessageRequest
from kiosk.backend.messages.sms_setup import SmsSetup
from kiosk.backend.phone_codes.code_message import code_words
from kiosk.backend.phone_codes.code_store import CodeRequest, IssuedCode, PhoneCodeStore
from kiosk.backend.policy import Policy
from kiosk.backend.storage.vault import Vault
from kiosk.contract.phone_codes import PhoneCodeAvailability, PhoneCodeBody


class CodeSending:
    """Sends codes by way of the message queue; every method but two is part of a transaction."""

    def __init__(self, vault: Vault, setup: SmsSetup, policy: Policy, wake: Callable[[], None]) -> None:
        """`wake` tells the worker that a message was queued."""
        self._vault = vault
        self._setup = setup
        self._codes = PhoneCodeStore(vault, policy)
        self._life = policy.code_life
        self.wake = wake

    @property
    def is_set_up(self) -> bool:
        """Is there any provider at all, or the simulator?"""
        return bool(self._setup.providers)

    def availability(self, connection: sa.Connection, now: datetime) -> PhoneCodeAvailability:
        """Tell whether a code can be sent now; the same for every person and phone."""
        is_available = self._setup.can_send(connection, now)
        return PhoneCodeAvailability(sms_available=is_available, sms_sender=self._setup.sender)

    def check(self, connection: sa.Connection, body: PhoneCodeBody, now: datetime) -> None:
        """Decline what could not be sent, before anything is counted; alike for every person."""
        if not self._setup.can_send(connection, now):
            raise Declined("sms_unavailable")
        if body.purpose == "registration" and body.phone and not self._setup.caps.serves(body.phone):
            raise Declined("sms_country")
        if not self._setup.is_simulated:
            self._setup.caps.check_day(connection, now)

    def phone_within_caps(self, connection: sa.Connection, request: CodeRequest, now: datetime) -> str | None:
        """Return the phone, if one more message may go to it.

        One on record that may not have any is left alone silently: to say so would tell whose it is.
        """
        phone = self._codes.phone_within_limits(connection, request, now)
        if self._setup.is_simulated:
            return phone
        if phone is not None and request.body.purpose == "registration":
            self._setup.caps.check_number(connection, self._vault, phone, now)
            return phone
        # asked for people without a phone as well, so that what it costs tells nothing
        is_allowed = self._setup.caps.allows(connection, self._vault, phone or "", now)
        return phone if is_allowed else None

    def hand_over(
        self,
        connection: sa.Connection,
        request: CodeRequest,
        issued: IssuedCode,
        phone: str | None,
        now: datetime,
    ) -> str | None:
        """Queue the message; or return its words, where SMS is simulated and there is a phone."""
        minutes = int(self._life.total_seconds() // 60)
        text = code_words(request.body.purpose, self._setup.office, issued.code, minutes)
        if self._setup.is_simulated:
            return text if phone else None
        message = MessageRequest(CODE, phone or "", text, issued.expires_at, kiosk_id=request.kiosk_id)
        if phone:
            message_queue.put(connection, self._vault, message, now)
        else:
            message_queue.put_blank(connection, self._vault, message, now)
        return None
