"""What a request for a code declares: a date of birth, and the phone that is given for a registration."""

from kiosk.backend.declined import Declined
from kiosk.contract.fields import IdentityBody
from kiosk.contract.phone_codes import PhoneCodeBody
from kiosk.domain.dates import PartialDate
from kiosk.domain.id_numbers import CITIZEN_ID
from kiosk.domain.problems import Invalid
from kiosk.domain.registration.draft import PhoneOwner


def birth_of(body: IdentityBody) -> PartialDate:
    """Read the date of birth. Raises `Declined` naming what is wrong with it."""
    try:
        return PartialDate.from_iso(body.birth)
    except Invalid as invalid:
        raise Declined("invalid_body", fields=invalid.keys) from invalid


def given_phone(body: PhoneCodeBody) -> str:
    """Return the phone that a registration gives. Raises `Declined` where there is none."""
    birth_of(body)
    if body.phone is None or body.owner is PhoneOwner.NONE:
        raise Declined("invalid_body", fields=["phone.missing"])
    if not CITIZEN_ID.fullmatch(body.citizen_id):
        raise Declined("invalid_body", fields=["citizen_id.length"])
    return body.phone
