"""The insurer behind an HTTP gateway.

The real gateway's protocol is not public and serves hospitals (docs/domain.md#result-codes), so this speaks a
small one of ours, meant to be the thinnest coat around it: three questions, and the gateway's own result
codes. What comes back is in `insurer_answers`.

    POST {url}/find                      Authorization: Bearer {key}
    {"number": "006090000011"}           12 digits of the citizen, or 10 of the insurance
    POST {url}/contributions
    {"number": "006090000011"}
    POST {url}/employers
    {"text": "may", "most": 5}           words of a name, or a code

The number travels in the body, so that no log on the way has it in a line. All are reads however often they
are sent, so they are sent again after a failure that may pass. Whatever else comes back, and whatever does
not come in time, is the same to everybody behind the port: the insurer is away.
"""

import asyncio
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, Self, TypeVar

import httpx
import stamina

from kiosk.backend.insurer import gateway_answers
from kiosk.backend.insurer.circuit_breaker import Breaker, BrokenOff
from kiosk.backend.insurer.gateway_answers import Failed, Passing
from kiosk.backend.insurer.port import Insured, InsurerAway
from kiosk.domain.contributions import Employer, History

T = TypeVar("T")

FIND, CONTRIBUTIONS, EMPLOYERS = "/find", "/contributions", "/employers"
_ATTEMPTS = 3
_AT_ONCE = 16
_LONGEST_ANSWER = 262_144
"""Bytes: a working life of a thousand periods."""


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
        return await self._ask(FIND, {"number": number}, lambda raw: gateway_answers.person(raw, number))

    async def find_many(self, numbers: Collection[str]) -> Mapping[str, Insured | None]:
        """Look several up, a few at a time; a number that could not be asked is left out."""
        answers = await asyncio.gather(*(self._find_in_turn(number) for number in numbers))
        return {number: insured for found in answers for number, insured in found.items()}

    async def contributions(self, number: str) -> History:
        """Return what is known of a person's contributions. Raises `InsurerAway`."""
        return await self._ask(CONTRIBUTIONS, {"number": number}, gateway_answers.history)

    async def employers(self, text: str, most: int) -> tuple[Sequence[Employer], bool]:
        """Find employers by code or by words of their name. Raises `InsurerAway`."""
        question = {"text": text, "most": most}
        return await self._ask(EMPLOYERS, question, lambda raw: gateway_answers.employers(raw, most))

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
        except BrokenOff as broken_off:
            raise InsurerAway(broken_off.retry_after) from broken_off
        except (Failed, TimeoutError) as error:
            raise InsurerAway(self._breaker.retry_after) from error

    async def _patiently(self, path: str, question: Mapping[str, Any], read: Callable[[bytes], T]) -> T:
        patience = stamina.retry_context(
            Passing,
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
                    raise Passing(f"status {response.status_code}")
                if response.status_code != httpx.codes.OK:
                    raise Failed(f"status {response.status_code}")
                content = b""
                async for chunk in response.aiter_bytes():
                    content += chunk
                    if len(content) > _LONGEST_ANSWER:
                        raise Failed("endless answer")
                return content
        except httpx.TransportError as error:
            raise Passing(type(error).__name__) from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise Failed(type(error).__name__) from error
