"""The officer over the API: what a call's waiting yields, and what an officer at the kiosk opens there."""

import pytest

from kiosk.client.citizen import CardCalls, DeskCalls
from kiosk.domain.dates import PartialDate
from kiosk.domain.people import Person
from kiosk.ports.errors import Refused
from kiosk.ports.presences import AuthorizationRequest, OfficerProof
from tests.client.counterpart import problem, response, served
from tests.client.test_drain import Whole, embedded

PIN = "274916"
"""Of the invented ward's officers."""
MAN = Person(citizen_id="006090000011", full_name="Nguyễn Văn Mẫu", birth=PartialDate(1990, 1, 1))


async def nap(_: float) -> None:
    """Wait for nothing."""


def standing(outcome: str) -> bytes:
    """What comes of a call."""
    return response({"outcome": outcome})


async def test_a_calls_outcomes_come_once_each_and_a_backend_that_is_away_is_waited_for(short):
    away = problem("busy", 503)
    said = iter([standing("waiting"), b"", standing("waiting"), away, standing("coming")])
    async with served(lambda _: next(said), short) as (counterpart, api):
        heard = []
        async for outcome in DeskCalls(api, nap).answers("../c"):
            heard.append(outcome)
            if outcome == "coming":
                break
    assert heard == ["waiting", "coming"]
    assert {request.path for request in counterpart.heard} == {"/v1/desk/calls/..%2Fc"}


async def test_an_officer_is_let_in_by_the_real_backend_and_opens_what_they_may(short):
    async with embedded(short), Whole(short) as kiosk:
        desk, cards = DeskCalls(kiosk.api), CardCalls(kiosk.api)
        with pytest.raises(Refused, match="presence_refused"):
            await desk.admit(OfficerProof(login="mai", pin="274917"), None)
        with pytest.raises(Refused, match="invalid_body"):
            await desk.admit(OfficerProof(login="Mai!", pin=PIN), None)
        request = AuthorizationRequest(MAN, "card")
        rung = await desk.ring("card", request=request)
        presence = await desk.admit(OfficerProof(login="mai", pin=PIN), request)
        assert (presence.full_name, presence.call_id) == ("Lê Thị Mai", rung)
        assert await anext(desk.answers(rung)) == "authorised"
        with pytest.raises(Refused, match="card_not_available"):  # nobody has registered him yet
            await cards.with_call(MAN, rung)


def test_neither_badge_nor_pin_is_shown_by_what_carries_them():
    proof = OfficerProof(login="mai", badge="1234567890" * 4, pin=PIN)
    assert PIN not in repr(proof)
    assert "1234567890" not in repr(proof)
