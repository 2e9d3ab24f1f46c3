"""What an officer asked for, sent over the API."""

from kiosk.client import conversion
from kiosk.client.api import Api
from kiosk.client.citizen import fit
from kiosk.contract.phone_codes import PhoneCodeChallenge
from kiosk.contract.registrations import RegistrationStatusAnswer
from kiosk.contract.supplements import (
    ANSWERS,
    CODES,
    ScannedCard,
    SupplementBody,
    SupplementCodeBody,
    path_of,
)
from kiosk.domain.people import Person
from kiosk.domain.registration.draft import Draft, PhoneOwner
from kiosk.domain.registration.supplement import AskedPart
from kiosk.ports.errors import Refused
from kiosk.ports.phone_codes import Challenge
from kiosk.ports.registrations import RegistrationStatus


class SupplementCalls:
    """`ports.registrations.Supplements` over the API."""

    def __init__(self, api: Api) -> None:
        self._api = api

    async def send_code(self, draft: Draft) -> Challenge:
        """Send a code to the draft's phone."""
        asked = draft.asked
        if asked is None:
            raise Refused("nothing_asked")
        body = fit(
            lambda: SupplementCodeBody.model_validate(
                {"receipt": asked.receipt, "phone": draft.phone, "owner": draft.phone_owner}
            )
        )
        sent = await self._api.order(path_of(asked.receipt_code, CODES), body, PhoneCodeChallenge)
        return conversion.to_challenge(sent)

    async def send(self, draft: Draft) -> RegistrationStatus:
        """Send the answers under the draft's own key: the same again is the same request."""
        asked = draft.asked
        if asked is None:
            raise Refused("nothing_asked")
        body = fit(lambda: supplement(draft))
        answer = await self._api.order(
            path_of(asked.receipt_code, ANSWERS),
            body,
            RegistrationStatusAnswer,
            idempotency_key=draft.idempotency_key,
        )
        return conversion.to_status(answer)


def supplement(draft: Draft) -> SupplementBody:
    """Return the asked answers of `draft` and no other."""
    assert draft.asked is not None  # only such a draft comes here
    parts = draft.asked.parts
    is_phone = AskedPart.PHONE in parts
    return SupplementBody(
        receipt=draft.asked.receipt,
        phone_owner=(draft.phone_owner or PhoneOwner.NONE) if is_phone else None,
        phone=draft.phone if is_phone else None,
        phone_proof=draft.phone_proof if is_phone else None,
        person_card=_card(draft.participant) if AskedPart.PERSON_CARD in parts else None,
        helper_card=_card(draft.helper) if AskedPart.HELPER_CARD in parts else None,
    )


def _card(person: Person | None) -> ScannedCard | None:
    if person is None or person.birth is None or person.sex is None:
        return None  # the backend says what is missing
    return ScannedCard(
        citizen_id=person.citizen_id,
        full_name=person.full_name,
        birth=person.birth.iso,
        sex=person.sex,
        address=person.address or "",
        warnings=[problem.key for problem in person.warnings],
    )
