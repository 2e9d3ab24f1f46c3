"""Registrations that waited in an outbox, sealed: each has its own outcome, the same as in clear."""

import asyncio
import logging

from pydantic import ValidationError

from kiosk.backend.access.callers import Kiosk
from kiosk.backend.declined import Declined
from kiosk.backend.keys.decryption import Opener
from kiosk.backend.registrations.reception import Arrival
from kiosk.backend.registrations.registrations import Registrations
from kiosk.backend.storage.group_commit import AWAY
from kiosk.backend.storage.idempotency import Answer
from kiosk.contract.envelopes import Envelope, EnvelopeOutcome, EnvelopesAnswer, EnvelopesBody
from kiosk.contract.registrations import RegistrationAnswer, RegistrationBody
from kiosk.contract.service import ProblemDetails

_log = logging.getLogger(__name__)


class Envelopes:
    """Opens envelopes and registers what is in them."""

    def __init__(self, opener: Opener, registrations: Registrations) -> None:
        self._opener = opener
        self._registrations = registrations

    async def deliver(self, kiosk: Kiosk, body: EnvelopesBody) -> EnvelopesAnswer:
        """Return the outcomes in the envelopes' order; one that fails does not keep the others.

        Raises the database's error when it is away: then nothing was decided for any.
        """
        opened = await asyncio.to_thread(lambda: [self._open(kiosk, each) for each in body.envelopes])
        arrivals = [each for each in opened if isinstance(each, Arrival)]
        answers = iter(await self._registrations.register_all(arrivals))
        results = [next(answers) if isinstance(each, Arrival) else each for each in opened]
        outcomes = [_outcome(*pair) for pair in zip(body.envelopes, results, strict=True)]
        return EnvelopesAnswer(outcomes=outcomes)

    def _open(self, kiosk: Kiosk, envelope: Envelope) -> Arrival | Declined:
        try:
            body = RegistrationBody.model_validate_json(self._opener.open(envelope))
            return self._registrations.arrival(kiosk, envelope.idempotency_key, body)
        except ValidationError:
            return Declined("invalid_body")
        except Declined as declined:
            return declined


def _outcome(envelope: Envelope, result: Answer | Exception) -> EnvelopeOutcome:
    key = envelope.idempotency_key
    if isinstance(result, Declined):
        return EnvelopeOutcome(idempotency_key=key, problem=result.code)
    if isinstance(result, AWAY):
        raise result
    if isinstance(result, Exception):
        _log.error("envelope_failed", exc_info=result)
        return EnvelopeOutcome(idempotency_key=key, problem="unexpected")
    if result.is_problem:
        code = ProblemDetails.model_validate_json(result.content).code
        return EnvelopeOutcome(idempotency_key=key, problem=code)
    return EnvelopeOutcome(idempotency_key=key, answer=RegistrationAnswer.model_validate_json(result.content))
