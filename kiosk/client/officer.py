"""The officer's calls over the API."""

from typing import TypeVar
from urllib.parse import quote, urlencode

from pydantic import ValidationError

from kiosk.client import officer_conversion as bodies
from kiosk.client.api import Api
from kiosk.contract import calls, dossiers, kiosks, sessions
from kiosk.contract import people as people_contract
from kiosk.domain.registration.eligibility import Status
from kiosk.ports.errors import Refused, Unavailable
from kiosk.ports.officer import (
    Call,
    CallOutcome,
    Decision,
    Dossier,
    KioskState,
    Officer,
    Page,
    People,
    Verdict,
)

T = TypeVar("T")


class HttpCasework:
    """`desk_ports.Casework` over the API."""

    def __init__(self, api: Api) -> None:
        self._api = api

    async def sign_in(self, login: str, password: str) -> Officer:
        """Begin a session; what cannot be a login is refused as a wrong one is."""
        try:
            body = sessions.SignInBody(login=login, password=password)
        except ValidationError as error:
            raise Refused("sign_in_refused") from error
        self._api.token = ""
        return await self._api.order(sessions.SIGN_IN, body, sessions.SessionAnswer, self._signed_in)

    def _signed_in(self, answer: sessions.SessionAnswer) -> Officer:
        self._api.token = answer.token
        return bodies.officer(answer)

    async def sign_out(self) -> None:
        """End the session, forget it in any case, and hang up: another process waits for the next officer."""
        try:
            await self._order(sessions.SIGN_OUT)
        finally:
            self._api.token = ""
            await self._api.close()

    async def queue(
        self, status: Status | None, search: str, offset: int, limit: int, version: str = ""
    ) -> Page | None:
        """Return a window of the queue; None while `version` still holds."""
        wanted = {"status": status or "", "search": search, "offset": offset, "limit": limit}
        asked = {**wanted, "version": version}
        query = urlencode({name: value for name, value in asked.items() if value != ""})
        return await self._api.ask(f"{dossiers.QUEUE}?{query}", dossiers.QueueAnswer, bodies.page)

    async def dossier(self, receipt_code: str) -> Dossier:
        """Return one registration."""
        return _there(await self._api.ask(_path(receipt_code), dossiers.DossierAnswer, bodies.dossier))

    async def claim(self, receipt_code: str) -> str | None:
        """Say that it lies open here; return the other officer who has it open, if one does."""
        path = f"{_path(receipt_code)}/claim"
        answer = await self._api.order(path, None, dossiers.ClaimAnswer, lambda answer: answer)
        return None if answer.claimed_by_me else answer.claimed_by

    async def release(self, receipt_code: str) -> None:
        """Say that it no longer does."""
        await self._api.order(
            f"{_path(receipt_code)}/release", None, dossiers.ClaimAnswer, lambda answer: None
        )

    async def decide(self, receipt_code: str, decision: Decision, reason: str, note: str) -> bool:
        """Decide; return whether it may be undone."""
        body = dossiers.DecisionBody(decision=decision, reason=reason, note=note)
        return await self._api.order(
            f"{_path(receipt_code)}/decision",
            body,
            dossiers.DecisionAnswer,
            lambda answer: answer.undo_until is not None,
        )

    async def undo(self, receipt_code: str) -> None:
        """Take the last decision back."""
        await self._api.order(
            f"{_path(receipt_code)}/undo", None, dossiers.DecisionAnswer, lambda answer: None
        )

    async def ringing(self) -> tuple[Call, ...]:
        """Return the calls that wait, oldest first."""
        return _there(await self._api.ask(calls.RINGING, calls.RingingAnswer, bodies.calls))

    async def answer(self, call_id: str, outcome: CallOutcome) -> None:
        """Answer a call."""
        body = calls.CallAnswerBody(outcome=outcome)
        await self._order(f"{calls.RINGING}/{quote(call_id, safe='')}/answer", body)

    async def people(self, search: str) -> People:
        """Find people by name or number."""
        path = f"{people_contract.PEOPLE}?{urlencode({'search': search})}"
        return _there(await self._api.ask(path, people_contract.PeopleAnswer, bodies.people))

    async def undelivered(self) -> tuple[KioskState, ...]:
        """Return the kiosks with something undelivered, and those that have been silent."""
        return _there(await self._api.ask(kiosks.UNDELIVERED, kiosks.UndeliveredAnswer, bodies.kiosks))

    async def verify(self, text: str) -> Verdict:
        """Is this code genuine?"""
        body = people_contract.VerifyBody(text=text)
        return await self._api.order(
            people_contract.VERIFY, body, people_contract.VerifyAnswer, bodies.verdict
        )

    async def _order(self, path: str, body: calls.CallAnswerBody | None = None) -> None:
        await self._api.order(path, body, sessions.Nothing, lambda answer: None)


def _path(receipt_code: str) -> str:
    return f"{dossiers.DOSSIERS}/{quote(receipt_code, safe='')}"


def _there(answer: T | None) -> T:
    """Return an answer that was asked for without a version: there is nothing that it could still be."""
    if answer is None:
        raise Unavailable("broken")
    return answer
