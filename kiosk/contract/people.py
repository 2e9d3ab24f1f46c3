"""Finding a person of the register, and checking a code that a person shows."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from kiosk.contract.fields import Birth, Body, Name, ReceiptCode
from kiosk.contract.sessions import DESK
from kiosk.domain.registration.eligibility import Status

PEOPLE = f"{DESK}/people"
"""`?search=`: a name without accents, perhaps with a year of birth behind it, or a citizen's number."""
VERIFY = f"{DESK}/verify"
"""A POST that changes nothing, because what is verified must not stand in a log's address."""


class PersonFound(Body):
    """A person of the register, and whether they are registered with us."""

    citizen_id: str
    full_name: Name
    birth: Birth
    receipt_code: ReceiptCode | None
    status: Status | None


class PeopleAnswer(Body):
    """The first matches. `more`: there are others, a longer name or a year of birth narrows it."""

    people: list[PersonFound]
    more: bool


class VerifyBody(Body):
    """A code as it was scanned or typed."""

    text: Annotated[str, Field(min_length=1, max_length=4000)]


class VerifyAnswer(Body):
    """Is it genuine; the words are the desk's."""

    verdict: Literal["valid", "expired", "revoked", "unknown_key", "damaged", "not_ours"]
    kind: Literal["card", "receipt", "pick_up", "unknown"]
    receipt_code: str | None = None
    full_name: str | None = None
    birth: str | None = None
    expires_at: datetime | None = None
