"""What an officer does with one registration, over the API."""

from collections.abc import Sequence
from urllib.parse import quote

from kiosk.client.api import Api, there
from kiosk.client.citizen import fit
from kiosk.contract.dossiers import (
    DOSSIERS,
    AccountPhoneAnswer,
    AccountPhoneBody,
    ClaimAnswer,
    CorrectionAnswer,
    CorrectionBody,
    DecisionAnswer,
    DecisionBody,
)
from kiosk.domain.registration.draft import PhoneOwner
from kiosk.domain.registration.supplement import AskedPart
from kiosk.ports.dossiers import Dossier
from kiosk.ports.officer import Correction, Decision


class DossierCalls:
    """The part of `ports.officer.Casework` that reads, decides and corrects one registration."""

    def __init__(self, api: Api) -> None:
        self._api = api

    async def dossier(self, receipt_code: str) -> Dossier:
        """Return one registration."""
        return there(await self._api.ask(dossier_path(receipt_code), Dossier))

    async def claim(self, receipt_code: str) -> str | None:
        """Say that it lies open here; return the other officer who has it open, if one does."""
        answer = await self._api.order(f"{dossier_path(receipt_code)}/claim", None, ClaimAnswer)
        return None if answer.claimed_by_me else answer.claimed_by

    async def release(self, receipt_code: str) -> None:
        """Say that it no longer does."""
        await self._api.order(f"{dossier_path(receipt_code)}/release", None, ClaimAnswer)

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
        answer = await self._api.order(f"{dossier_path(receipt_code)}/decision", body, DecisionAnswer)
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
        await self._api.order(f"{dossier_path(receipt_code)}/corrections", body, CorrectionAnswer)

    async def change_phone(self, receipt_code: str, phone: str, owner: PhoneOwner) -> None:
        """Give an account another phone."""
        body = fit(lambda: AccountPhoneBody.model_validate({"phone": phone, "owner": owner}))
        await self._api.order(f"{dossier_path(receipt_code)}/account-phone", body, AccountPhoneAnswer)

    async def undo(self, receipt_code: str) -> None:
        """Take the last decision back."""
        await self._api.order(f"{dossier_path(receipt_code)}/undo", None, DecisionAnswer)


def dossier_path(receipt_code: str) -> str:
    """Return the address of a registration."""
    return f"{DOSSIERS}/{quote(receipt_code, safe='')}"
