"""Codes sent to a phone, and the proof for one that came back."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from kiosk.contract.fields import PREFIX, Body, IdentityBody, Phone
from kiosk.domain import limits
from kiosk.domain.people import Relation, Sex
from kiosk.domain.registration.draft import PhoneOwner

PHONE_CODES = f"{PREFIX}/phone-codes"
PROOFS = f"{PHONE_CODES}/proofs"
AVAILABILITY = f"{PHONE_CODES}/availability"
CHOICES = f"{PHONE_CODES}/choices"

ChoiceId = Annotated[str, Field(pattern="^[0-9a-f]{32}$")]


CitizenNumber = Annotated[str, Field(pattern=r"^[0-9]{12}$", examples=["006148000012"])]


class PhoneCodeBody(IdentityBody):
    """Ask for a code.

    `registration`: to `phone`, which `owner` says is the participant's or the helper's.
    `card`, `contributions`, `rights`: to a phone on record for the citizen, `phone` is null; name and birth
    must agree. Which of several, `choice` says; null is the first. Only there may the number be the
    insurance number.
    """

    purpose: Literal["registration", "card", "contributions", "rights"]
    phone: Phone | None = None
    owner: PhoneOwner = PhoneOwner.SELF
    choice: ChoiceId | None = None


class PhoneChoicesBody(IdentityBody):
    """Ask to which numbers a code for a record could go."""


class PhoneChoiceBody(Body):
    """One number, masked: "••• 456". Of a helper's phone, what the citizen is to them and their sex."""

    id: ChoiceId
    masked: str
    owner: PhoneOwner
    relation: Relation | None = None
    helper_sex: Sex | None = None


class PhoneChoicesAnswer(Body):
    """At least one number: for people without one, or unknown, it is made up, and always the same one."""

    choices: list[PhoneChoiceBody]


class PhoneCodeChallenge(Body):
    """The same for known and unknown people. `simulated_sms` is null unless SMS is simulated."""

    id: str
    expires_at: datetime
    simulated_sms: str | None = None


class PhoneCodeAvailability(Body):
    """Can a code be sent now, and who will the phone say it is from? `sms_sender` is "" if not known."""

    sms_available: bool
    sms_sender: str = ""


class PhoneCodeAnswer(Body):
    """The six digits that came back."""

    code: Annotated[str, Field(pattern=f"^[0-9]{{{limits.PHONE_CODE}}}$")]


class PhoneProof(Body):
    """A signed proof bound to phone, citizen and purpose."""

    proof: str
    expires_at: datetime


class FurtherProofBody(Body):
    """A helper goes on with the next person, whose number this is.

    `receipt` is what the kiosk got for the registration before, `proof` the phone's proof that went with it.
    """

    citizen_id: CitizenNumber
    receipt: Annotated[str, Field(min_length=1, max_length=2000)]
    proof: Annotated[str, Field(min_length=1, max_length=2000)]
