"""eSMS: what is asked, what each answer means, and that a message goes out once."""

import json
from collections.abc import Iterator
from dataclasses import replace

import pytest

from kiosk.backend.messages.providers.esms import Esms, EsmsAccount
from kiosk.backend.messages.sms import Accepted, Delivery, DeliveryState, Failure, Sms
from tests.backend.messages.samples import MESSAGE, OTHER, PATIENT, PHONE, QUICK, WORDS, failing
from tests.fakes.esms import API_KEY, BRANDNAME, SECRET_KEY, EsmsFake

SECRETS = (API_KEY, SECRET_KEY)


@pytest.fixture
def esms() -> Iterator[EsmsFake]:
    with EsmsFake() as esms:
        yield esms


def provider(esms: EsmsFake, seconds: float = PATIENT, **account: str | bool) -> Sms:
    given = {"api_key": API_KEY, "secret_key": SECRET_KEY, "brandname": BRANDNAME, "url": esms.base_url}
    return Esms(EsmsAccount(**{**given, **account}), seconds)


async def test_a_message_reaches_the_phone_as_esms_documents_it(esms):
    accepted = await provider(esms).send(MESSAGE)
    assert esms.inbox == {PHONE: [WORDS]}
    assert accepted.provider_id == esms.ids[MESSAGE.id]
    assert json.loads(esms.requests[0].text) == {
        "ApiKey": API_KEY,
        "SecretKey": SECRET_KEY,
        "Phone": "0900000000",
        "Content": WORDS,
        "Brandname": BRANDNAME,
        "SmsType": "2",
        "IsUnicode": "0",
        "Sandbox": "0",
        "RequestId": MESSAGE.id,
    }


async def test_the_same_message_twice_is_accepted_and_goes_out_once(esms):
    sms = provider(esms)
    await sms.send(MESSAGE)
    assert await sms.send(MESSAGE) == Accepted("")
    assert await sms.send(OTHER) != Accepted("")
    assert esms.inbox == {PHONE: [WORDS, WORDS]}


async def test_a_lost_answer_leaves_doubt_and_the_next_attempt_sends_nothing_twice(esms):
    esms.faults.append("lost answer")
    sms = provider(esms)
    async with failing(Failure.AWAY, in_doubt=True, secrets=SECRETS):
        await sms.send(MESSAGE)
    assert await sms.send(MESSAGE) == Accepted("")
    assert esms.inbox == {PHONE: [WORDS]}


@pytest.mark.parametrize(
    ("code", "failure"),
    [
        ("99", Failure.NUMBER),
        ("101", Failure.CREDENTIALS),
        ("103", Failure.BALANCE),
        ("104", Failure.TEMPLATE),
        ("108", Failure.NUMBER),
        ("140", Failure.CREDENTIALS),
        ("146", Failure.TEMPLATE),
        ("177", Failure.TEMPLATE),
        ("201", Failure.TEMPLATE),
    ],
)
async def test_a_refusal_inside_a_200_is_named_by_what_is_wrong(esms, code, failure):
    esms.always = f"code {code}"
    async with failing(failure, secrets=SECRETS):
        await provider(esms).send(MESSAGE)
    assert esms.inbox == {}


NO_ANSWERS = [
    *("html", "empty", "drop", "silent", "http 500", "http 302", "code 999"),
    *("text []", "text {}", 'text {"CodeResult": {}}', 'text {"error": "Invalid request"}'),
    *("text " + "[" * 50_000, "text " + " " * 70_000),
]


@pytest.mark.parametrize("fault", NO_ANSWERS, ids=lambda fault: fault[:20])
async def test_an_answer_that_says_neither_yes_nor_no_leaves_doubt(esms, fault):
    esms.always = fault
    async with failing(Failure.AWAY, in_doubt=True, secrets=SECRETS):
        await provider(esms, QUICK if fault == "silent" else PATIENT).send(MESSAGE)


@pytest.mark.parametrize(
    ("fault", "failure"),
    [("http 401", Failure.CREDENTIALS), ("http 403", Failure.CREDENTIALS), ("http 429", Failure.AWAY)],
)
async def test_a_status_that_refuses_leaves_no_doubt(esms, fault, failure):
    esms.always = fault
    async with failing(failure):
        await provider(esms).send(MESSAGE)


async def test_who_cannot_be_reached_has_not_sent_it(esms):
    gone = EsmsFake()
    with gone:
        pass
    async with failing(Failure.AWAY):
        await provider(gone).send(MESSAGE)


@pytest.mark.parametrize("wrong", ["api_key", "secret_key"])
async def test_a_wrong_secret_is_named_in_every_call(esms, wrong):
    sms = provider(esms, **{wrong: "wrong"})
    for call in (sms.send(MESSAGE), sms.balance(), sms.delivery(MESSAGE.id, "0" * 35)):
        async with failing(Failure.CREDENTIALS, secrets=SECRETS):
            await call


async def test_a_number_that_is_none_and_an_unknown_sender_are_told_apart(esms):
    async with failing(Failure.NUMBER):
        await provider(esms).send(replace(MESSAGE, phone="+8490"))
    async with failing(Failure.TEMPLATE):
        await provider(esms, brandname="KHONG CO").send(MESSAGE)


async def test_an_empty_account_sends_nothing_and_says_so(esms):
    esms.balance = 100
    async with failing(Failure.BALANCE):
        await provider(esms).send(MESSAGE)
    assert await provider(esms).balance() == 100


async def test_the_sandbox_takes_a_message_and_sends_none(esms):
    assert (await provider(esms, sandbox=True).send(MESSAGE)).provider_id
    assert esms.inbox == {}


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, Delivery(DeliveryState.DELIVERED)),
        ({"waiting": True}, Delivery(DeliveryState.ACCEPTED)),
        ({"unsent": True}, Delivery(DeliveryState.FAILED, Failure.NUMBER)),
    ],
)
async def test_how_far_a_message_is(esms, given, expected):
    sms = provider(esms)
    accepted = await sms.send(MESSAGE)
    for name, value in given.items():
        setattr(esms, name, value)
    assert await sms.delivery(MESSAGE.id, accepted.provider_id) == expected


async def test_what_is_not_yet_known_there_waits_and_what_has_no_id_cannot_be_asked_for(esms):
    sms = provider(esms)
    assert await sms.delivery(MESSAGE.id, "not yet") == Delivery(DeliveryState.ACCEPTED)
    assert await sms.delivery(MESSAGE.id, "") is None


async def test_an_answer_about_another_message_is_no_answer(esms):
    sms = provider(esms)
    accepted = await sms.send(MESSAGE)
    esms.other_id = True
    async with failing(Failure.AWAY, in_doubt=True):
        await sms.delivery(MESSAGE.id, accepted.provider_id)


@pytest.mark.parametrize(
    "fault", ["html", 'text {"CodeResponse": "100"}', 'text {"CodeResponse": "100", "Balance": "nan"}']
)
async def test_a_balance_that_is_no_number_is_no_answer(esms, fault):
    esms.always = fault
    async with failing(Failure.AWAY, in_doubt=True):
        await provider(esms).balance()


def test_an_account_shows_no_key(esms):
    account = EsmsAccount(API_KEY, SECRET_KEY, BRANDNAME)
    assert API_KEY not in repr(account)
    assert SECRET_KEY not in repr(account)
