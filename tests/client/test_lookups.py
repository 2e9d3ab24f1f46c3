"""Look-ups over a real socket: what is asked, and what the answer becomes."""

import json

import pytest

from kiosk.client.citizen import PhoneCodeCalls
from kiosk.client.lookups import LookupCalls
from kiosk.domain.contributions import Employer, Fund, History, Month, Period
from kiosk.domain.people import Person
from kiosk.ports.errors import Refused, Unavailable
from tests.client.counterpart import problem, response, served
from tests.domain.samples import MAN

PERIOD = {
    "first": "2015-11",
    "last": "2026-06",
    "employer": "Xưởng\x1b]0;x\x07 Mẫu",
    "funds": ["social", "health"],
    "is_late": False,
}
EMPLOYER = {"code": "TN1", "name": "Xưởng\x9b Mẫu", "paid_until": "2026-06", "due_until": "2026-09"}
FOUND = {"employers": [EMPLOYER], "more": True, "is_sample": False}


def contributions(**changes: object) -> bytes:
    return response({"periods": [PERIOD | changes], "is_sample": True})


async def test_contributions_are_asked_for_by_identity_and_second_factor_and_made_safe_to_show(short):
    async with served(lambda _: contributions(), short) as (counterpart, api):
        found = await LookupCalls(api).contributions(MAN, proof="PROOF")
    (request,) = counterpart.heard
    assert (request.method, request.path) == ("POST", "/v1/contributions")
    assert request.headers["idempotency-key"]
    assert json.loads(request.body) == {
        "citizen_id": MAN.citizen_id,
        "full_name": MAN.full_name,
        "birth": "1990-01-01",
        "phone_proof": "PROOF",
        "call_id": None,
    }
    funds = frozenset({Fund.SOCIAL, Fund.HEALTH})
    assert found.history == History((Period(Month(2015, 11), Month(2026, 6), "Xưởng]0;x Mẫu", funds),))
    assert found.is_sample


async def test_an_insurance_card_asks_by_its_own_number_and_an_officers_call_will_do(short):
    person = MAN.with_(citizen_id="", insurance_id="0000000017")
    async with served(lambda _: contributions(), short) as (counterpart, api):
        await LookupCalls(api).contributions(person, call_id="ab" * 16)
    sent = json.loads(counterpart.heard[0].body)
    assert (sent["citizen_id"], sent["phone_proof"], sent["call_id"]) == ("0000000017", None, "ab" * 16)


async def test_an_employer_is_asked_for_in_the_address_whatever_was_typed(short):
    async with served(lambda _: response(FOUND), short) as (counterpart, api):
        found = await LookupCalls(api).employers("Xưởng & Mẫu?#/..")
    (request,) = counterpart.heard
    assert request.method == "GET"
    assert request.path == "/v1/employers?name=X%C6%B0%E1%BB%9Fng%20%26%20M%E1%BA%ABu%3F%23%2F.."
    assert found.found == (Employer("TN1", "Xưởng Mẫu", Month(2026, 6), Month(2026, 9)),)
    assert found.more


@pytest.mark.parametrize(
    "raw",
    [
        response({"periods": [PERIOD]}),
        contributions(first="2026-13"),
        contributions(first="2026-07"),
        contributions(first="1026-07"),
        contributions(funds=[]),
        contributions(funds=["gold"]),
        response(b"{"),
    ],
)
async def test_a_history_that_cannot_be_is_broken(short, raw):
    async with served(lambda _: raw, short) as (_, api):
        with pytest.raises(Unavailable) as caught:
            await LookupCalls(api).contributions(MAN, proof="PROOF")
    assert caught.value.why == "broken"


@pytest.mark.parametrize("raw", [response(FOUND | {"employers": [EMPLOYER] * 6}), response(b"", 304)])
async def test_employers_that_cannot_be_are_broken(short, raw):
    async with served(lambda _: raw, short) as (_, api):
        with pytest.raises(Unavailable) as caught:
            await LookupCalls(api).employers("may")
    assert caught.value.why == "broken"


async def test_a_no_and_a_not_now_keep_their_meaning(short):
    refused = problem("contributions_not_available", 403)
    away = problem("insurer_away", 503, headers={"Retry-After": "5"})
    async with served(lambda _: refused, short) as (_, api):
        with pytest.raises(Refused, match="contributions_not_available"):
            await LookupCalls(api).contributions(MAN, proof="PROOF")
    async with served(lambda _: away, short) as (_, api):
        with pytest.raises(Unavailable) as caught:
            await LookupCalls(api).employers("may")
    assert caught.value.why == "busy"


async def test_somebody_without_a_name_is_refused_without_asking(short):
    async with served(lambda _: contributions(), short) as (counterpart, api):
        with pytest.raises(Refused, match="invalid_body"):
            await LookupCalls(api).contributions(Person(), proof="PROOF")
    assert counterpart.heard == []


async def test_the_code_is_asked_for_for_this_purpose(short):
    sent = {"id": "c1", "expires_at": "2026-11-22T14:00:00Z", "simulated_sms": None}
    async with served(lambda _: response(sent, 201), short) as (counterpart, api):
        await PhoneCodeCalls(api).send_for_contributions(MAN, "0" * 32)
    body = json.loads(counterpart.heard[0].body)
    assert (body["purpose"], body["phone"], body["choice"]) == ("contributions", None, "0" * 32)
