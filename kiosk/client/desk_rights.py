"""What an officer does about people's rights over their data, over the API."""

from urllib.parse import quote

from kiosk.client.api import Api, there
from kiosk.client.dossiers import dossier_path
from kiosk.contract.dossiers import DecisionAnswer
from kiosk.contract.rights import DESK_RIGHTS, DossierRightBody, RightsOutcomeBody, TakeBackBody
from kiosk.domain.registration.rights import RequestState, Right
from kiosk.ports.kept_data import RightsReceipt, WaitingRights


class DeskRightsCalls:
    """The part of `ports.officer.Casework` that settles rights and takes approvals back."""

    def __init__(self, api: Api) -> None:
        self._api = api

    async def rights_waiting(self) -> WaitingRights:
        """Return the requests about people's data that wait."""
        return there(await self._api.ask(DESK_RIGHTS, WaitingRights))

    async def settle_right(self, code: str, state: RequestState, reason: str) -> None:
        """Do what was asked for, or decline it."""
        body = RightsOutcomeBody.model_validate({"outcome": state, "reason": reason})
        await self._api.order(f"{DESK_RIGHTS}/{quote(code, safe='')}/outcome", body, RightsReceipt)

    async def ask_right(self, receipt_code: str, right: Right) -> RightsReceipt:
        """Do what the person of a dossier asks for."""
        body = DossierRightBody.model_validate({"right": right})
        return await self._api.order(f"{dossier_path(receipt_code)}/rights", body, RightsReceipt)

    async def take_back(self, receipt_code: str, reason: str, note: str) -> None:
        """Take an approval back."""
        body = TakeBackBody.model_validate({"reason": reason, "note": note})
        await self._api.order(f"{dossier_path(receipt_code)}/take-back", body, DecisionAnswer)
