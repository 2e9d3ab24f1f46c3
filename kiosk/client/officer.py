"""The officer's calls over the API."""

from urllib.parse import quote, urlencode

from pydantic import ValidationError

from kiosk.client.api import there
from kiosk.client.desk_rights import DeskRightsCalls
from kiosk.client.dossiers import DossierCalls
from kiosk.contract.calls import RINGING, CallAnswerBody, RingingAnswer
from kiosk.contract.campaign import FIGURES, FiguresAnswer
from kiosk.contract.dossiers import QUEUE
from kiosk.contract.kiosks import UNDELIVERED, UndeliveredAnswer
from kiosk.contract.messages import MESSAGE_TROUBLES, MessageTroublesAnswer
from kiosk.contract.people import PEOPLE, VERIFY, VerifyBody
from kiosk.contract.sessions import SIGN_IN, SIGN_OUT, EmptyBody, SessionAnswer, SignInBody
from kiosk.domain.registration.eligibility import Status
from kiosk.ports.calls import Call, CallAnswer
from kiosk.ports.campaign import Figures, OfficeCounts
from kiosk.ports.dossiers import QueuePage
from kiosk.ports.errors import Refused
from kiosk.ports.kiosks import KioskStatus
from kiosk.ports.messages import MessageTrouble
from kiosk.ports.officer import Officer
from kiosk.ports.people import CodeVerdict, PersonMatches


class HttpCasework(DossierCalls, DeskRightsCalls):
    """`ports.officer.Casework` over the API."""

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

    async def ringing(self) -> tuple[Call, ...]:
        """Return the calls that wait, oldest first."""
        return there(await self._api.ask(RINGING, RingingAnswer)).calls

    async def answer(self, call_id: str, outcome: CallAnswer) -> None:
        """Answer a call."""
        path = f"{RINGING}/{quote(call_id, safe='')}/answer"
        await self._api.order(path, CallAnswerBody(outcome=outcome), EmptyBody)

    async def people(self, search: str) -> PersonMatches:
        """Find people by name or number."""
        return there(await self._api.ask(f"{PEOPLE}?{urlencode({'search': search})}", PersonMatches))

    async def undelivered(self) -> tuple[KioskStatus, ...]:
        """Return the kiosks with something undelivered, and those that have been silent."""
        return there(await self._api.ask(UNDELIVERED, UndeliveredAnswer)).kiosks

    async def message_troubles(self) -> tuple[MessageTrouble, ...]:
        """Return what stands in the way of messages to phones."""
        return there(await self._api.ask(MESSAGE_TROUBLES, MessageTroublesAnswer)).troubles

    async def verify(self, text: str) -> CodeVerdict:
        """Is this code genuine?"""
        return await self._api.order(VERIFY, VerifyBody(text=text), CodeVerdict)

    async def figures(self) -> Figures:
        """Return the campaign's figures."""
        answer = there(await self._api.ask(FIGURES, FiguresAnswer))
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
