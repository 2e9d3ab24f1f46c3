"""Registrations that a kiosk encrypted and sends later: their envelopes and outcomes.

Source: docs/architecture.md#nothing-is-lost.
"""

from typing import Annotated

from pydantic import Field

from kiosk.contract.fields import PREFIX, Body, IdempotencyKey
from kiosk.contract.registrations import RegistrationAnswer

ENVELOPES = f"{PREFIX}/envelopes"
HPKE_INFO = "ward kiosk registration v1 "
"""HPKE's info is this followed by the idempotency key."""


class Envelope(Body):
    """An encrypted `RegistrationBody`: HPKE to key `kid`, base64; the idempotency key is bound into it."""

    idempotency_key: IdempotencyKey
    kid: Annotated[str, Field(max_length=40)]
    sealed: Annotated[str, Field(max_length=20_000)]


class EnvelopesBody(Body):
    """Up to a hundred envelopes in one call."""

    envelopes: Annotated[list[Envelope], Field(min_length=1, max_length=100)]


class EnvelopeOutcome(Body):
    """One envelope's outcome: an answer, or a problem's stable code."""

    idempotency_key: IdempotencyKey
    answer: RegistrationAnswer | None = None
    problem: str | None = None


class EnvelopesAnswer(Body):
    """Outcomes in the order of the envelopes."""

    outcomes: list[EnvelopeOutcome]
