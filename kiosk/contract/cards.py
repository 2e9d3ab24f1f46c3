"""Digital health-insurance cards, and the list of those that are revoked."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from kiosk.contract.fields import PREFIX, Body, CallId, IdentityBody
from kiosk.domain import limits

CARDS = f"{PREFIX}/cards"
REVOCATIONS = f"{PREFIX}/revocations"


class CardRequest(IdentityBody):
    """Ask for a card: an identity and one second factor.

    That is a phone's proof, a receipt just approved, or the call in which an officer who sees the person
    let the card be shown.
    """

    phone_proof: Annotated[str, Field(max_length=limits.SIGNED_TEXT)] | None = None
    receipt: Annotated[str, Field(max_length=limits.SIGNED_TEXT)] | None = None
    call_id: CallId | None = None


class RevocationsAnswer(Body):
    """The signed list of revoked cards (COSE_Sign1 in base45), and its age."""

    list: str
    issued_at: datetime
    expires_at: datetime
