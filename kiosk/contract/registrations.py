"""Registering a person, and asking for the status of a registration."""

import logging
from datetime import datetime
from typing import Annotated

from pydantic import Field, StrictBool, ValidationError, ValidatorFunctionWrapHandler, WrapValidator

from kiosk.contract.fields import PREFIX, Birth, Body, Clean, Moment, Name, Phone
from kiosk.domain import limits
from kiosk.domain.card import Card
from kiosk.domain.people import IdSource, Relation, Sex
from kiosk.domain.registration.draft import PhoneOwner, Purpose
from kiosk.domain.registration.eligibility import Status
from kiosk.domain.registration.supplement import AskedPart
from kiosk.ports.text_kinds import CitizenId, CommuneCode, InsuranceId, ReceiptCode

REGISTRATIONS = f"{PREFIX}/registrations"

_log = logging.getLogger(__name__)


class Participant(Body):
    """Whose account it becomes."""

    citizen_id: CitizenId
    full_name: Name
    birth: Birth
    sex: Sex
    address: Annotated[str, Clean, Field(max_length=limits.ADDRESS)]
    insurance_id: InsuranceId | None = None
    id_source: IdSource
    warnings: Annotated[list[Annotated[str, Clean, Field(max_length=60)]], Field(max_length=10)] = []
    """Keys of contradictions that the person confirmed; the officer sees them."""
    commune: CommuneCode | None = None
    """Today's commune (docs/domain.md#communes); `address` stays as the card prints it."""


class Helper(Body):
    """The relative at the kiosk; `relation` is what the participant is to them."""

    citizen_id: CitizenId
    full_name: Name
    birth: Birth
    relation: Relation
    id_source: IdSource


class ConsentBody(Body):
    """One purpose's answer."""

    purpose: Purpose
    version: Annotated[str, Clean, Field(max_length=40)]
    text_digest: Annotated[str, Field(pattern=r"^([0-9a-f]{64})?$")] = ""
    """SHA-256 of the words that stood on the screen, in hex; "" from a kiosk that did not send it yet."""
    language: Annotated[str, Field(pattern=r"^([a-z]{2})?$")] = ""
    granted: StrictBool


class RegistrationBody(Body):
    """What a kiosk sends, in clear or encrypted in an envelope."""

    participant: Participant
    helper: Helper | None = None
    phone: Phone | None = None
    phone_owner: PhoneOwner
    phone_proof: Annotated[str, Field(max_length=limits.SIGNED_TEXT)] | None = None
    office_code: Annotated[str, Clean, Field(max_length=10)]
    consents: Annotated[list[ConsentBody], Field(max_length=10)]
    form_version: Annotated[str, Clean, Field(max_length=20)]
    captured_at: Moment


def _readable(value: object, read: ValidatorFunctionWrapHandler) -> object:
    """A registration that was received stays so: a card that cannot be read must not hide the receipt."""
    try:
        return read(value)
    except ValidationError:
        _log.warning("card_unreadable")
        return None


class RegistrationAnswer(Body):
    """What the backend made of a registration. `receipt` and `paper_receipt` are COSE_Sign1 in base45; the
    latter is for the slip's QR and opens nothing."""

    receipt_code: ReceiptCode
    status: Status
    reasons: list[str]
    receipt: str
    paper_receipt: str = ""
    card: Annotated[Card | None, WrapValidator(_readable)] = None


class RegistrationStatusAnswer(Body):
    """A registration's status, and of its person no more than a slip shows: the name's initials."""

    receipt_code: ReceiptCode
    status: Status
    reasons: list[str]
    updated_at: datetime
    note: str = ""
    initials: Annotated[str, Clean, Field(max_length=limits.NAME)] = ""
    paper_receipt: str = ""
    history: list["StatusHistoryEntry"] = []
    asked: list[AskedPart] = []
    """What an officer asks the person for, while it needs more."""


class StatusHistoryEntry(Body):
    """One change of status."""

    status: Status
    at: datetime
