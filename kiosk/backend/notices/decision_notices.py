"""The message on a decision: queued with it in one transaction, and dropped when it is undone."""

from datetime import datetime, timedelta

import sqlalchemy as sa

from kiosk.backend.messages import message_queue
from kiosk.backend.messages.message_queue import MessageRequest
from kiosk.backend.messages.sms_setup import SmsSetup
from kiosk.backend.notices.notice import LIFE, NoticeOffice, by_day, has_agreed
from kiosk.backend.storage.vault import Vault
from kiosk.contract.registrations import RegistrationBody
from kiosk.domain import readable_code
from kiosk.domain.registration.eligibility import UNDO, Status

KIND = "decision"
PHONE_PROVED = "phone_proved"
"""Among the reasons of a registration: no code came back from its phone (`eligibility.Facts`)."""
TOLD = (Status.APPROVED, Status.NEEDS_MORE, Status.REFUSED)
"""What a person is told of."""
_MARGIN = timedelta(seconds=5)
"""After the last moment for undoing: two processes' clocks may differ."""


class DecisionNotices:
    """Tells those who agreed to it what was decided."""

    def __init__(self, vault: Vault, office: NoticeOffice, *, can_send: bool) -> None:
        """`can_send`: there is a provider that carries messages to phones."""
        self._vault = vault
        self._office = office
        self._can_send = can_send

    @classmethod
    def by(cls, sms: SmsSetup, vault: Vault) -> "DecisionNotices":
        """Tell through the ward's own providers, if there are any."""
        return cls(vault, NoticeOffice(sms.office, sms.hotline), can_send=sms.reaches_phones)

    def put(
        self,
        connection: sa.Connection,
        receipt_code: str,
        sent: RegistrationBody | None,
        status: Status,
        at: datetime,
        *,
        is_proved: bool,
    ) -> bool:
        """Queue the message on what was decided at `at`; False where nobody can be told by message.

        A phone that was only typed may be a stranger's: it hears of an officer's approval, of nothing else.
        """
        if sent is None or not self._reaches(sent, status, is_proved=is_proved) or sent.phone is None:
            return False
        due = by_day(at + UNDO + _MARGIN)
        words = self._office.write(f"decision_{status}", code=readable_code.grouped(receipt_code))
        request = MessageRequest(
            kind=KIND,
            phone=sent.phone,
            words=words,
            not_before=due,
            expires_at=due + LIFE,
            once_key=_once_key(receipt_code, at),
        )
        message_queue.put(connection, self._vault, request, at)
        return True

    def _reaches(self, sent: RegistrationBody, status: Status, *, is_proved: bool) -> bool:
        has_phone = is_proved or status is Status.APPROVED
        return self._can_send and status in TOLD and has_phone and has_agreed(sent)

    def drop(self, connection: sa.Connection, receipt_code: str, at: datetime) -> None:
        """Take back the message on the decision of `at`, which was undone before it could be sent."""
        message_queue.drop(connection, self._vault, _once_key(receipt_code, at))


def _once_key(receipt_code: str, at: datetime) -> str:
    """A decision is one moment of one registration: decided anew, it is told anew."""
    return f"{KIND} {receipt_code} {at.timestamp():.6f}"
