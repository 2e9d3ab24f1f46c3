"""The paths of the officers' queue and dossiers, and the decision; the answers are in `ports.dossiers`."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from kiosk.contract.fields import Body, Clean, Phone
from kiosk.contract.sessions import DESK
from kiosk.domain import limits
from kiosk.domain.registration.correction import REASONS, FormField
from kiosk.domain.registration.draft import PhoneOwner
from kiosk.domain.registration.eligibility import Status
from kiosk.domain.registration.supplement import AskedPart
from kiosk.ports.dossiers import VERSION, Agreed
from kiosk.ports.text_kinds import ReceiptCode

QUEUE = f"{DESK}/queue"
"""`?status=pending_review&search=&office=&offset=0&limit=100&version=`: without `status` the queue is
pending_review, and a search looks through every state. `search` is a receipt code, a citizen's number, a
phone that was proved, or a name: accents aside, its words in any order, perhaps a year of birth behind it."""
DOSSIERS = f"{DESK}/dossiers"
"""`/{receipt_code}`, and `/claim`, `/release`, `/decision`, `/undo`, `/corrections` below it; `/decision` and
`/corrections` have a body.
Each look at a dossier is written down: ask when an officer opens it, not again and again."""
Note = Annotated[str, Clean, Field(max_length=limits.NOTE)]
Search = Annotated[str, Clean, Field(max_length=limits.SEARCH)]


class ClaimAnswer(Body):
    """Who has it open; a claim never keeps another officer from deciding."""

    claimed_by: str | None
    claimed_by_me: bool


class DecisionBody(Body):
    """What the officer decides. `reason` is a key of the list that the desk shows, kept for the figures.

    `note` is what the person reads at the kiosk: the desk puts the reason's words there, and the officer's
    own. 409 `decision_impossible` names the state that stands against it in `fields` ("status.approved"); 409
    `already_registered` is a second account for a person.
    """

    decision: Literal["approve", "refuse", "ask_more"]
    reason: Annotated[str, Field(max_length=40, pattern=r"^[a-z_]*$")] = ""
    note: Note = ""
    asked: Annotated[list[AskedPart], Field(max_length=len(AskedPart))] = []
    """What an `ask_more` asks for; the kiosk takes these from who holds the slip."""


class CorrectedField(Body):
    """One field's new value: a date as ISO or as it is typed, a phone likewise, "" for none."""

    field: FormField
    value: Annotated[str, Clean, Field(max_length=limits.ADDRESS)]


class CorrectionBody(Body):
    """What an officer corrects, why, and how the person agreed.

    409 `dossier_changed`: `version` is no more the dossier's. 409 `correction_impossible` names the state
    that stands against it.
    """

    version: Annotated[str, Field(min_length=1, max_length=VERSION)]
    changes: Annotated[list[CorrectedField], Field(min_length=1, max_length=len(FormField))]
    reason: Annotated[str, Field(pattern=rf"^({'|'.join(REASONS)})$")]
    note: Note = ""
    agreed: Agreed


class CorrectionAnswer(Body):
    """What it has become; its status is not changed by a correction."""

    receipt_code: ReceiptCode
    status: Status
    reasons: list[str]
    version: str


class AccountPhoneBody(Body):
    """The phone that an account gets in place of those it has; the person stands before the officer."""

    phone: Phone
    owner: Literal[PhoneOwner.SELF, PhoneOwner.HELPER]
    note: Note = ""


class AccountPhoneAnswer(Body):
    """It is changed, and the old phone is told."""

    receipt_code: ReceiptCode


class DecisionAnswer(Body):
    """What it has become."""

    receipt_code: ReceiptCode
    status: Status
    undo_until: datetime | None
