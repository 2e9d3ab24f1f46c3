"""The officer's calls over the API."""

from collections.abc import Sequence
from typing import TypeVar
from urllib.parse import quote, urlencode

from pydantic import ValidationError

from kiosk.client.api import Api
from kiosk.client.citizen import fit
from kiosk.contract.calls import RINGING, CallAnswerBody, RingingAnswer
from kiosk.contract.campaign import FIGURES, FiguresAnswer
from kiosk.contract.dossiers import (
    DOSSIERS,
    QUEUE,
    AccountPhoneAnswer,
    AccountPhoneBody,
    ClaimAnswer,
    CorrectionAnswer,
    CorrectionBody,
    DecisionAnswer,
    DecisionBody,
)
from kiosk.contract.kiosks import UNDELIVERED, UndeliveredAnswer
from kiosk.contract.messages import MESSAGE_TROUBLES, MessageTroublesAnswer
from kiosk.contract.people import PEOPLE, VERIFY, VerifyBody
from kiosk.contract.rights import DESK_RIGHTS, DossierRightBody, RightsOutcomeBody, TakeBackBody
from kiosk.contract.sessions import SIGN_IN, SIGN_OUT, EmptyBody, SessionAnswer, SignInBody
from kiosk.domain.registration.draft import PhoneOwner
from kiosk.domain.registration.eligibility import Status
from kiosk.domain.registration.rights import RequestState, Right
from kiosk.domain.registration.supplement import AskedPart
from kiosk.ports.calls import Call, CallAnswer
from kiosk.ports.campaign import Figures, OfficeCounts
from kiosk.ports.dossiers import Dossier, QueuePage
from kiosk.ports.errors import Refused, Unavailable
from kiosk.ports.kept_data import RightsReceipt, WaitingRights
from kiosk.ports.kiosks import KioskStatus
from kiosk.ports.messages import MessageTrouble
from kiosk.ports.officer import Correction, Decision, Officer
from kiosk.ports.people import CodeVerdict, PersonMatches

Answer = TypeVar("Answer")


class HttpCasework:
    """`ports.officer.Casework` over the API."""

    def __init__(self, api: Api) -> None:
        self._api = api

    async def sign_in(self, login: str, password: str) -> Officer:
        """Begin a session; what cannot be a login is refused as a wrong one is."""
        try:
            body = SignInBody(login=login, password=password)
        except ValidationError as error:
            raise Refused("sign_in_refused") from error
        self._api.token = ""
        session = await self._api.order(SIGN_IN, body, SessionAnswer)
        self._api.token = session.token
        officer = session.officer
        offices = tuple(officer.offices)
        return Officer(officer.login, officer.full_name, officer.role, session.idle_seconds, offices)

    async def sign_out(self) -> None:
        """End the session, forget it in any case, and hang up: another process waits for the next officer."""
        try:
            await self._api.order(SIGN_OUT, None, EmptyBody)
        finally:
            self._api.token = ""
            await self._api.close()

    async def queue(
        self,
        status: Status | None,
        search: str,
        offset: int,
        limit: int,
        version: str = "",
        office: str = "",
    ) -> QueuePage | None:
        """Return a window of the queue; None while `version` still holds."""
        wanted = {
            "status": status or "",
            "search": search,
            "offset": offset,
            "limit": limit,
            "version": version,
            "office": office,
        }
        query = urlencode({name: value for name, value in wanted.items() if value != ""})
        return await self._api.ask(f"{QUEUE}?{query}", QueuePage)

    async def dossier(self, receipt_code: str) -> Dossier:
        """Return one registration."""
        return _there(await self._api.ask(_path(receipt_code), Dossier))

    async def claim(self, receipt_code: str) -> str | None:
        """Say that it lies open here; return the other officer who has it open, if one does."""
        answer = await self._api.order(f"{_path(receipt_code)}/claim", None, ClaimAnswer)
        return None if answer.claimed_by_me else answer.claimed_by

    async def release(self, receipt_code: str) -> None:
        """Say that it no longer does."""
        await self._api.order(f"{_path(receipt_code)}/release", None, ClaimAnswer)

    async def decide(
        self,
        receipt_code: str,
        decision: Decision,
        reason: str,
        note: str,
        asked: Sequence[AskedPart] = (),
    ) -> bool:
        """Decide; return whether it may be undone."""
        body = DecisionBody(decision=decision, reason=reason, note=note, asked=list(asked))
        answer = await self._api.order(f"{_path(receipt_code)}/decision", body, DecisionAnswer)
        return answer.undo_until is not None

    async def correct(self, receipt_code: str, correction: Correction) -> None:
        """Correct what waits."""
        given = [{"field": field, "value": value} for field, value in correction.changes]
        body = fit(
            lambda: CorrectionBody.model_validate(
                {
                    "version": correction.version,
                    "changes": given,
                    "reason": correction.reason,
                    "agreed": correction.agreed,
                    "note": correction.note,
                }
            )
        )
        await self._api.order(f"{_path(receipt_code)}/corrections", body, CorrectionAnswer)

    async def change_phone(self, receipt_code: str, phone: str, owner: PhoneOwner) -> None:
        """Give an account another phone."""
        body = fit(lambda: AccountPhoneBody.model_validate({"phone": phone, "owner": owner}))
        await self._api.order(f"{_path(receipt_code)}/account-phone", body, AccountPhoneAnswer)

    async def undo(self, receipt_code: str) -> None:
        """Take the last decision back."""
        await self._api.order(f"{_path(receipt_code)}/undo", None, DecisionAnswer)

    async def ringing(self) -> tuple[Call, ...]:
        """Return the calls that wait, oldest first."""
        return _there(await self._api.ask(RINGING, RingingAnswer)).calls

    async def answer(self, call_id: str, outcome: CallAnswer) -> None:
        """Answer a call."""
        path = f"{RINGING}/{quote(call_id, safe='')}/answer"
        await self._api.order(path, CallAnswerBody(outcome=outcome), EmptyBody)

    async def people(self, search: str) -> PersonMatches:
        """Find people by name or number."""
        return _there(await self._api.ask(f"{PEOPLE}?{urlencode({'search': search})}", PersonMatches))

    async def undelivered(self) -> tuple[KioskStatus, ...]:
        """Return the kiosks with something undelivered, and those that have been silent."""
        return _there(await self._api.ask(UNDELIVERED, UndeliveredAnswer)).kiosks

    async def message_troubles(self) -> tuple[MessageTrouble, ...]:
        """Return what stands in the way of messages to phones."""
        return _there(await self._api.ask(MESSAGE_TROUBLES, MessageTroublesAnswer)).troubles

    async def verify(self, text: str) -> CodeVerdict:
        """Is this code genuine?"""
        return await self._api.order(VERIFY, VerifyBody(text=text), CodeVerdict)

    async def figures(self) -> Figures:
        """Return the campaign's figures."""
        answer = _there(await self._api.ask(FIGURES, FiguresAnswer))
        return Figures(
            goal=answer.goal,
            filed=answer.filed,
            valid=answer.valid,
            approved=answer.registered,
            waiting=answer.waiting,
            oldest_waiting=answer.oldest_waiting,
            offices=tuple(OfficeCounts(**office.model_dump()) for office in answer.offices),
            as_of=answer.as_of,
        )

    async def rights_waiting(self) -> WaitingRights:
        """Return the requests about people's data that wait."""
        return _there(await self._api.ask(DESK_RIGHTS, WaitingRights))

    async def settle_right(self, code: str, state: RequestState, reason: str) -> None:
        """Do what was asked for, or decline it."""
        body = RightsOutcomeBody.model_validate({"outcome": state, "reason": reason})
        await self._api.order(f"{DESK_RIGHTS}/{quote(code, safe='')}/outcome", body, RightsReceipt)

    async def ask_right(self, receipt_code: str, right: Right) -> RightsReceipt:
        """Do what the person of a dossier asks for."""
        body = DossierRightBody.model_validate({"right": right})
        return await self._api.order(f"{_path(receipt_code)}/rights", body, RightsReceipt)

    async def take_back(self, receipt_code: str, reason: str, note: str) -> None:
        """Take an approval back."""
        body = TakeBackBody.model_validate({"reason": reason, "note": note})
        await self._api.order(f"{_path(receipt_code)}/take-back", body, DecisionAnswer)


def _path(receipt_code: str) -> str:
    return f"{DOSSIERS}/{quote(receipt_code, safe='')}"


def _there(answer: Answer | None) -> Answer:
    """Return an answer that was asked for without a version: there is nothing that it could still be."""
    if answer is None:
        raise Unavailable("broken")
    return answer
