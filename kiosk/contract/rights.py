"""A person's rights over their data; the shapes of the answers are in `ports.kept_data`."""

from typing import Annotated, Literal

from pydantic import Field

from kiosk.contract.dossiers import Note
from kiosk.contract.fields import PREFIX, Body, CallId, IdentityBody
from kiosk.contract.sessions import DESK
from kiosk.domain import limits
from kiosk.domain.registration.rights import Right
from kiosk.ports.kept_data import TakeBackReason, WrongField

KEPT_DATA = f"{PREFIX}/kept-data"
"""What is kept of a person. A POST, so that who asks stands in no log."""
RIGHTS_REQUESTS = f"{PREFIX}/rights-requests"
DESK_RIGHTS = f"{DESK}/rights-requests"
"""Those that wait, the nearest deadline first; `/{code}/outcome` below it. For the person of a dossier an
officer asks with `/rights` below the dossier, where a supervisor takes an approval back with `/take-back`."""


class KeptDataRequest(IdentityBody):
    """Ask what is kept: an identity and one second factor, as for a card."""

    phone_proof: Annotated[str, Field(max_length=limits.SIGNED_TEXT)] | None = None
    call_id: CallId | None = None


class RightsRequestBody(KeptDataRequest):
    """Ask for a right. Without a second factor the request waits until an officer knows who asks.

    `about`: what is to be corrected.
    """

    right: Right
    about: WrongField = ""


class RightsOutcomeBody(Body):
    """An officer settles a request; to decline it needs a reason, which the person reads.

    `done` also does it: the account is closed, the data erased, the card revoked.
    """

    outcome: Literal["done", "declined"]
    reason: Note = ""


class DossierRightBody(Body):
    """The person of an open dossier stands before the officer and asks for a right."""

    right: Literal[Right.WITHDRAW, Right.ERASE, Right.REVOKE_CARD]


class TakeBackBody(Body):
    """A supervisor takes an approval back; `note` is what the person reads."""

    reason: TakeBackReason
    note: Note = ""
