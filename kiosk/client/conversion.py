"""The domain's values as the contract's bodies, and the citizen's answers as the ports' values."""

from kiosk.contract.calls import CallBody
from kiosk.contract.campaign import StatisticsAnswer
from kiosk.contract.cards import CardRequest
from kiosk.contract.phone_codes import (
    FurtherProofBody,
    PhoneChoicesAnswer,
    PhoneChoicesBody,
    PhoneCodeAvailability,
    PhoneCodeBody,
    PhoneCodeChallenge,
)
from kiosk.contract.presences import PresenceAnswer, PresenceBody
from kiosk.contract.registrations import (
    ConsentBody,
    Helper,
    Participant,
    RegistrationBody,
    RegistrationStatusAnswer,
)
from kiosk.domain.people import Person, Relation
from kiosk.domain.registration.draft import Draft, PhoneOwner, Registration
from kiosk.ports.calls import Record
from kiosk.ports.campaign import Campaign
from kiosk.ports.phone_codes import Challenge, CodeAvailability, KeptProof, MaskedPhone
from kiosk.ports.presences import AuthorizationRequest, OfficerProof, Presence
from kiosk.ports.registrations import RegistrationStatus


def registration(registration: Registration) -> RegistrationBody:
    """Return the body that is encrypted and sent; its JSON is both, byte for byte."""
    draft = registration.draft
    return RegistrationBody(
        participant=_participant(registration.participant, draft.commune or None),
        helper=_helper(draft.helper, draft.relation) if draft.helper and draft.relation else None,
        phone=draft.phone,
        phone_owner=draft.phone_owner or PhoneOwner.NONE,
        phone_proof=draft.phone_proof,
        office_code=registration.office_code,
        consents=[
            ConsentBody(
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


def code_for_record(person: Person, record: Record, choice: str) -> PhoneCodeBody:
    """Return the request for a code to a phone on record, for one of the records that it opens."""
    return PhoneCodeBody.model_validate({**identity(person), "purpose": record, "choice": choice})


def phone_choices_for(person: Person) -> PhoneChoicesBody:
    """Return the request for the numbers to which a code could go."""
    return PhoneChoicesBody.model_validate(identity(person))


def to_masked_phones(answer: PhoneChoicesAnswer) -> tuple[MaskedPhone, ...]:
    """Read the numbers to which a code could go."""
    return tuple(MaskedPhone(**choice.model_dump()) for choice in answer.choices)


def further_proof(draft: Draft, kept: KeptProof) -> FurtherProofBody:
    """Return the request for a proof of the same phone for the draft's participant."""
    person = draft.participant or Person()
    return FurtherProofBody(citizen_id=person.citizen_id, receipt=kept.receipt, proof=kept.proof)


def identity(person: Person) -> dict[str, str]:
    """Return an identity as every request for a record has it."""
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


def call(place: str, receipt_code: str | None, request: AuthorizationRequest | None) -> CallBody:
    """Return what rings the desk; an approval is asked for by the receipt's code alone."""
    wanted = None
    if request is not None and request.what != "approval":
        wanted = {"record": request.what, **identity(request.person)}
    return CallBody.model_validate(
        {"place": place, "receipt_code": receipt_code, "authorization_request": wanted}
    )


def presence(
    proof: OfficerProof, request: AuthorizationRequest | None, *, otherwise: str = "take_over"
) -> PresenceBody:
    """Return what an officer shows, and what for; `otherwise` says it where they allow nothing."""
    by = "badge" if proof.badge else "login"
    wanted: dict[str, str] = {"purpose": request.what if request else otherwise}
    if request is not None:
        is_approval = request.what == "approval"
        wanted |= {"receipt_code": request.receipt_code} if is_approval else identity(request.person)
    shown = {"by": by, by: proof.badge or proof.login, "pin": proof.pin or None}
    return PresenceBody.model_validate({"officer": shown, "request": wanted})


def to_presence(answer: PresenceAnswer) -> Presence:
    """Read which officer has come."""
    return Presence(answer.full_name, answer.until, answer.call_id or "")


def to_status(answer: RegistrationStatusAnswer) -> RegistrationStatus:
    """Read a registration's status."""
    return RegistrationStatus(
        receipt_code=answer.receipt_code,
        status=answer.status,
        reasons=tuple(answer.reasons),
        updated_at=answer.updated_at,
        note=answer.note,
        asked=tuple(answer.asked),
        initials=answer.initials,
        paper_receipt=answer.paper_receipt,
    )


def to_availability(answer: PhoneCodeAvailability) -> CodeAvailability:
    """Read whether a code can be sent."""
    return CodeAvailability(answer.sms_available, answer.sms_sender)


def to_challenge(sent: PhoneCodeChallenge) -> Challenge:
    """Read a phone code that was sent."""
    return Challenge(id=sent.id, expires_at=sent.expires_at, simulated_sms=sent.simulated_sms or None)


def to_campaign(answer: StatisticsAnswer) -> Campaign:
    """Read the ward's figures."""
    return Campaign(registered=answer.registered, goal=answer.goal)
