"""`ports.rights.Rights` over the API."""

from kiosk.client.api import Api
from kiosk.client.citizen import fit
from kiosk.client.conversion import identity
from kiosk.contract.rights import KEPT_DATA, RIGHTS_REQUESTS, KeptDataRequest, RightsRequestBody
from kiosk.domain.people import Person
from kiosk.domain.registration.rights import Right
from kiosk.ports.kept_data import KeptData, RightsReceipt, WrongField


class HttpRights:
    """Asks the backend."""

    def __init__(self, api: Api) -> None:
        self._api = api

    async def kept(self, person: Person, *, proof: str = "", call_id: str = "") -> KeptData:
        """Return what is kept of `person`."""
        asker = {**identity(person), "phone_proof": proof or None, "call_id": call_id or None}
        body = fit(lambda: KeptDataRequest.model_validate(asker))
        return await self._api.order(KEPT_DATA, body, KeptData)

    async def ask(
        self, person: Person, right: Right, *, about: WrongField = "", proof: str = "", call_id: str = ""
    ) -> RightsReceipt:
        """Ask for a right."""
        asker = {**identity(person), "phone_proof": proof or None, "call_id": call_id or None}
        wish = {**asker, "right": right, "about": about}
        body = fit(lambda: RightsRequestBody.model_validate(wish))
        return await self._api.order(RIGHTS_REQUESTS, body, RightsReceipt)
