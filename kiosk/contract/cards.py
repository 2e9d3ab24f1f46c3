"""Digital health-insurance cards, and the list of those that are revoked."""

from datetime import date, datetime
from typing import Annotated

from pydantic import Field

from kiosk.contract.fields import PREFIX, Birth, Body, CallId, Name, PersonNumber
from kiosk.domain.people import Sex

CARDS = f"{PREFIX}/cards"
REVOCATIONS = f"{PREFIX}/revocations"


class CardBody(Body):
    """A card as `domain.card.Card` has it."""

    card_number: str
    full_name: str
    birth: Birth
    sex: Sex
    facility: str
    facility_name: str
    valid_from: date
    valid_to: date | None
    five_years_from: date | None
    benefit: str
    payload: str
    proof: str
    code: str
    is_sample: bool


class CardRequest(Body):
    """Ask for a card: an identity and one second factor.

    That is a phone's proof, a receipt just approved, or the call in which an officer who sees the person
    let the card be shown.
    """

    citizen_id: PersonNumber
    full_name: Name
    birth: Birth
    phone_proof: Annotated[str, Field(max_length=1000)] | None = None
    receipt: Annotated[str, Field(max_length=1000)] | None = None
    call_id: CallId | None = None


class RevocationsAnswer(Body):
    """The signed list of revoked cards (COSE_Sign1 in base45), and its age."""

    list: str
    issued_at: datetime
    expires_at: datetime
