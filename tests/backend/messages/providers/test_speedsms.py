"""SpeedSMS: what is asked, what each answer means, and what it cannot tell."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from kiosk.backend.messages.providers.speedsms import SpeedSms, SpeedSmsAccount
from kiosk.backend.messages.sms import Failure, Sms
from tests.backend.messages.samples import MESSAGE, PATIENT, PHONE, QUICK, WORDS, failing
from tests.fakes.speedsms import SENDER, TOKEN, SpeedSmsFake


@pytest.fixture
def speedsms() -> Iterator[SpeedSmsFake]:
    with SpeedSmsFake() as speedsms:
        yield speedsms


def provider(speedsms: SpeedSmsFake, seconds: float = PATIENT, **account: str) -> Sms:
    return SpeedSms(
        SpeedSmsAccount(**{"token": TOKEN, "sender": SENDER, "url": speedsms.url, **account}), seconds
    )


async def test_a_message_reaches_the_phone(speedsms):
    accepted = await provider(speedsms).send(MESSAGE)
    assert speedsms.inbox == {PHONE: [WORDS]}
    assert accepted.provider_id == "1001"
    assert speedsms.requests[0].body == {
        "to": ["84900000000"],
        "content": WORDS,
        "sms_type": 3,
        "sender": SENDER,
    }


async def test_it_cannot_tell_a_second_attempt_and_says_so(speedsms):
    sms = provider(speedsms)
    speedsms.faults.append("lost answer")
    async with failing(Failure.AWAY, in_doubt=True, secrets=(TOKEN,)):
        await sms.send(MESSAGE)
    await sms.send(MESSAGE)
    assert speedsms.inbox == {PHONE: [WORDS, WORDS]}
    assert not sms.knows_duplicates


@pytest.mark.parametrize(
    ("fault", "failure", "in_doubt"),
    [
        ("code 007", Failure.CREDENTIALS, False),
        ("code 008", Failure.CREDENTIALS, False),
        ("code 009", Failure.CREDENTIALS, False),
        ("code 101", Failure.TEMPLATE, False),
        ("code 105", Failure.NUMBER, False),
        ("code 110", Failure.TEMPLATE, False),
        ("code 113", Failure.TEMPLATE, False),
        ("code 300", Failure.BALANCE, False),
        ("code 500", Failure.AWAY, True),
        ("code 12 34 56", Failure.AWAY, True),
        ("http 429", Failure.AWAY, False),
        ('text {"name": "Too Many Requests", "code": 0, "status": 429}', Failure.AWAY, False),
        ("http 502", Failure.AWAY, True),
        ("html", Failure.AWAY, True),
        ("empty", Failure.AWAY, True),
        ('text {"status": "success", "code": "00"}', Failure.AWAY, True),
        ("drop", Failure.AWAY, True),
        ("silent", Failure.AWAY, True),
    ],
)
async def test_what_goes_wrong_is_named(speedsms, fault, failure, in_doubt):
    speedsms.always = fault
    async with failing(failure, in_doubt=in_doubt, secrets=(TOKEN,)):
        await provider(speedsms, QUICK if fault == "silent" else PATIENT).send(MESSAGE)
    assert speedsms.inbox == {}


async def test_a_wrong_token_is_named(speedsms):
    sms = provider(speedsms, token="wrong")
    for call in (sms.send(MESSAGE), sms.balance()):
        async with failing(Failure.CREDENTIALS, secrets=("wrong",)):
            await call


async def test_a_number_that_is_none_is_named(speedsms):
    async with failing(Failure.NUMBER):
        await provider(speedsms).send(replace(MESSAGE, phone="+849"))


async def test_the_balance_is_read_and_an_empty_one_is_named(speedsms):
    speedsms.balance = 249.5
    assert await provider(speedsms).balance() == 249
    async with failing(Failure.BALANCE):
        await provider(speedsms).send(MESSAGE)


async def test_how_far_a_message_is_cannot_be_asked(speedsms):
    assert await provider(speedsms).delivery(MESSAGE.id, "1001") is None


def test_an_account_shows_no_token():
    assert TOKEN not in repr(SpeedSmsAccount(TOKEN))
