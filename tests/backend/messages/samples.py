"""A message to nobody, and what is expected of a provider that fails."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from kiosk.backend.messages.sms import Failure, Message, SendingFailed

PHONE = "+84900000000"
WORDS = "BHXH phuong: ma xac nhan cua Ong/ba la 123456, dung trong 5 phut. Khong dua ma cho nguoi la."
MESSAGE = Message("01990000-0000-7000-8000-000000000001", PHONE, WORDS)
OTHER = Message("01990000-0000-7000-8000-000000000002", PHONE, WORDS)
QUICK, PATIENT = 0.3, 20.0
"""Seconds: where a test waits for the time-out, and where it must not come."""


@asynccontextmanager
async def failing(
    failure: Failure, *, in_doubt: bool = False, secrets: tuple[str, ...] = ()
) -> AsyncIterator[None]:
    """Expect the block to fail so, and to say nothing personal or secret in doing so."""
    with pytest.raises(SendingFailed) as raised:
        yield
    error = raised.value
    assert (error.failure, error.may_have_been_sent) == (failure, in_doubt), error.detail
    assert error.__suppress_context__ or error.__context__ is None
    for hidden in ("900000000", "123456", *secrets):
        assert hidden not in f"{error} {error.detail} {error.__cause__}"
