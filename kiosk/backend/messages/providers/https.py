"""HTTPS towards a provider: one request, its answer's bytes, and what each failure says about the message.

Whatever may go wrong before the request left means that the provider does not have the message; after that
nobody knows. Sending again is the queue's business. No exception holds an address, a body or a header: keys
and phones are in them.
"""

import asyncio
import json
import re
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

import httpx

from kiosk.backend.messages.sms import Failure, SendingFailed

_LONGEST_ANSWER = 65_536
"""Bytes: each provider answers in less than a thousand."""
_CODE, _ID = re.compile(r"[A-Za-z0-9_-]{1,20}"), re.compile(r"[!-~]{1,100}")
_NOT_LEFT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
    httpx.LocalProtocolError,
)
"""Failures after which the provider cannot have the request."""


@dataclass(frozen=True)
class Answer:
    """What came back, whatever it is."""

    status: int
    content: bytes

    @property
    def text(self) -> str:
        """The content as text, wrong bytes replaced."""
        return self.content.decode("utf-8", errors="replace")

    @property
    def body(self) -> Any:
        """The content as JSON; None when it is none."""
        try:
            return json.loads(self.content)
        except (ValueError, RecursionError):
            return None

    @property
    def fields(self) -> Mapping[str, Any]:
        """The content as a JSON object. Raises `SendingFailed` for anything else, which says nothing."""
        body = self.body
        if isinstance(body, dict):
            return body
        raise not_understood(f"http {self.status}")


class Https:
    """Speaks to one provider. A connection serves one request.

    So that none goes to a connection that the provider has closed meanwhile, where nobody could tell whether
    the message is there; the few messages of a ward do not miss the kept connection.
    """

    def __init__(self, timeout: float) -> None:
        """`timeout`: seconds for a whole request, of which connecting may take half."""
        self._timeout = timeout

    async def post(
        self,
        url: str,
        *,
        body: Any = None,
        form: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Send `body` as JSON, or `form`. Raises `SendingFailed`."""
        return await self._ask("POST", url, json=body, data=form, headers=headers)

    async def get(
        self,
        url: str,
        *,
        parameters: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Ask for what changes nothing there. Raises `SendingFailed`."""
        return await self._ask("GET", url, params=parameters, headers=headers)

    async def _ask(self, method: str, url: str, **request: Any) -> Answer:
        limits = httpx.Timeout(self._timeout, connect=self._timeout / 2)
        try:
            async with (
                asyncio.timeout(self._timeout),
                httpx.AsyncClient(timeout=limits, verify=_trusted()) as http,
                http.stream(method, url, **request) as response,
            ):
                answer = Answer(response.status_code, await _read(response))
        except _NOT_LEFT as error:
            raise SendingFailed(Failure.AWAY, detail=type(error).__name__) from None
        except (httpx.HTTPError, httpx.InvalidURL, TimeoutError) as error:
            raise SendingFailed(Failure.AWAY, may_have_been_sent=True, detail=type(error).__name__) from None
        return answer


def is_allowed(url: str) -> bool:
    """Is it https, or http to this machine? An address that carries a password is neither."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        is_local = host == "localhost" or (host[:1].isdigit() and ip_address(host).is_loopback)
    except ValueError:
        return False
    is_safe = parts.scheme == "https" or (parts.scheme == "http" and is_local)
    return bool(host) and "@" not in parts.netloc and is_safe


def not_understood(detail: str) -> SendingFailed:
    """What to raise for an answer that says neither yes nor no."""
    return SendingFailed(Failure.AWAY, may_have_been_sent=True, detail=detail)


def refuse_by_status(status: int) -> None:
    """Raise `SendingFailed` where the status alone says what is wrong, whatever stands below it."""
    if status in (httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN, httpx.codes.PROXY_AUTHENTICATION_REQUIRED):
        raise SendingFailed(Failure.CREDENTIALS, detail=f"http {status}")
    if status == httpx.codes.PAYMENT_REQUIRED:
        raise SendingFailed(Failure.BALANCE, detail=f"http {status}")
    if status == httpx.codes.TOO_MANY_REQUESTS:
        raise SendingFailed(Failure.AWAY, detail=f"http {status}")
    if status >= 500 or 300 <= status < 400:
        raise not_understood(f"http {status}")


def code_of(value: object) -> str:
    """A provider's code as it may stand in a log: letters and digits, few of them; "?" for anything else."""
    text = str(value)
    is_code = isinstance(value, str | int) and bool(_CODE.fullmatch(text))
    return text if is_code else "?"


def id_of(value: object) -> str:
    """What a provider calls a message; "" for what can be no name of one."""
    text = str(value)
    return text if isinstance(value, str | int) and _ID.fullmatch(text) else ""


async def _read(response: httpx.Response) -> bytes:
    content = b""
    async for chunk in response.aiter_bytes():
        content += chunk
        if len(content) > _LONGEST_ANSWER:
            raise not_understood("endless answer")
    return content


@cache
def _trusted() -> ssl.SSLContext:
    """The certificates that are trusted; reading them takes 20 ms, so once."""
    return httpx.create_ssl_context()
