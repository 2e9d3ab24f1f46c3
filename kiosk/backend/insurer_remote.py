"""The insurer behind an HTTP gateway.

The real gateway's protocol is not public and serves hospitals (DOMAIN §2.4), so this speaks a small one of
ours, meant to be the thinnest coat around it: one call, one person, the gateway's own result codes.

    POST {url}/find                      Authorization: Bearer {key}
    {"number": "006090000011"}           12 digits of the citizen, or 10 of the insurance

    200 {"result": "000", "person": {"citizen_id": …, "full_name": …, "birth": "1948-05-01" or shorter,
         "sex": "male" | "female", "phone": "+84…" | null, "is_alive": true,
         "card": {"card_number": …, "facility": …, "facility_name": …, "valid_from": "2026-01-01",
                  "valid_to": … | null, "five_years_from": … | null, "benefit": "4", "payload": …} | null}}
    200 {"result": "050", "person": null}    nobody is known by this number

The number travels in the body, so that no log on the way has it in a line. It is a read however often it is
sent, so it is sent again after a failure that may pass. Whatever else comes back, and whatever does not come
in time, is the same to everybody behind the port: the insurer is away.
"""

import asyncio
from collections.abc import Collection, Mapping
from datetime import date
from typing import Annotated, Self

import httpx
import stamina
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, ValidationError

from kiosk.backend import insurer_codes
from kiosk.backend.breaker import Breaker, BrokenOff
from kiosk.backend.insurer import CardFace, Insured, InsurerAway
from kiosk.backend.insurer_codes import Effect
from kiosk.domain import names
from kiosk.domain.dates import PartialDate
from kiosk.domain.people import Sex
from kiosk.domain.problems import Invalid

FIND = "/find"
_ATTEMPTS = 3
_AT_ONCE = 16
_LONGEST_ANSWER = 16_384
_PRINTED = r"^[^\x00-\x1f\x7f-\x9f]+$"


class _Failed(Exception):  # noqa: N818 - "raise _Failed" is the sentence
    """No answer that can be used; asking again will not help."""


class _Passing(_Failed):
    """No answer this time."""


def _clean(value: object) -> object:
    return names.clean(value) if isinstance(value, str) else value


def _birth(value: object) -> PartialDate:
    try:
        return PartialDate.from_iso(str(value))
    except Invalid as invalid:
        raise ValueError("no date") from invalid


_Name = Annotated[str, BeforeValidator(_clean), Field(min_length=1, max_length=100)]


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
    person: _Person | None


class RemoteInsurer:
    """Asks a gateway."""

    is_sample = False

    def __init__(self, http: httpx.AsyncClient, *, timeout: float, breaker: Breaker | None = None) -> None:
        """`timeout` is for a whole question, with all its attempts."""
        self._http = http
        self._timeout = timeout
        self._breaker = breaker or Breaker()
        self._turns = asyncio.Semaphore(_AT_ONCE)

    @classmethod
    def at(cls, url: str, key: str, timeout: float, breaker: Breaker | None = None) -> Self:
        """Ask the gateway at `url`; `key` is ours."""
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        limits = httpx.Limits(max_connections=_AT_ONCE)
        http = httpx.AsyncClient(base_url=url, headers=headers, timeout=None, limits=limits)
        return cls(http, timeout=timeout, breaker=breaker)

    async def find(self, number: str) -> Insured | None:
        """Look a person up by either of their numbers. Raises `InsurerAway`."""
        try:
            with self._breaker.watch():
                async with asyncio.timeout(self._timeout):
                    answer = await self._ask(number)
        except BrokenOff as broken_off:
            raise InsurerAway(broken_off.retry_after) from broken_off
        except (_Failed, TimeoutError) as error:
            raise InsurerAway(self._breaker.retry_after) from error
        return None if answer.person is None else _insured(answer.result, answer.person)

    async def find_many(self, numbers: Collection[str]) -> Mapping[str, Insured | None]:
        """Look several up, a few at a time; a number that could not be asked is left out."""
        answers = await asyncio.gather(*(self._find_in_turn(number) for number in numbers))
        return {number: insured for found in answers for number, insured in found.items()}

    async def close(self) -> None:
        """Let go of the connections."""
        await self._http.aclose()

    async def _find_in_turn(self, number: str) -> dict[str, Insured | None]:
        async with self._turns:
            try:
                return {number: await self.find(number)}
            except InsurerAway:
                return {}

    async def _ask(self, number: str) -> _Answer:
        patience = stamina.retry_context(
            _Passing,
            attempts=_ATTEMPTS,
            timeout=self._timeout,
            wait_initial=0.05,
            wait_max=0.5,
            wait_jitter=0.1,
        )
        async for attempt in patience:
            with attempt:
                return _read(await self._post(number), number)
        raise AssertionError("stamina either returns or raises")

    async def _post(self, number: str) -> bytes:
        """Send the question once. The one place of the backend that knows what can go wrong with HTTP."""
        try:
            async with self._http.stream("POST", FIND, json={"number": number}) as response:
                if response.status_code == httpx.codes.TOO_MANY_REQUESTS or response.is_server_error:
                    raise _Passing(f"status {response.status_code}")
                if response.status_code != httpx.codes.OK:
                    raise _Failed(f"status {response.status_code}")
                content = b""
                async for chunk in response.aiter_bytes():
                    content += chunk
                    if len(content) > _LONGEST_ANSWER:
                        raise _Failed("endless answer")
                return content
        except httpx.TransportError as error:
            raise _Passing(type(error).__name__) from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise _Failed(type(error).__name__) from error


def _read(content: bytes, number: str) -> _Answer:
    """Read an answer that is one, and about whom was asked."""
    try:
        answer = _Answer.model_validate_json(content)
    except ValidationError as error:
        raise _Failed("nonsense") from error
    effect, person = insurer_codes.effect(answer.result), answer.person
    if effect is Effect.FAULT:
        raise _Passing(f"result {answer.result}")
    if effect is Effect.DISAGREES or (person is None) is not (effect is Effect.UNKNOWN):
        raise _Failed("nonsense")
    if person and len(number) == len(person.citizen_id) and number != person.citizen_id:
        raise _Failed("somebody else")
    return answer


def _insured(code: str, person: _Person) -> Insured:
    given = person.model_dump(exclude={"card"})
    face = CardFace(**person.card.model_dump()) if person.card else None
    return Insured(**{**given, "birth": person.birth}, card=face, code=code)
