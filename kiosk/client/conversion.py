"""The domain's values as the contract's bodies and back: the one place where the two shapes meet."""

from kiosk.contract.calls import DeskCall
from kiosk.contract.campaign import StatisticsAnswer
from kiosk.contract.cards import CardBody, CardRequest
from kiosk.contract.fields import Record
from kiosk.contract.phone_codes import PhoneCodeBody, PhoneCodeSent
from kiosk.contract.presences import PresenceAnswer, PresenceBody
from kiosk.contract.registrations import ConsentGiven, Helper, Participant, RegistrationBody, StandingAnswer
from kiosk.domain.card import Card
from kiosk.domain.dates import PartialDate
from kiosk.domain.names import clean
from kiosk.domain.people import Person, Relation
from kiosk.domain.registration.draft import Draft, PhoneOwner, Registration
from kiosk.ports.campaign import Campaign
from kiosk.ports.phone_codes import Challenge
from kiosk.ports.presences import OfficerProof, Presence, Wish
from kiosk.ports.registrations import Standing


def registration(registration: Registration) -> RegistrationBody:
    """Return the body that is sealed and sent; its JSON is both, byte for byte."""
    draft = registration.draft
    return RegistrationBody(
        participant=_participant(registration.participant, draft.commune or None),
        helper=_helper(draft.helper, draft.relation) if draft.helper and draft.relation else None,
        phone=draft.phone,
        phone_owner=draft.phone_owner or PhoneOwner.NONE,
        phone_proof=draft.phone_proof,
        office_code=registration.office_code,
        consents=[
            ConsentGiven(
                purpose=given.purpose,
                version=given.version,
                text_digest=given.text_digest,
                language=given.language,
                granted=given.granted,
            )
            for given in draft.consents
        ],
        form_version=registration.form_version,
        captured_at=registration.captured_at,
    )


def _participant(person: Person, commune: str | None) -> Participant:
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
        commune=commune,
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


def code_for_record(person: Person, record: Record) -> PhoneCodeBody:
    """Return the request for a code to the phone on record, for one of the records that it opens."""
    return PhoneCodeBody(
        purpose=record,
        citizen_id=person.citizen_id or person.insurance_id or "",
        full_name=person.full_name,
        birth=person.birth.iso if person.birth else "",
    )


def identity(person: Person) -> dict[str, str]:
    """Return who somebody says they are, as every request for a card has it."""
    return {
        "citizen_id": person.citizen_id or person.insurance_id or "",
        "full_name": person.full_name,
        "birth": person.birth.iso if person.birth else "",
    }


def card_request(
    person: Person,
    *,
    phone_proof: str | None = None,
    receipt: str | None = None,
    call_id: str | None = None,
) -> CardRequest:
    """Return the request for a card against one second factor."""
    return CardRequest.model_validate(
        {**identity(person), "phone_proof": phone_proof, "receipt": receipt, "call_id": call_id}
    )


def call(where: str, receipt_code: str | None, wish: Wish | None) -> DeskCall:
    """Return what rings the desk."""
    is_record = wish is not None and wish.what != "approval"
    card_for = {"record": wish.what, **identity(wish.person)} if wish and is_record else None
    return DeskCall.model_validate({"where": where, "receipt_code": receipt_code, "card_for": card_for})


def presence(proof: OfficerProof, wish: Wish | None) -> PresenceBody:
    """Return what an officer shows, and what for."""
    by = "badge" if proof.badge else "login"
    wanted: dict[str, str] = {"purpose": wish.what if wish else "take_over"}
    if wish is not None:
        is_approval = wish.what == "approval"
        wanted |= {"receipt_code": wish.receipt_code} if is_approval else identity(wish.person)
    shown = {"by": by, by: proof.badge or proof.login, "pin": proof.pin or None}
    return PresenceBody.model_validate({"officer": shown, "wish": wanted})


def to_presence(answer: PresenceAnswer) -> Presence:
    """Read who has come."""
    return Presence(clean(answer.full_name), answer.until, answer.call_id or "")


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
