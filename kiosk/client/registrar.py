"""Takes registrations so that none is lost: on disk, then to the backend, released against its receipt."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import datetime

from pydantic import ValidationError

from kiosk.client import conversion
from kiosk.client.api import Api
from kiosk.client.encryption import Keyring, SignedReceipt, Unverifiable
from kiosk.client.outbox import Outbox
from kiosk.contract.registrations import RegistrationAnswer
from kiosk.domain import readable_code
from kiosk.domain.problems import Invalid, Problem
from kiosk.domain.registration.draft import Draft, Registration
from kiosk.ports.errors import Refused, Unavailable
from kiosk.ports.registrations import Accepted, Queued, Receipt, RegistrationStatus

REST = 15.0
"""Seconds for which the agent leaves a fresh row alone: the screen is sending it itself."""

NOT_ABOUT_IT = frozenset({"not_allowed", "unexpected", "busy"})
"""Codes that speak of the kiosk or of the moment, not of the registration: it is sent again, not kept."""

_EVERY = 1.0
"""Seconds between two questions for a registration's status."""

_log = logging.getLogger(__name__)


class HttpRegistrar:
    """`ports.registrations.Registrar` over the API, the outbox and the backend's public keys."""

    def __init__(
        self,
        api: Api,
        outbox: Outbox,
        keyring: Keyring,
        office_code: str,
        now: Callable[[], datetime],
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._api = api
        self._outbox = outbox
        self._keyring = keyring
        self._office_code = office_code
        self._now = now
        self._sleep = sleep
        self._stored: tuple[Draft, bytes] | None = None

    def store(self, draft: Draft) -> None:
        """Check the draft as a whole, encrypt it and fsync it into the outbox; once for the same draft."""
        self._body(draft)

    def _body(self, draft: Draft) -> bytes:
        """Return the JSON that was stored for `draft`, storing it first if it was not.

        The same bytes are sent: the moment of capture is in them, so a second rendering would be
        another body under the same key.
        """
        if self._stored and self._stored[0] == draft:
            return self._stored[1]
        registration = Registration.from_draft(draft, office_code=self._office_code, now=self._now())
        try:
            body = conversion.registration(registration).model_dump_json().encode()
        except ValidationError as error:
            raise Invalid(Problem("unexpected")) from error
        ciphertext = self._keyring.encrypt(body, draft.idempotency_key)
        self._outbox.put(draft.idempotency_key, draft.receipt_code, ciphertext, rest=REST)
        self._stored = (draft, body)
        return body

    async def submit(self, draft: Draft) -> Receipt:
        """Send what was stored and let go of it against the signed receipt."""
        key, code = draft.idempotency_key, draft.receipt_code
        body = self._body(draft)
        try:
            answer = await self._api.register(body, key)
            receipt = self._keyring.verify(answer.receipt, receipt_code=code, idempotency_key=key)
        except Unavailable as unavailable:
            return Queued(code, unavailable.why)
        except (Unverifiable, OSError):
            _log.warning("receipt_unverifiable", extra={"receipt_code": code})
            return Queued(code, "broken")
        except Refused as refused:
            return self._declined(draft, refused.code)
        self._release(receipt)
        return _accepted(answer)

    def _declined(self, draft: Draft, refusal: str) -> Queued:
        _log.warning("registration_declined", extra={"receipt_code": draft.receipt_code, "refusal": refusal})
        if refusal in NOT_ABOUT_IT:
            return Queued(draft.receipt_code, "broken")
        try:
            self._outbox.keep(draft.idempotency_key, refusal)
        except OSError:  # it stays as it was: the agent sends it, hears the same and marks it then
            _log.exception("outbox_refuses")
        return Queued(draft.receipt_code, "kept_for_officer")

    def _release(self, receipt: SignedReceipt) -> None:
        try:
            self._outbox.release(receipt)
        except OSError:  # received is received: the agent sends it once more, which changes nothing
            _log.exception("outbox_refuses")

    async def registration_status(self, receipt_code: str) -> RegistrationStatus:
        """Ask for a registration's status."""
        if not readable_code.is_valid(receipt_code):
            raise Refused("receipt_unknown")
        return await self._api.registration_status(receipt_code)

    async def changes(self, receipt_code: str) -> AsyncIterator[RegistrationStatus]:
        """Yield the status now and each time it changes; a backend that is away is waited for."""
        last: RegistrationStatus | None = None
        while True:
            status = await self._status_if_any(receipt_code)
            if status is not None and status != last:
                last = status
                yield status
            await self._sleep(_EVERY)

    async def _status_if_any(self, receipt_code: str) -> RegistrationStatus | None:
        try:
            return await self._api.registration_status(receipt_code, watching=True)
        except (Unavailable, Refused):  # refused: not received yet, it may still be in the outbox
            return None


def _accepted(answer: RegistrationAnswer) -> Accepted:
    return Accepted(
        receipt_code=answer.receipt_code,
        status=answer.status,
        reasons=tuple(answer.reasons),
        signed=answer.receipt,
        card=answer.card,
        paper_receipt=answer.paper_receipt,
    )
