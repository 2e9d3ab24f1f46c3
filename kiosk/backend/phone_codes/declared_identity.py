"""What a request for a code declares: who the person is, and the phone where one is given."""

from kiosk.backend.declined import Declined
from kiosk.backend.insurer.port import Insured, Insurer
from kiosk.contract.fields import IdentityBody
from kiosk.contract.phone_codes import PhoneCodeBody
from kiosk.domain.dates import PartialDate
from kiosk.domain.id_numbers import CITIZEN_ID
from kiosk.domain.problems import Invalid
from kiosk.domain.registration.draft import PhoneOwner


async def known(insurer: Insurer, body: IdentityBody) -> Insured | None:
    """Return the living person whom number, name and birth name; None for all others.

    Raises `Declined` for a birth that is none, and `InsurerAway`.
    """
    birth = _birth(body)
    insured = await insurer.find(body.citizen_id)
    is_theirs = insured is not None and insured.is_alive and insured.is_called(body.full_name, birth)
    return insured if is_theirs else None


def given_phone(body: PhoneCodeBody) -> str:
    """Return the phone that is given for a registration; `Declined` says what is missing."""
    _birth(body)
    if body.phone is None or body.owner is PhoneOwner.NONE:
        raise Declined("invalid_body", fields=["phone.missing"])
    if not CITIZEN_ID.fullmatch(body.citizen_id):
        raise Declined("invalid_body", fields=["citizen_id.length"])
    return body.phone


def _birth(body: IdentityBody) -> PartialDate:
    try:
        return PartialDate.from_iso(body.birth)
    except Invalid as invalid:
        raise Declined("invalid_body", fields=invalid.keys) from invalid
