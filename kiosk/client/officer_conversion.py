"""The desk's bodies as the desk's values; outside text is made safe to show on the way."""

from kiosk.contract import calls as calls_contract
from kiosk.contract import dossiers, sessions
from kiosk.contract import kiosks as kiosks_contract
from kiosk.contract import people as people_contract
from kiosk.contract.registrations import ConsentGiven, Helper, Participant
from kiosk.domain.dates import PartialDate
from kiosk.domain.names import clean
from kiosk.domain.registration.draft import Consent
from kiosk.ports.officer import (
    Call,
    CardFor,
    Declared,
    Dossier,
    Duplicate,
    Entry,
    Event,
    Found,
    Helped,
    Kept,
    KioskState,
    Officer,
    Page,
    People,
    Registered,
    Verdict,
)
from kiosk.resources.communes import gazetteer

_birth = PartialDate.from_iso


def officer(answer: sessions.SessionAnswer) -> Officer:
    """Return who has signed in."""
    signed_in = answer.officer
    return Officer(signed_in.login, clean(signed_in.full_name), signed_in.role, answer.idle_seconds)


def page(answer: dossiers.QueueAnswer) -> Page:
    """Return a window of the queue."""
    return Page(answer.version, answer.total, answer.offset, tuple(_entry(entry) for entry in answer.entries))


def people(answer: people_contract.PeopleAnswer) -> People:
    """Return who was found."""
    found = (
        Found(
            person.citizen_id,
            clean(person.full_name),
            _birth(person.birth),
            person.receipt_code,
            person.status,
        )
        for person in answer.people
    )
    return People(tuple(found), answer.more)


def kiosks(answer: kiosks_contract.UndeliveredAnswer) -> tuple[KioskState, ...]:
    """Return how the kiosks are."""
    return tuple(
        KioskState(
            clean(kiosk.kiosk_name),
            kiosk.at,
            kiosk.waiting,
            kiosk.oldest_waiting,
            tuple(Kept(kept.receipt_code, kept.refusal, kept.since) for kept in kiosk.kept),
        )
        for kiosk in answer.kiosks
    )


def verdict(answer: people_contract.VerifyAnswer) -> Verdict:
    """Return whether a code is genuine."""
    return Verdict(
        answer.verdict,
        answer.kind,
        answer.receipt_code,
        clean(answer.full_name) if answer.full_name else None,
        clean(answer.birth) if answer.birth else None,
        answer.expires_at,
    )


def calls(answer: calls_contract.RingingAnswer) -> tuple[Call, ...]:
    """Return who rings."""
    return tuple(_call(call) for call in answer.calls)


def _entry(entry: dossiers.QueueEntry) -> Entry:
    return Entry(
        entry.receipt_code,
        clean(entry.full_name),
        _birth(entry.birth),
        entry.relation,
        entry.status,
        tuple(entry.reasons),
        entry.received_at,
        entry.waits_here,
        entry.claimed_by,
    )


def _registered(person: dossiers.RegisteredAs | None) -> Registered | None:
    if person is None:
        return None
    return Registered(
        person.citizen_id,
        clean(person.full_name),
        _birth(person.birth),
        person.sex,
        person.phone,
        person.is_alive,
        person.has_card,
        person.card_code,
    )


def dossier(answer: dossiers.DossierAnswer) -> Dossier:
    """Return one registration."""
    return Dossier(
        receipt_code=answer.receipt_code,
        status=answer.status,
        reasons=tuple(answer.reasons),
        received_at=answer.received_at,
        kiosk_name=clean(answer.kiosk_name),
        waits_here=answer.waits_here,
        declared=_declared(answer.declared),
        helper=_helped(answer.helper),
        phone=answer.phone,
        phone_owner=answer.phone_owner,
        phone_proved=answer.phone_proved,
        consents=tuple(_consent(consent) for consent in answer.consents),
        register=_registered(answer.registered),
        register_away=answer.register_away,
        differences=tuple(answer.differences),
        duplicates=tuple(_duplicate(duplicate) for duplicate in answer.duplicates),
        history=tuple(
            Event(event.status, event.at, clean(event.by), clean(event.note)) for event in answer.history
        ),
        claimed_by=None if answer.claimed_by_me else answer.claimed_by,
    )


def _consent(given: ConsentGiven) -> Consent:
    version = clean(given.version)
    return Consent(given.purpose, version, given.granted, given.language, given.text_digest)


def _declared(person: Participant) -> Declared:
    return Declared(
        person.citizen_id,
        clean(person.full_name),
        _birth(person.birth),
        person.sex,
        clean(person.address),
        person.insurance_id,
        person.id_source,
        tuple(person.warnings),
        _commune(person.commune),
    )


def _commune(code: str | None) -> str:
    """Return a commune's name; the code itself where this program's table does not have it."""
    found = gazetteer().named(code) if code else None
    return found.in_full if found else code or ""


def _helped(person: Helper | None) -> Helped | None:
    if person is None:
        return None
    return Helped(
        person.citizen_id, clean(person.full_name), _birth(person.birth), person.relation, person.id_source
    )


def _duplicate(duplicate: dossiers.Duplicate) -> Duplicate:
    return Duplicate(
        duplicate.receipt_code,
        clean(duplicate.full_name),
        _birth(duplicate.birth),
        duplicate.status,
        duplicate.received_at,
        tuple(duplicate.same),
    )


def _call(call: calls_contract.Ringing) -> Call:
    wish = call.card_for
    return Call(
        call.id,
        clean(call.kiosk_name),
        clean(call.place),
        call.at,
        call.receipt_code,
        _card_for(wish) if wish else None,
        clean(call.answered_by) if call.answered_by else None,
    )


def _card_for(wish: calls_contract.CardFor) -> CardFor:
    name, birth = clean(wish.full_name), _birth(wish.birth)
    return CardFor(wish.citizen_id, name, birth, _registered(wish.registered), wish.record)
