"""A form with what the person sent of what was asked for; what does not fit it is declined."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from kiosk.backend.declined import Declined
from kiosk.contract.supplements import ScannedCard, SupplementBody
from kiosk.domain import names
from kiosk.domain.dates import PartialDate
from kiosk.domain.people import IdSource, Person
from kiosk.domain.problems import Invalid, Problem
from kiosk.domain.registration.correction import Declared
from kiosk.domain.registration.draft import PhoneOwner, helper_problems
from kiosk.domain.registration.supplement import AskedPart, answerable


def supplemented(before: Declared, asked: Sequence[AskedPart], body: SupplementBody, today: date) -> Declared:
    """Return the form with all that was asked for. `Declined`: `invalid_body`, `card_of_another`."""
    _check_parts(asked, body)
    if body.phone_owner is PhoneOwner.HELPER and before.helper is None:
        raise Declined("invalid_body", fields=["helper.missing"])
    form = _with_cards(before, body, today)
    if body.phone_owner is None:
        return form
    return replace(form, phone=body.phone, phone_owner=body.phone_owner)


def _check_parts(asked: Sequence[AskedPart], body: SupplementBody) -> None:
    """Decline what was not asked for, and what was and did not come."""
    given = {
        AskedPart.PHONE: body.phone_owner,
        AskedPart.PERSON_CARD: body.person_card,
        AskedPart.HELPER_CARD: body.helper_card,
    }
    wanted = set(answerable(tuple(asked)))
    wrong = [part for part, value in given.items() if (value is not None) != (part in wanted)]
    is_whole = (body.phone is None) == (body.phone_owner in (None, PhoneOwner.NONE))
    if wrong or not is_whole:
        raise Declined("invalid_body", fields=[str(part) for part in wrong] or ["phone.missing"])


def _with_cards(form: Declared, body: SupplementBody, today: date) -> Declared:
    if body.person_card is not None:
        person = _scanned(body.person_card)
        if person.citizen_id != form.participant.citizen_id:
            raise Declined("card_of_another")
        kept = form.participant.insurance_id
        form = replace(form, participant=person.with_(insurance_id=kept))
    if body.helper_card is not None:
        form = replace(form, helper=_helper(form, _scanned(body.helper_card), today))
    return form


def _helper(form: Declared, person: Person, today: date) -> Person:
    """A mistyped number is what a scan mends, so the same name is enough."""
    known = form.helper
    is_theirs = known is not None and (
        person.citizen_id == known.citizen_id or names.is_same(person.full_name, known.full_name)
    )
    if not is_theirs:
        raise Declined("card_of_another")
    found = tuple(problem.key for problem in helper_problems(person, form.participant, today))
    if found:
        raise Declined("invalid_body", fields=found)
    return person


def _scanned(card: ScannedCard) -> Person:
    try:
        birth = PartialDate.from_iso(card.birth)
    except Invalid as invalid:
        raise Declined("invalid_body", fields=invalid.keys) from invalid
    return Person(
        citizen_id=card.citizen_id,
        full_name=card.full_name,
        birth=birth,
        sex=card.sex,
        address=card.address,
        source=IdSource.CARD_QR,
        warnings=tuple(Problem(key) for key in card.warnings),
    )
