"""What a person sends of what an officer asked for, and the code to a phone that is asked for."""

from typing import Annotated

from pydantic import Field

from kiosk.contract.fields import Birth, Body, Clean, Name, Phone
from kiosk.contract.registrations import REGISTRATIONS
from kiosk.domain import limits
from kiosk.domain.people import Sex
from kiosk.domain.registration.draft import PhoneOwner
from kiosk.ports.text_kinds import CitizenId

ANSWERS = "answers"
"""`POST /v1/registrations/{receipt_code}/answers` takes a `SupplementBody`."""
CODES = "phone-codes"
"""`POST /v1/registrations/{receipt_code}/phone-codes` sends one; `/v1/phone-codes/{id}/answer` takes it."""

Receipt = Annotated[str, Field(min_length=1, max_length=limits.SIGNED_TEXT)]
"""The slip's signed text. The twelve characters alone let nobody change or learn anything."""


def path_of(receipt_code: str, call: str) -> str:
    """Return the path of `ANSWERS` or `CODES` for one registration."""
    return f"{REGISTRATIONS}/{receipt_code}/{call}"


class SupplementCodeBody(Body):
    """Whose code is wanted: the registration's own person is known by the slip."""

    receipt: Receipt
    phone: Phone
    owner: PhoneOwner


class ScannedCard(Body):
    """An ID card's own words."""

    citizen_id: CitizenId
    full_name: Name
    birth: Birth
    sex: Sex
    address: Annotated[str, Clean, Field(max_length=limits.ADDRESS)]
    warnings: Annotated[list[Annotated[str, Clean, Field(max_length=60)]], Field(max_length=10)] = []


class SupplementBody(Body):
    """The asked parts that a kiosk can take, all of them, and no other: else 422 `invalid_body`.

    `phone_owner` "none" answers that there is no phone. 409 `nothing_asked`: it does not wait for the person;
    409 `card_of_another`: the card is not that of the person, or of the helper, whom the registration names.
    """

    receipt: Receipt
    phone_owner: PhoneOwner | None = None
    phone: Phone | None = None
    phone_proof: Annotated[str, Field(max_length=limits.SIGNED_TEXT)] | None = None
    person_card: ScannedCard | None = None
    helper_card: ScannedCard | None = None
