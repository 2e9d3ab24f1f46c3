"""The officer's calls over the API."""

from typing import TypeVar
from urllib.parse import quote, urlencode

from pydantic import ValidationError

from kiosk import desk_contract as contract
from kiosk.client import desk_bodies as bodies
from kiosk.client.api import Api
from kiosk.desk_ports import Call, CallOutcome, Decision, Dossier, KioskState, Officer, Page, People, Verdict
from kiosk.domain.eligibility import Status
from kiosk.ports import Refused, Unavailable

T = TypeVar("T")


class HttpCasework:
    """`desk_ports.Casework` over the API."""

    def __init__(self, api: Api) -> None:
        self._api = api

    async def sign_in(self, login: str, password: str) -> Officer:
        """Begin a session; what cannot be a login is refused as a wrong one is."""
        try:
            body = contract.SignInBody(login=login, password=password)
        except ValidationError as error:
            raise Refused("sign_in_refused") from error
        self._api.token = ""
        return await self._api.order(contract.SIGN_IN, body, contract.SessionAnswer, self._signed_in)

    def _signed_in(self, answer: contract.SessionAnswer) -> Officer:
        self._api.token = answer.token
        return bodies.officer(answer)

    async def sign_out(self) -> None:
        """End the session, forget it in any case, and hang up: another process waits for the next officer."""
        try:
            await self._order(contract.SIGN_OUT)
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
        return await self._api.ask(f"{contract.QUEUE}?{query}", contract.QueueAnswer, bodies.page)

    async def dossier(self, receipt_code: str) -> Dossier:
        """Return one registration."""
        return _there(await self._api.ask(_path(receipt_code), contract.DossierAnswer, bodies.dossier))

    async def claim(self, receipt_code: str) -> str | None:
        """Say that it lies open here; return the other officer who has it open, if one does."""
        path = f"{_path(receipt_code)}/claim"
        answer = await self._api.order(path, None, contract.ClaimAnswer, lambda answer: answer)
        return None if answer.claimed_by_me else answer.claimed_by

    async def release(self, receipt_code: str) -> None:
        """Say that it no longer does."""
        await self._api.order(
            f"{_path(receipt_code)}/release", None, contract.ClaimAnswer, lambda answer: None
        )

    async def decide(self, receipt_code: str, decision: Decision, reason: str, note: str) -> bool:
        """Decide; return whether it may be undone."""
        body = contract.DecisionBody(decision=decision, reason=reason, note=note)
        return await self._api.order(
            f"{_path(receipt_code)}/decision",
            body,
            contract.DecisionAnswer,
            lambda answer: answer.undo_until is not None,
        )

    async def undo(self, receipt_code: str) -> None:
        """Take the last decision back."""
        await self._api.order(
            f"{_path(receipt_code)}/undo", None, contract.DecisionAnswer, lambda answer: None
        )

    async def ringing(self) -> tuple[Call, ...]:
        """Return the calls that wait, oldest first."""
        return _there(await self._api.ask(contract.RINGING, contract.RingingAnswer, bodies.calls))

    async def answer(self, call_id: str, outcome: CallOutcome) -> None:
        """Answer a call."""
        body = contract.CallAnswerBody(outcome=outcome)
        await self._order(f"{contract.RINGING}/{quote(call_id, safe='')}/answer", body)

    async def people(self, search: str) -> People:
        """Find people by name or number."""
        path = f"{contract.PEOPLE}?{urlencode({'search': search})}"
        return _there(await self._api.ask(path, contract.PeopleAnswer, bodies.people))

    async def undelivered(self) -> tuple[KioskState, ...]:
        """Return the kiosks with something undelivered, and those that have been silent."""
        return _there(await self._api.ask(contract.UNDELIVERED, contract.UndeliveredAnswer, bodies.kiosks))

    async def verify(self, text: str) -> Verdict:
        """Is this code genuine?"""
        body = contract.VerifyBody(text=text)
        return await self._api.order(contract.VERIFY, body, contract.VerifyAnswer, bodies.verdict)

    async def _order(self, path: str, body: contract.CallAnswerBody | None = None) -> None:
        await self._api.order(path, body, contract.Nothing, lambda answer: None)


def _path(receipt_code: str) -> str:
    return f"{contract.DOSSIERS}/{quote(receipt_code, safe='')}"


def _there(answer: T | None) -> T:
    """Return an answer that was asked for without a version: there is nothing that it could still be."""
    if answer is None:
        raise Unavailable("broken")
    return answer
