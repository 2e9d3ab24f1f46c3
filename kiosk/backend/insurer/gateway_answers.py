"""What the insurer's gateway answers, and what of it can be used.

/find
200 {"result": "000", "person": {"citizen_id": …, "full_name": …, "birth": "1948-05-01" or shorter,
     "sex": "male" | "female", "phone": "+84…" | null, "is_alive": true,
     "card": {"card_number": …, "facility": …, "facility_name": …, "valid_from": "2026-01-01",
              "valid_to": … | null, "five_years_from": … | null, "benefit": "4", "payload": …} | null}}
200 {"result": "050", "person": null}    nobody is known by this number

/contributions
200 {"result": "000", "periods": [{"first": "2019-03", "last": "2026-09", "employer": …,
     "funds": ["social", "unemployment", "health"], "is_late": false}, …]}
200 {"result": "050", "periods": []}

/employers
200 {"employers": [{"code": …, "name": …, "paid_until": "2026-09", "due_until": "2026-09"}, …],
     "more": false}
"""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, ValidationError

from kiosk.backend.insurer import result_codes
from kiosk.backend.insurer.port import CardFace, Insured
from kiosk.backend.insurer.result_codes import Effect
from kiosk.domain import names
from kiosk.domain.contributions import Employer, Fund, History, Month, Period
from kiosk.domain.dates import PartialDate
from kiosk.domain.people import Sex
from kiosk.domain.problems import Invalid

A = TypeVar("A", bound="_Body")

_PRINTED = r"^[^\x00-\x1f\x7f-\x9f]+$"


class Failed(Exception):  # noqa: N818 - "raise Failed" is the sentence
    """No answer that can be used; asking again will not help."""


class Passing(Failed):
    """No answer this time."""


def person(content: bytes, number: str) -> Insured | None:
    """Read who somebody is, and see that it is about whom was asked. Raises `Failed`."""
    answer = _read(_PersonAnswer, content)
    effect, found = _effect(answer.result), answer.person
    if effect is Effect.DISAGREES or (found is None) is not (effect is Effect.UNKNOWN):
        raise Failed("nonsense")
    if found and len(number) == len(found.citizen_id) and number != found.citizen_id:
        raise Failed("somebody else")
    if found is None:
        return None
    given = found.model_dump(exclude={"card"})
    face = CardFace(**found.card.model_dump()) if found.card else None
    return Insured(**{**given, "birth": found.birth}, card=face, code=answer.result)


def history(content: bytes) -> History:
    """Read what somebody has contributed. Raises `Failed`."""
    answer = _read(_HistoryAnswer, content)
    if _effect(answer.result) is Effect.UNKNOWN and answer.periods:
        raise Failed("nonsense")
    try:
        return History(tuple(_period(given) for given in answer.periods))
    except Invalid as invalid:
        raise Failed("nonsense") from invalid


def employers(content: bytes, most: int) -> tuple[Sequence[Employer], bool]:
    """Read which employers were found. Raises `Failed`."""
    answer = _read(_EmployersAnswer, content)
    found = [Employer(e.code, e.name, e.paid_until, e.due_until) for e in answer.employers]
    return found[:most], answer.more or len(found) > most


def _clean(value: object) -> object:
    return names.clean(value) if isinstance(value, str) else value


def _birth(value: object) -> PartialDate:
    try:
        return PartialDate.from_iso(str(value))
    except Invalid as invalid:
        raise ValueError("no date") from invalid


def _month(value: object) -> Month:
    try:
        return Month.from_text(str(value))
    except Invalid as invalid:
        raise ValueError("no month") from invalid


_Name = Annotated[str, BeforeValidator(_clean), Field(min_length=1, max_length=100)]
_EmployerName = Annotated[str, BeforeValidator(_clean), Field(min_length=1, max_length=200)]
_Month = Annotated[Month, BeforeValidator(_month)]


class _Body(BaseModel):
    """What the gateway sends: more than this is its own business, and an error does not repeat it."""

    model_config = ConfigDict(extra="ignore", frozen=True, hide_input_in_errors=True)


class _Card(_Body):
    card_number: Annotated[str, StringConstraints(pattern=r"^([A-Z]{2}[0-9]{13}|[0-9]{10}|[0-9]{12})$")]
    facility: Annotated[str, StringConstraints(pattern=r"^[0-9A-Z]{5}$")]
    facility_name: _Name
    valid_from: date
    valid_to: date | None
    five_years_from: date | None
    benefit: Annotated[str, StringConstraints(pattern=r"^[1-5]?$")]
    payload: Annotated[str, StringConstraints(pattern=_PRINTED, max_length=1000)]


class _Person(_Body):
    citizen_id: Annotated[str, StringConstraints(pattern=r"^[0-9]{12}$")]
    full_name: _Name
    birth: Annotated[PartialDate, BeforeValidator(_birth)]
    sex: Sex
    phone: Annotated[str, StringConstraints(pattern=r"^\+[1-9][0-9]{7,14}$")] | None
    is_alive: bool
    card: _Card | None


class _Answer(_Body):
    result: Annotated[str, StringConstraints(pattern=r"^[0-9]{3}$")]


class _PersonAnswer(_Answer):
    person: _Person | None


class _Period(_Body):
    first: _Month
    last: _Month
    employer: _EmployerName
    funds: Annotated[list[Fund], Field(min_length=1)]
    is_late: bool


class _HistoryAnswer(_Answer):
    periods: Annotated[list[_Period], Field(max_length=1000)]


class _Employer(_Body):
    code: Annotated[str, StringConstraints(pattern=r"^[0-9A-Z]{1,20}$")]
    name: _EmployerName
    paid_until: _Month
    due_until: _Month


class _EmployersAnswer(_Body):
    employers: list[_Employer]
    more: bool


def _read(kind: type[A], content: bytes) -> A:
    try:
        return kind.model_validate_json(content)
    except ValidationError as error:
        raise Failed("nonsense") from error


def _effect(result: str) -> Effect:
    """What a result code does; one that tells of a fault of theirs may be another the next time."""
    effect = result_codes.effect(result)
    if effect is Effect.FAULT:
        raise Passing(f"result {result}")
    return effect


def _period(given: _Period) -> Period:
    return Period(given.first, given.last, given.employer, frozenset(given.funds), given.is_late)
