"""Registrations that waited in an outbox, sealed: each has its own outcome, the same as in clear."""

from pydantic import ValidationError

from kiosk.backend.auth import Kiosk
from kiosk.backend.declined import Declined
from kiosk.backend.sealing import Opener
from kiosk.backend.service.registrations import Registrations
from kiosk.contract import (
    Envelope,
    EnvelopeOutcome,
    EnvelopesAnswer,
    EnvelopesBody,
    ProblemDetails,
    RegistrationAnswer,
    RegistrationBody,
)


class Envelopes:
    """Opens envelopes and registers what is in them."""

    def __init__(self, opener: Opener, registrations: Registrations) -> None:
        self._opener = opener
        self._registrations = registrations

    async def deliver(self, kiosk: Kiosk, body: EnvelopesBody) -> EnvelopesAnswer:
        """Return the outcomes in the envelopes' order; one that fails does not keep the others."""
        return EnvelopesAnswer(outcomes=[await self._outcome(kiosk, envelope) for envelope in body.envelopes])

    async def _outcome(self, kiosk: Kiosk, envelope: Envelope) -> EnvelopeOutcome:
        key = envelope.idempotency_key
        try:
            answer = await self._registrations.register(kiosk, key, self._open(envelope))
        except Declined as declined:
            return EnvelopeOutcome(idempotency_key=key, problem=declined.code)
        if answer.is_problem:
            code = ProblemDetails.model_validate_json(answer.content).code
            return EnvelopeOutcome(idempotency_key=key, problem=code)
        content = RegistrationAnswer.model_validate_json(answer.content)
        return EnvelopeOutcome(idempotency_key=key, answer=content)

    def _open(self, envelope: Envelope) -> RegistrationBody:
        try:
            return RegistrationBody.model_validate_json(self._opener.open(envelope))
        except ValidationError as error:
            raise Declined("invalid_body") from error
