"""Codes sent to a phone, and the proof for one that came back."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from kiosk.contract.fields import PREFIX, Body, IdentityBody, Phone
from kiosk.domain import limits
from kiosk.domain.registration.draft import PhoneOwner

PHONE_CODES = f"{PREFIX}/phone-codes"
AVAILABILITY = f"{PHONE_CODES}/availability"


class PhoneCodeBody(IdentityBody):
    """Ask for a code.

    `registration`: to `phone`, which `owner` says is the participant's or the helper's.
    `card`, `contributions`: to the phone on record for the citizen, `phone` is null; name and birth must
    agree. Only there may the number be the insurance number.
    """

    purpose: Literal["registration", "card", "contributions"]
    phone: Phone | None = None
    owner: PhoneOwner = PhoneOwner.SELF


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
