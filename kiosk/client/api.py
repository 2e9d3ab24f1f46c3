"""The backend's API as this kiosk calls it, and the one place that knows what httpx's failures mean."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import TypeVar
from urllib.parse import quote

import httpx
from pydantic import BaseModel

from kiosk.client import conversion, safe_json
from kiosk.contract import campaign as campaign_contract
from kiosk.contract import cards, fields, phone_codes, registrations, service
from kiosk.contract import envelopes as envelopes_contract
from kiosk.contract import keys as keys_contract
from kiosk.contract.calls import DESK_CALLS, CallBody, CallPlaced, CallStatus
from kiosk.contract.campaign import StatisticsAnswer
from kiosk.contract.cards import CardRequest, RevocationsAnswer
from kiosk.contract.envelopes import EnvelopesAnswer, EnvelopesBody
from kiosk.contract.keys import KeysAnswer
from kiosk.contract.phone_codes import (
    FurtherProofBody,
    PhoneChoicesAnswer,
    PhoneChoicesBody,
    PhoneCodeAnswer,
    PhoneCodeAvailability,
    PhoneCodeBody,
    PhoneCodeChallenge,
    PhoneProof,
)
from kiosk.contract.presences import PRESENCES, PresenceAnswer, PresenceBody
from kiosk.contract.registrations import RegistrationAnswer, RegistrationStatusAnswer
from kiosk.contract.service import HealthAnswer, ProblemDetails
from kiosk.domain.card import Card
from kiosk.ports.campaign import Campaign
from kiosk.ports.errors import Refused, Unavailable
from kiosk.ports.phone_codes import Challenge, CodeAvailability, MaskedPhone
from kiosk.ports.presences import CallOutcome, Presence
from kiosk.ports.registrations import RegistrationStatus

_UNCHANGED = b"304"
"""What stands for the body of an answer that has none."""
Answer = TypeVar("Answer")

REFUSALS = frozenset(
    {
        "receipt_unknown",
        "code_wrong",
        "code_expired",
        "code_used",
        "code_too_many_tries",
        "codes_too_many",
        "sms_country",
        "sms_day_spent",
        "phone_already_used",
        "phone_limit_reached",
        "card_not_available",
        "idempotency_key_reused",
        "invalid_body",
        "proof_invalid",
        "not_allowed",
        "sign_in_locked",
        "pick_ups_too_many",
    }
)
"""Codes that have words (`refused.<code>`): a 429 with one of them is an answer, else a busy backend."""


class Api:
    """One backend, over a Unix socket or a URL. A method raises `Unavailable` or `Refused`, nothing else."""

    def __init__(
        self, http: httpx.AsyncClient, key_file: Path | None, timeout: float, new_key: Callable[[], str]
    ) -> None:
        """Ask as the kiosk whose key is in `key_file`; without one, as the officer of `token`."""
        self.token = ""
        """An officer's session; "" before they have signed in."""
        self._http = http
        self._key_file = key_file
        self._timeout = timeout
        self._new_key = new_key

    @classmethod
    def over_socket(
        cls, socket: str, key_file: Path | None, timeout: float, new_key: Callable[[], str]
    ) -> "Api":
        """Reach the backend that the agent serves on this machine."""
        # trust_env: a proxy in the environment must not get what is meant for the socket
        transport = httpx.AsyncHTTPTransport(uds=socket)
        http = httpx.AsyncClient(transport=transport, base_url="http://kiosk", timeout=None, trust_env=False)
        return cls(http, key_file, timeout, new_key)

    @classmethod
    def over_url(cls, url: str, key_file: Path | None, timeout: float, new_key: Callable[[], str]) -> "Api":
        """Reach the ward's server."""
        return cls(httpx.AsyncClient(base_url=url, timeout=None), key_file, timeout, new_key)

    async def close(self) -> None:
        """Let go of the connections."""
        await self._http.aclose()

    async def register(self, body: bytes, idempotency_key: str) -> RegistrationAnswer:
        """Send a registration: the very bytes that were stored, because idempotency compares bodies."""
        return await self._post(registrations.REGISTRATIONS, body, RegistrationAnswer, idempotency_key)

    async def send_envelopes(self, envelopes: EnvelopesBody) -> EnvelopesAnswer:
        """Send what waited in the outbox, encrypted as it was."""
        return await self._post(envelopes_contract.ENVELOPES, envelopes, EnvelopesAnswer)

    async def registration_status(self, receipt_code: str, *, watching: bool = False) -> RegistrationStatus:
        """Ask for a registration's status; `watching` tells the desk that its person waits for it here."""
        query = "?watching=true" if watching else ""
        path = f"{registrations.REGISTRATIONS}/{quote(receipt_code, safe='')}{query}"
        return conversion.to_status(await self._get(path, RegistrationStatusAnswer))

    async def code_availability(self) -> CodeAvailability:
        """Ask whether a code can be sent now."""
        answer = await self._get(phone_codes.AVAILABILITY, PhoneCodeAvailability)
        return conversion.to_availability(answer)

    async def phone_choices(self, body: PhoneChoicesBody) -> tuple[MaskedPhone, ...]:
        """Ask to which numbers a code could go."""
        return conversion.to_masked_phones(await self._post(phone_codes.CHOICES, body, PhoneChoicesAnswer))

    async def send_code(self, body: PhoneCodeBody) -> Challenge:
        """Have a code sent."""
        return conversion.to_challenge(await self._post(phone_codes.PHONE_CODES, body, PhoneCodeChallenge))

    async def answer_code(self, challenge_id: str, code: str) -> str:
        """Send back the code that the person typed; return the proof."""
        path = f"{phone_codes.PHONE_CODES}/{quote(challenge_id, safe='')}/answer"
        return (await self._post(path, PhoneCodeAnswer(code=code), PhoneProof)).proof

    async def further_proof(self, body: FurtherProofBody) -> str:
        """Return the proof of a helper's phone for the next person."""
        return (await self._post(phone_codes.PROOFS, body, PhoneProof)).proof

    async def card(self, body: CardRequest) -> Card:
        """Ask for a card."""
        return await self._post(cards.CARDS, body, Card)

    async def ring(self, call: CallBody) -> str:
        """Call the officer; return the call's id."""
        return (await self._post(DESK_CALLS, call, CallPlaced)).id

    async def call_outcome(self, call_id: str) -> CallOutcome:
        """Ask what has come of a call."""
        path = f"{DESK_CALLS}/{quote(call_id, safe='')}"
        return (await self._get(path, CallStatus)).outcome

    async def admit(self, body: PresenceBody) -> Presence:
        """Have an officer let in who stands here."""
        return conversion.to_presence(await self._post(PRESENCES, body, PresenceAnswer))

    async def campaign(self) -> Campaign:
        """Ask for the ward's figures."""
        return conversion.to_campaign(await self._get(campaign_contract.STATISTICS, StatisticsAnswer))

    async def health(self) -> datetime | None:
        """Ask whether it lives; return what its clock shows, to the second, where it tells."""
        response = await self._exchange("GET", service.HEALTH)
        _read(HealthAnswer, response.content)
        try:
            moment = parsedate_to_datetime(response.headers.get("Date", ""))
        except ValueError:
            return None
        return moment if moment.tzinfo else None

    async def is_ready(self) -> bool:
        """Ask whether it can take registrations now."""
        return (await self._exchange("GET", service.READY)).is_success

    async def keys(self) -> KeysAnswer:
        """Ask for the backend's public keys."""
        return await self._get(keys_contract.KEYS, KeysAnswer)

    async def revocations(self) -> RevocationsAnswer:
        """Ask for the signed list of revoked cards."""
        return await self._get(cards.REVOCATIONS, RevocationsAnswer)

    async def ask(self, path: str, answer: type[Answer]) -> Answer | None:
        """Ask for something; None when it is still what the address says is known (304)."""
        raw = await self._send("GET", path)
        return None if raw is _UNCHANGED else _read(answer, raw)

    async def order(
        self,
        path: str,
        body: BaseModel | None,
        answer: type[Answer],
        *,
        idempotency_key: str | None = None,
    ) -> Answer:
        """Have something done; under `idempotency_key` the same again is done once."""
        return await self._post(path, b"{}" if body is None else body, answer, idempotency_key)

    async def _get(self, path: str, answer: type[Answer]) -> Answer:
        return _read(answer, await self._send("GET", path))

    async def _post(
        self, path: str, body: BaseModel | bytes, answer: type[Answer], idempotency_key: str | None = None
    ) -> Answer:
        content = body if isinstance(body, bytes) else body.model_dump_json().encode()
        raw = await self._send("POST", path, content, idempotency_key or self._new_key())
        return _read(answer, raw)

    async def _send(
        self, method: str, path: str, content: bytes | None = None, key: str | None = None
    ) -> bytes:
        """Send one request and return the body of a success."""
        response = await self._exchange(method, path, content, key)
        if response.is_success:
            return response.content
        if response.status_code == httpx.codes.NOT_MODIFIED:
            return _UNCHANGED
        raise _refusal(response)

    async def _exchange(
        self, method: str, path: str, content: bytes | None = None, key: str | None = None
    ) -> httpx.Response:
        """Send one request and return the answer. The one place that knows what can go wrong on the way.

        The time is for the whole exchange: httpx's own time-outs start again with every byte, so a
        backend that trickles would never be slow.
        """
        bearer = self._bearer()
        headers = {"Authorization": f"Bearer {bearer}"} if bearer else {}
        if content is not None and key is not None:
            headers |= {"Content-Type": "application/json", fields.IDEMPOTENCY_HEADER: key}
        try:
            async with asyncio.timeout(self._timeout):
                return await self._http.request(method, path, content=content, headers=headers)
        except (TimeoutError, httpx.TimeoutException) as error:
            raise Unavailable("slow") from error
        except httpx.NetworkError as error:
            raise Unavailable("offline") from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise Unavailable("broken") from error

    def _bearer(self) -> str:
        """This kiosk's key, read anew each time: it may be exchanged while a screen stands there."""
        if self._key_file is None:
            return self.token
        try:
            return self._key_file.read_text("ascii").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise Unavailable("offline") from error


def there(answer: Answer | None) -> Answer:
    """Return an answer that was asked for without a version: there is nothing that it could still be."""
    if answer is None:
        raise Unavailable("broken")
    return answer


def _read(answer: type[Answer], raw: bytes) -> Answer:
    try:
        return safe_json.read(answer, raw)
    except ValueError as error:
        raise Unavailable("broken") from error


def _refusal(response: httpx.Response) -> Unavailable | Refused:
    """Return what an unsuccessful response means: busy, broken, or a refusal with its code."""
    problem = _problem(response)
    if response.status_code == 408:
        return Unavailable("slow")  # the body took too long on its way: nothing was decided
    if response.status_code in (429, 503) and not (problem and problem.code in REFUSALS):
        busy = response.status_code == 429 or "Retry-After" in response.headers
        return Unavailable("busy" if busy else "broken")
    if problem is None or not response.is_client_error:
        return Unavailable("broken")
    return Refused(problem.code, retry_after=_seconds(problem, response), tries_left=problem.tries_left)


def _seconds(problem: ProblemDetails, response: httpx.Response) -> int | None:
    """How long to wait; a date in the header, which HTTP allows as well, is not ours."""
    header = response.headers.get("Retry-After", "")
    in_header = int(header) if header.isascii() and header.isdecimal() and len(header) < 8 else None
    return in_header if problem.retry_after is None else problem.retry_after


def _problem(response: httpx.Response) -> ProblemDetails | None:
    if not response.headers.get("Content-Type", "").startswith(service.PROBLEM_TYPE):
        return None
    try:
        return safe_json.read(ProblemDetails, response.content)
    except ValueError:
        return None
