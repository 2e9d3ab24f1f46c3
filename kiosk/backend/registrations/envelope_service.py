"""Registers what waited in kiosks' outboxes, encrypted for the backend: each envelope has its own outcome."""

import asyncio
import logging

from pydantic import ValidationError

from kiosk.backend.access.callers import Kiosk
from kiosk.backend.declined import Declined
from kiosk.backend.keys.decryption import EnvelopeDecryptor
from kiosk.backend.registrations.registration_rows import CheckedRegistration
from kiosk.backend.registrations.registration_service import RegistrationService
from kiosk.backend.storage.group_commit import DATABASE_AWAY
from kiosk.backend.storage.idempotency import Answer
from kiosk.contract.envelopes import Envelope, EnvelopeOutcome, EnvelopesAnswer, EnvelopesBody
from kiosk.contract.registrations import RegistrationAnswer, RegistrationBody
from kiosk.contract.service import ProblemDetails

_log = logging.getLogger(__name__)


class EnvelopeService:
    """Decrypts envelopes and registers what is in them."""

    def __init__(self, decryptor: EnvelopeDecryptor, registrations: RegistrationService) -> None:
        self._decryptor = decryptor
        self._registrations = registrations

    async def deliver(self, kiosk: Kiosk, body: EnvelopesBody) -> EnvelopesAnswer:
        """Return the outcomes in the envelopes' order; one that fails does not keep the others.

        Raises the database's error when it is away: then nothing was decided for any.
        """
        checked = await asyncio.to_thread(lambda: [self._check(kiosk, each) for each in body.envelopes])
        registrations = [each for each in checked if isinstance(each, CheckedRegistration)]
        answers = iter(await self._registrations.register_all(registrations))
        results = [next(answers) if isinstance(each, CheckedRegistration) else each for each in checked]
        outcomes = [_outcome(*pair) for pair in zip(body.envelopes, results, strict=True)]
        return EnvelopesAnswer(outcomes=outcomes)

    def _check(self, kiosk: Kiosk, envelope: Envelope) -> CheckedRegistration | Declined:
        try:
            body = RegistrationBody.model_validate_json(self._decryptor.decrypt(envelope))
            return self._registrations.check(kiosk, envelope.idempotency_key, body)
        except ValidationError:
            return Declined("invalid_body")
        except Declined as declined:
            return declined


def _outcome(envelope: Envelope, result: Answer | Exception) -> EnvelopeOutcome:
    key = envelope.idempotency_key
    if isinstance(result, Declined):
        return EnvelopeOutcome(idempotency_key=key, problem=result.code)
    if isinstance(result, DATABASE_AWAY):
        raise result
    if isinstance(result, Exception):
        _log.error("envelope_failed", exc_info=result)
        return EnvelopeOutcome(idempotency_key=key, problem="unexpected")
    if result.is_problem:
        code = ProblemDetails.model_validate_json(result.content).code
        return EnvelopeOutcome(idempotency_key=key, problem=code)
    return EnvelopeOutcome(idempotency_key=key, answer=RegistrationAnswer.model_validate_json(result.content))
