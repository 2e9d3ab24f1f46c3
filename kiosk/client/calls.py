"""The ports that are one call each: phone codes, cards, the officer, the ward's figures."""

from collections.abc import Callable
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from kiosk.client import bodies
from kiosk.client.api import Api
from kiosk.domain.card import Card
from kiosk.domain.people import Person
from kiosk.domain.registration import Draft
from kiosk.office_contract import DeskCall
from kiosk.ports import Accepted, Campaign, Challenge, Refused

_CODE_LENGTH = 6

Body = TypeVar("Body", bound=BaseModel)


class PhoneCodeCalls:
    """`ports.PhoneCodes` over the API."""

    def __init__(self, api: Api) -> None:
        self._api = api

    async def send_for_registration(self, draft: Draft) -> Challenge:
        """Send a code to the draft's phone."""
        return await self._api.send_code(_fit(lambda: bodies.code_for_registration(draft)))

    async def send_for_card(self, person: Person) -> Challenge:
        """Send a code to the phone on record, if there is one."""
        return await self._api.send_code(_fit(lambda: bodies.code_for_card(person)))

    async def answer(self, challenge: Challenge, code: str) -> str:
        """Return the proof for the right code; what is no code at all is wrong without asking."""
        if not (len(code) == _CODE_LENGTH and code.isascii() and code.isdecimal()):
            raise Refused("code_wrong")
        return await self._api.answer_code(challenge.id, code)


class CardCalls:
    """`ports.Cards` over the API."""

    def __init__(self, api: Api) -> None:
        self._api = api

    async def with_phone(self, person: Person, proof: str) -> Card:
        """Return the card against a phone's proof."""
        return await self._api.card(_fit(lambda: bodies.card_request(person, phone_proof=proof)))

    async def with_receipt(self, person: Person, receipt: Accepted) -> Card:
        """Return the card against the receipt that an officer has just approved."""
        return await self._api.card(_fit(lambda: bodies.card_request(person, receipt=receipt.signed)))


class DeskCalls:
    """`ports.Desk` over the API."""

    def __init__(self, api: Api) -> None:
        self._api = api

    async def ring(self, where: str, receipt_code: str | None = None) -> None:
        """Call the officer to this kiosk."""
        await self._api.ring(_fit(lambda: DeskCall(where=where, receipt_code=receipt_code)))


class WardCalls:
    """`ports.Ward` over the API."""

    def __init__(self, api: Api) -> None:
        self._api = api

    async def campaign(self) -> Campaign:
        """Return the ward's figures."""
        return await self._api.campaign()


def _fit(build: Callable[[], Body]) -> Body:
    """Build a body; what the contract does not allow is refused here as the backend would refuse it."""
    try:
        return build()
    except ValidationError as error:
        raise Refused("invalid_body") from error
