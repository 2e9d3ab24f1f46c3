"""A call from a kiosk for an officer, as the officer sees it. The API carries these shapes as they stand."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from kiosk.domain.dates import PartialDate
from kiosk.ports.dossiers import RegisteredPerson
from kiosk.ports.text_kinds import ReceiptCode

Record = Literal["card", "contributions", "rights"]
"""What a person may be shown of their own, against a second factor."""
CallAnswer = Literal["coming", "authorised", "declined"]
"""The officer comes, lets the record be shown, or does not."""


@dataclass(frozen=True)
class AuthorizationDossier:
    """Whose record a citizen without a phone asks to see, beside the register: the officer compares faces."""

    citizen_id: str
    full_name: str
    birth: PartialDate
    register: RegisteredPerson | None
    record: Record = "card"


@dataclass(frozen=True)
class Call:
    """A citizen at a kiosk wants an officer, perhaps to be let see a record.

    A call with an `authorization_request` stays while an officer is coming (`answered_by`), until it is
    authorised or declined. 409 `call_answered` when another officer was faster.
    """

    id: str
    kiosk_name: str
    place: str
    """The question on the kiosk's screen."""
    at: datetime
    receipt_code: ReceiptCode | None = None
    authorization_request: AuthorizationDossier | None = None
    answered_by: str | None = None
    """The officer on the way."""
