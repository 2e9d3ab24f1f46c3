"""The insurer behind an HTTP gateway: how it is asked, what it answers, and what of that can be used.

The real gateway's protocol is not public and serves hospitals (docs/domain.md#result-codes), so this speaks a
small one of ours, the thinnest layer around it: three questions, and the gateway's own result codes.

POST {url}/find                             Authorization: Bearer {key}
    {"number": "006090000011"}              12 digits of the citizen, or 10 of the insurance
200 {"result": "000", "person": {"citizen_id": …, "full_name": …, "birth": "1948-05-01" or shorter,
     "sex": "male" | "female", "phone": "+84…" | null, "is_alive": true,
     "card": {"card_number": …, "facility": …, "facility_name": …, "valid_from": "2026-01-01",
              "valid_to": … | null, "five_years_from": … | null, "benefit": "4", "payload": …} | null}}
200 {"result": "050", "person": null}       no person has this number

POST {url}/contributions
    {"number": "006090000011"}
200 {"result": "000", "periods": [{"first": "2019-03", "last": "2026-09", "employer": …,
     "funds": ["social", "unemployment", "health"], "is_late": false}, …]}
200 {"result": "050", "periods": []}

POST {url}/employers
    {"text": "may", "most": 5}              words of a name, or a code
200 {"employers": [{"code": …, "name": …, "paid_until": "2026-09", "due_until": "2026-09"}, …],
     "more": false}

The number travels in the body, so that no log on the way has it in a line. All are reads however often they
are sent, so they are sent again after a failure that may pass. Whatever else comes back, and whatever does
not come in time, is the same to every caller of the port: the insurer is away.
"""

import asyncio
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from typing import Annotated, Any, Self, TypeVar

import httpx
import stamina
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, ValidationError

from kiosk.backend.insurer import result_codes
from kiosk.backend.insurer.circuit_breaker import CircuitBreaker, CircuitOpen
from kiosk.backend.insurer.port import CardFace, Insured, InsurerAway
from kiosk.backend.insurer.result_codes import Effect
from kiosk.domain import limits, names
from kiosk.domain.contributions import Employer, Fund, History, Month, Period
from kiosk.domain.dates import PartialDate
from kiosk.domain.people import Sex
from kiosk.domain.problems import Invalid

T = TypeVar("T")
A = TypeVar("A", bound="_Body")

FIND, CONTRIBUTIONS, EMPLOYERS = "/find", "/contributions", "/employers"
_ATTEMPTS = 3
_AT_ONCE = 16
_LONGEST_ANSWER = 262_144
"""Bytes: a working life of a thousand periods."""

_PRINTED = r"^[^\x00-\x1f\x7f-\x9f]+$"


class GatewayFailure(Exception):  # noqa: N818 - "raise GatewayFailure" is the sentence
    """No answer that can be used; asking again will not help."""


class TransientFailure(GatewayFailure):
    """No answer this time."""


class RemoteInsurer:
    """Asks a gateway."""

    is_sample = False

    def __init__(
        self, http: httpx.AsyncClient, *, timeout: float, breaker: CircuitBreaker | None = None
    ) -> None:
        """`timeout` is for a whole question, with all its attempts."""
        self._http = http
        self._timeout = timeout
        self._breaker = breaker or CircuitBreaker()
        self._turns = asyncio.Semaphore(_AT_ONCE)

    @classmethod
    def at(cls, url: str, key: str, timeout: float, breaker: CircuitBreaker | None = None) -> Self:
        """Ask the gateway at `url`; `key` is ours."""
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        limits = httpx.Limits(max_connections=_AT_ONCE)
        http = httpx.AsyncClient(base_url=url, headers=headers, timeout=None, limits=limits)
        return cls(http, timeout=timeout, breaker=breaker)

    async def find(self, number: str) -> Insured | None:
        """Look a person up by either of their numbers. Raises `InsurerAway`."""
        return await self._ask(FIND, {"number": number}, lambda raw: _read_person(raw, number))

    async def find_many(self, numbers: Collection[str]) -> Mapping[str, Insured | None]:
        """Look several up, a few at a time; a number that could not be asked is left out."""
        answers = await asyncio.gather(*(self._find_in_turn(number) for number in numbers))
        return {number: insured for found in answers for number, insured in found.items()}

    async def contributions(self, number: str) -> History:
        """Return what is known of a person's contributions. Raises `InsurerAway`."""
        return await self._ask(CONTRIBUTIONS, {"number": number}, _read_history)

    async def employers(self, text: str, most: int) -> tuple[Sequence[Employer], bool]:
        """Find employers by code or by words of their name. Raises `InsurerAway`."""
        question = {"text": text, "most": most}
        return await self._ask(EMPLOYERS, question, lambda raw: _read_employers(raw, most))

    async def close(self) -> None:
        """Let go of the connections."""
        await self._http.aclose()

    async def _find_in_turn(self, number: str) -> dict[str, Insured | None]:
        async with self._turns:
            try:
                return {number: await self.find(number)}
            except InsurerAway:
                return {}

    async def _ask(self, path: str, question: Mapping[str, Any], read: Callable[[bytes], T]) -> T:
        """Ask within the time that there is for it, and again after what may pass."""
        try:
            with self._breaker.watch():
                async with asyncio.timeout(self._timeout):
                    return await self._patiently(path, question, read)
        except CircuitOpen as broken_off:
            raise InsurerAway(broken_off.retry_after) from broken_off
        except (GatewayFailure, TimeoutError) as error:
            raise InsurerAway(self._breaker.retry_after) from error

    async def _patiently(self, path: str, question: Mapping[str, Any], read: Callable[[bytes], T]) -> T:
        patience = stamina.retry_context(
            TransientFailure,
            attempts=_ATTEMPTS,
            timeout=self._timeout,
            wait_initial=0.05,
            wait_max=0.5,
            wait_jitter=0.1,
        )
        async for attempt in patience:
            with attempt:
                return read(await self._post(path, question))
        raise AssertionError("stamina either returns or raises")

    async def _post(self, path: str, question: Mapping[str, Any]) -> bytes:
        """Send the question once. The one place of the backend that knows what can go wrong with HTTP."""
        try:
            async with self._http.stream("POST", path, json=question) as response:
                if response.status_code == httpx.codes.TOO_MANY_REQUESTS or response.is_server_error:
                    raise TransientFailure(f"status {response.status_code}")
                if response.status_code != httpx.codes.OK:
                    raise GatewayFailure(f"status {response.status_code}")
                content = b""
                async for chunk in response.aiter_bytes():
                    content += chunk
                    if len(content) > _LONGEST_ANSWER:
                        raise GatewayFailure("endless answer")
                return content
        except httpx.TransportError as error:
            raise TransientFailure(type(error).__name__) from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise GatewayFailure(type(error).__name__) from error


def _read_person(content: bytes, number: str) -> Insured | None:
    """Read a person, and see that it is the one that was asked for. Raises `GatewayFailure`."""
    answer = _read(_PersonAnswer, content)
    effect, found = _effect(answer.result), answer.person
    if effect is Effect.DISAGREES or (found is None) is not (effect is Effect.UNKNOWN):
        raise GatewayFailure("nonsense")
    if found and len(number) == len(found.citizen_id) and number != found.citizen_id:
        raise GatewayFailure("another person")
    if found is None:
        return None
    given = found.model_dump(exclude={"card"})
    face = CardFace(**found.card.model_dump()) if found.card else None
    return Insured(**{**given, "birth": found.birth}, card=face, code=answer.result)


def _read_history(content: bytes) -> History:
    """Read what a person has contributed. Raises `GatewayFailure`."""
    answer = _read(_HistoryAnswer, content)
    if _effect(answer.result) is Effect.UNKNOWN and answer.periods:
        raise GatewayFailure("nonsense")
    try:
        return History(tuple(_period(given) for given in answer.periods))
    except Invalid as invalid:
        raise GatewayFailure("nonsense") from invalid


def _read_employers(content: bytes, most: int) -> tuple[Sequence[Employer], bool]:
    """Read which employers were found. Raises `GatewayFailure`."""
    answer = _read(_EmployersAnswer, content)
    found = [Employer(e.code, e.name, e.paid_until, e.due_until) for e in answer.employers]
    return found[:most], answer.more or len(found) > most


def _clean(value: object) -> object:
    return names.clean(value) if isinstance(value, str) else value


def _month(value: object) -> Month:
    try:
        return Month.from_text(str(value))
    except Invalid as invalid:
        raise ValueError("no month") from invalid


_Name = Annotated[str, BeforeValidator(_clean), Field(min_length=1, max_length=limits.NAME)]
_EmployerName = Annotated[str, BeforeValidator(_clean), Field(min_length=1, max_length=limits.EMPLOYER_NAME)]
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
    birth: PartialDate
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
        raise GatewayFailure("nonsense") from error


def _effect(result: str) -> Effect:
    """What a result code does; one that tells of a fault of theirs may be another the next time."""
    effect = result_codes.effect(result)
    if effect is Effect.FAULT:
        raise TransientFailure(f"result {result}")
    return effect


def _period(given: _Period) -> Period:
    return Period(given.first, given.last, given.employer, frozenset(given.funds), given.is_late)
