"""Ports whose methods are one call each: phone codes, cards, the officer, the ward's figures."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from kiosk.client import conversion
from kiosk.client.api import Api
from kiosk.domain import limits
from kiosk.domain.card import Card
from kiosk.domain.people import Person
from kiosk.domain.registration.draft import Draft
from kiosk.ports.campaign import Campaign
from kiosk.ports.errors import Refused, Unavailable
from kiosk.ports.phone_codes import Challenge, CodeAvailability
from kiosk.ports.presences import AuthorizationRequest, CallOutcome, OfficerProof, Presence
from kiosk.ports.registrations import Accepted

_EVERY = 1.0
"""Seconds between two questions what has come of a call."""

Body = TypeVar("Body", bound=BaseModel)


class PhoneCodeCalls:
    """`ports.phone_codes.PhoneCodes` over the API."""

    def __init__(self, api: Api) -> None:
        self._api = api

    async def availability(self) -> CodeAvailability:
        """Ask whether a code can be sent now."""
        return await self._api.code_availability()

    async def send_for_registration(self, draft: Draft) -> Challenge:
        """Send a code to the draft's phone."""
        return await self._api.send_code(fit(lambda: conversion.code_for_registration(draft)))

    async def send_for_card(self, person: Person) -> Challenge:
        """Send a code to the phone on record, if there is one."""
        return await self._api.send_code(fit(lambda: conversion.code_for_record(person, "card")))

    async def send_for_contributions(self, person: Person) -> Challenge:
        """Do the same for a code that opens the contributions."""
        return await self._api.send_code(fit(lambda: conversion.code_for_record(person, "contributions")))

    async def answer(self, challenge: Challenge, code: str) -> str:
        """Return the proof for the right code; what is no code at all is wrong without asking."""
        if not (len(code) == limits.PHONE_CODE and code.isascii() and code.isdecimal()):
            raise Refused("code_wrong")
        return await self._api.answer_code(challenge.id, code)


class CardCalls:
    """`ports.cards.Cards` over the API."""

    def __init__(self, api: Api) -> None:
        self._api = api

    async def with_phone(self, person: Person, proof: str) -> Card:
        """Return the card against a phone's proof."""
        return await self._api.card(fit(lambda: conversion.card_request(person, phone_proof=proof)))

    async def with_receipt(self, person: Person, receipt: Accepted) -> Card:
        """Return the card against the receipt that an officer has just approved."""
        return await self._api.card(fit(lambda: conversion.card_request(person, receipt=receipt.signed)))

    async def with_call(self, person: Person, call_id: str) -> Card:
        """Return the card against the call in which an officer let it be shown."""
        return await self._api.card(fit(lambda: conversion.card_request(person, call_id=call_id)))


class DeskCalls:
    """`ports.presences.Desk` over the API."""

    def __init__(self, api: Api, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep) -> None:
        self._api = api
        self._sleep = sleep

    async def ring(
        self, place: str, receipt_code: str | None = None, request: AuthorizationRequest | None = None
    ) -> str:
        """Call the officer to this kiosk."""
        return await self._api.ring(fit(lambda: conversion.call(place, receipt_code, request)))

    async def answers(self, call_id: str) -> AsyncIterator[CallOutcome]:
        """Yield what has come of a call, now and at each change; a backend that is away is waited for."""
        last: CallOutcome | None = None
        while True:
            with suppress(Unavailable):
                outcome = await self._api.call_outcome(call_id)
                if outcome != last:
                    last = outcome
                    yield outcome
            await self._sleep(_EVERY)

    async def admit(self, proof: OfficerProof, request: AuthorizationRequest | None) -> Presence:
        """Show the backend what an officer showed here."""
        return await self._api.admit(fit(lambda: conversion.presence(proof, request)))


class WardCalls:
    """`ports.campaign.Ward` over the API."""

    def __init__(self, api: Api) -> None:
        self._api = api

    async def campaign(self) -> Campaign:
        """Return the ward's figures."""
        return await self._api.campaign()


def fit(build: Callable[[], Body]) -> Body:
    """Build a body; what the contract does not allow is refused here as the backend would refuse it."""
    try:
        return build()
    except ValidationError as error:
        raise Refused("invalid_body") from error
