"""Read-only questions of the citizens': what they have contributed, and whether an employer pays late."""

from typing import Annotated

from pydantic import Field

from kiosk.contract.fields import PREFIX, Body, CallId, IdentityBody
from kiosk.domain import limits
from kiosk.domain.contributions import Fund
from kiosk.ports.lookups import MOST_EMPLOYERS

CONTRIBUTIONS = f"{PREFIX}/contributions"
EMPLOYERS = f"{PREFIX}/employers"

MonthText = Annotated[str, Field(pattern=r"^[0-9]{4}-(0[1-9]|1[0-2])$", examples=["2026-09"])]


class ContributionsRequest(IdentityBody):
    """Ask for one's own contributions: an identity and one second factor, as for a card.

    That is a phone's proof, or the call in which an officer who sees the person let them be shown.
    """

    phone_proof: Annotated[str, Field(max_length=limits.SIGNED_TEXT)] | None = None
    call_id: CallId | None = None


class PeriodBody(Body):
    """Months with one employer, first and last included; `is_late`: declared, and not paid yet."""

    first: MonthText
    last: MonthText
    employer: Annotated[str, Field(min_length=1, max_length=limits.EMPLOYER_NAME)]
    funds: Annotated[list[Fund], Field(min_length=1, max_length=len(Fund))]
    is_late: bool


class ContributionsAnswer(Body):
    """A person's whole history, without any salary; in no particular order, periods may overlap."""

    periods: list[PeriodBody]
    is_sample: bool
    """It comes from a simulator."""


class EmployerBody(Body):
    """An employer's standing, which is public: paid until, and until when it should have paid."""

    code: str
    name: str
    paid_until: MonthText
    due_until: MonthText


class EmployersAnswer(Body):
    """Who may be meant, the likeliest first; `more`: the same words fit others as well."""

    employers: Annotated[list[EmployerBody], Field(max_length=MOST_EMPLOYERS)]
    more: bool
    is_sample: bool
