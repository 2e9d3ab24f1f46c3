"""An officer who waits for an answer, made up."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone

from kiosk.domain.registration.draft import Draft
from kiosk.domain.registration.eligibility import Status
from kiosk.ports.phone_codes import Challenge
from kiosk.ports.registrations import RegistrationStatus

_NOW = datetime(2026, 11, 22, 14, 32, tzinfo=timezone(timedelta(hours=7)))


@dataclass
class FakeSupplements:
    """Takes whatever is sent, or fails as told; its code is 123456."""

    error: Exception | None = None
    codes: list[str] = field(default_factory=list)
    """The phones to which a code was sent."""
    tried: list[Draft] = field(default_factory=list)
    sent: list[Draft] = field(default_factory=list)

    async def send_code(self, draft: Draft) -> Challenge:
        """Send the one code."""
        self.codes.append(draft.phone or "")
        return Challenge("c1", _NOW + timedelta(minutes=5), "Ma xac nhan cua Ong/ba la 123456")

    async def send(self, draft: Draft) -> RegistrationStatus:
        """Let it wait for the officer again."""
        self.tried.append(draft)
        if self.error is not None:
            raise self.error
        assert draft.asked is not None
        self.sent.append(draft)
        return RegistrationStatus(draft.asked.receipt_code, Status.PENDING_REVIEW, (), _NOW)
