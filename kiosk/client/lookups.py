"""`ports.lookups.Lookups` over the API, and its answers as the domain's values."""

from collections.abc import Callable
from typing import TypeVar
from urllib.parse import quote

from kiosk.client.api import Api
from kiosk.client.citizen import fit
from kiosk.client.conversion import identity
from kiosk.contract.lookups import (
    CONTRIBUTIONS,
    EMPLOYERS,
    ContributionsAnswer,
    ContributionsRequest,
    EmployerBody,
    EmployersAnswer,
    PeriodBody,
)
from kiosk.domain.contributions import Employer, History, Month, Period
from kiosk.domain.people import Person
from kiosk.domain.problems import Invalid
from kiosk.ports.errors import Unavailable
from kiosk.ports.lookups import Contributions, Employers

Answer = TypeVar("Answer")
Value = TypeVar("Value")


class LookupCalls:
    """Asks the backend."""

    def __init__(self, api: Api) -> None:
        self._api = api

    async def contributions(
        self, person: Person, *, proof: str | None = None, call_id: str | None = None
    ) -> Contributions:
        """Return the history against a phone's proof, or an officer's call."""
        body = fit(lambda: _request(person, proof, call_id))
        answer = await self._api.order(CONTRIBUTIONS, body, ContributionsAnswer)
        return _converted(_contributions, answer)

    async def employers(self, text: str) -> Employers:
        """Find employers by words of their name, or by their code."""
        found = await self._api.ask(f"{EMPLOYERS}?name={quote(text, safe='')}", EmployersAnswer)
        if found is None:
            raise Unavailable("broken")  # nothing of it is known here that could be unchanged
        return _converted(_employers, found)


def _converted(convert: Callable[[Answer], Value], answer: Answer) -> Value:
    try:
        return convert(answer)
    except Invalid as error:
        raise Unavailable("broken") from error


def _request(person: Person, proof: str | None, call_id: str | None) -> ContributionsRequest:
    return ContributionsRequest.model_validate({**identity(person), "phone_proof": proof, "call_id": call_id})


def _contributions(answer: ContributionsAnswer) -> Contributions:
    return Contributions(History(tuple(map(_period, answer.periods))), answer.is_sample)


def _period(body: PeriodBody) -> Period:
    first, last = Month.from_text(body.first), Month.from_text(body.last)
    return Period(first, last, body.employer, frozenset(body.funds), body.is_late)


def _employers(answer: EmployersAnswer) -> Employers:
    return Employers(tuple(map(_employer, answer.employers)), answer.more, answer.is_sample)


def _employer(body: EmployerBody) -> Employer:
    paid, due = Month.from_text(body.paid_until), Month.from_text(body.due_until)
    return Employer(body.code, body.name, paid, due)
