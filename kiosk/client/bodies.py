"""The domain's values as the contract's bodies and back: the one place where the two shapes meet."""

from kiosk.contract import (
    CardBody,
    CardRequest,
    ConsentGiven,
    Helper,
    Participant,
    PhoneCodeBody,
    PhoneCodeSent,
    RegistrationBody,
    StandingAnswer,
    StatisticsAnswer,
)
from kiosk.domain.card import Card
from kiosk.domain.dates import PartialDate
from kiosk.domain.names import clean
from kiosk.domain.people import Person, Relation
from kiosk.domain.registration import Draft, PhoneOwner, Registration
from kiosk.ports import Campaign, Challenge, Standing


def registration(registration: Registration) -> RegistrationBody:
    """Return the body that is sealed and sent; its JSON is both, byte for byte."""
    draft = registration.draft
    return RegistrationBody(
        participant=_participant(registration.participant),
        helper=_helper(draft.helper, draft.relation) if draft.helper and draft.relation else None,
        phone=draft.phone,
        phone_owner=draft.phone_owner or PhoneOwner.NONE,
        phone_proof=draft.phone_proof,
        office_code=registration.office_code,
        consents=[
            ConsentGiven(purpose=given.purpose, version=given.version, granted=given.granted)
            for given in draft.consents
        ],
        form_version=registration.form_version,
        captured_at=registration.captured_at,
    )


def _participant(person: Person) -> Participant:
    assert person.birth is not None  # Registration.from_draft has checked that the person is complete
    assert person.sex is not None
    return Participant(
        citizen_id=person.citizen_id,
        full_name=person.full_name,
        birth=person.birth.iso,
        sex=person.sex,
        address=person.address or "",
        insurance_id=person.insurance_id,
        id_source=person.source,
        warnings=[problem.key for problem in person.warnings],
    )


def _helper(person: Person, relation: Relation) -> Helper:
    assert person.birth is not None  # domain.registration.helper_problems has checked it
    return Helper(
        citizen_id=person.citizen_id,
        full_name=person.full_name,
        birth=person.birth.iso,
        relation=relation,
        id_source=person.source,
    )


def code_for_registration(draft: Draft) -> PhoneCodeBody:
    """Return the request for a code to the draft's phone."""
    person = draft.participant or Person()
    return PhoneCodeBody(
        purpose="registration",
        citizen_id=person.citizen_id,
        full_name=person.full_name,
        birth=person.birth.iso if person.birth else "",
        phone=draft.phone,
        owner=draft.phone_owner or PhoneOwner.NONE,
    )


def code_for_card(person: Person) -> PhoneCodeBody:
    """Return the request for a code to the phone on record."""
    return PhoneCodeBody(
        purpose="card",
        citizen_id=person.citizen_id or person.insurance_id or "",
        full_name=person.full_name,
        birth=person.birth.iso if person.birth else "",
    )


def card_request(
    person: Person, *, phone_proof: str | None = None, receipt: str | None = None
) -> CardRequest:
    """Return the request for a card against one second factor."""
    return CardRequest(
        citizen_id=person.citizen_id or person.insurance_id or "",
        full_name=person.full_name,
        birth=person.birth.iso if person.birth else "",
        phone_proof=phone_proof,
        receipt=receipt,
    )


def to_card(body: CardBody) -> Card:
    """Read a card; what is shown as text is made safe for a terminal, the QR's payload stays as it is."""
    return Card(
        card_number=clean(body.card_number),
        full_name=clean(body.full_name),
        birth=PartialDate.from_iso(body.birth),
        sex=body.sex,
        facility=clean(body.facility),
        facility_name=clean(body.facility_name),
        valid_from=body.valid_from,
        valid_to=body.valid_to,
        five_years_from=body.five_years_from,
        benefit=clean(body.benefit),
        payload=body.payload,
        proof=body.proof,
        code=clean(body.code),
        is_sample=body.is_sample,
    )


def to_standing(answer: StandingAnswer) -> Standing:
    """Read where a registration stands."""
    return Standing(
        receipt_code=answer.receipt_code,
        status=answer.status,
        reasons=tuple(answer.reasons),
        updated_at=answer.updated_at,
        note=clean(answer.note),
    )


def to_challenge(sent: PhoneCodeSent) -> Challenge:
    """Read a phone code that was sent."""
    sms = clean(sent.simulated_sms) if sent.simulated_sms else None
    return Challenge(id=sent.id, expires_at=sent.expires_at, simulated_sms=sms)


def to_campaign(answer: StatisticsAnswer) -> Campaign:
    """Read the ward's figures."""
    return Campaign(registered=answer.registered, goal=answer.goal)
