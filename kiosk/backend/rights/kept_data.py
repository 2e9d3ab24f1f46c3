"""What is kept of a person, gathered from every table that has something of theirs."""

import sqlalchemy as sa

from kiosk.backend.access.sessions import ACTOR
from kiosk.backend.clock import day_in_vietnam
from kiosk.backend.registrations import encrypted_form
from kiosk.backend.rights import own_phones
from kiosk.backend.storage.schema import (
    audit,
    cards,
    kiosks,
    messages,
    officers,
    phone_codes,
    registrations,
    rights_requests,
)
from kiosk.backend.storage.store import Row
from kiosk.backend.storage.vault import Vault
from kiosk.contract.registrations import RegistrationBody
from kiosk.domain import phones
from kiosk.domain.dates import PartialDate
from kiosk.domain.registration.draft import Consent, PhoneOwner
from kiosk.domain.registration.eligibility import Status
from kiosk.domain.registration.rights import RequestState, Right
from kiosk.ports.kept_data import (
    KeptCard,
    KeptData,
    KeptDetails,
    KeptHelp,
    KeptMessage,
    KeptRegistration,
    KeptRequest,
    Viewing,
)

CODE = "code"
"""The kind of a message with a code."""
_r = registrations.c
_FORMS = sa.select(
    _r.receipt_code, _r.status, _r.received_at, _r.salt, _r.sealed, kiosks.c.name.label("kiosk_name")
).select_from(registrations.outerjoin(kiosks, kiosks.c.id == _r.kiosk_id))


def gather(connection: sa.Connection, vault: Vault, person: bytes) -> KeptData:
    """Return all of it; `person` is the number's hash."""
    rows = connection.execute(_FORMS.where(_r.person == person).order_by(_r.id)).all()
    helped = connection.execute(_FORMS.where(_r.helper == person).order_by(_r.id)).all()
    return KeptData(
        registrations=tuple(_registration(vault, row) for row in rows),
        helped=tuple(help_ for row in helped if (help_ := _help(vault, row))),
        cards=_cards(connection, person),
        messages=_messages(connection, vault, person),
        viewings=_viewings(connection, [row.receipt_code for row in rows]),
        requests=_requests(connection, person),
    )


def _registration(vault: Vault, row: Row) -> KeptRegistration:
    sent = encrypted_form.decrypt(vault, row)
    return KeptRegistration(
        receipt_code=row.receipt_code,
        status=Status(row.status),
        received_at=row.received_at,
        kiosk_name=row.kiosk_name or "",
        form=_form(sent) if sent else None,
    )


def _form(sent: RegistrationBody) -> KeptDetails:
    person = sent.participant
    return KeptDetails(
        full_name=person.full_name,
        birth=PartialDate.from_iso(person.birth),
        sex=person.sex,
        citizen_id=person.citizen_id,
        insurance_id=person.insurance_id,
        address=person.address,
        phone=phones.masked(sent.phone) if sent.phone else "",
        phone_owner=sent.phone_owner,
        consents=tuple(Consent(**given.model_dump()) for given in sent.consents),
    )


def _help(vault: Vault, row: Row) -> KeptHelp | None:
    sent = encrypted_form.decrypt(vault, row)
    if sent is None or sent.helper is None:
        return None
    is_theirs = sent.phone is not None and sent.phone_owner is PhoneOwner.HELPER
    return KeptHelp(
        receipt_code=row.receipt_code,
        received_at=row.received_at,
        full_name=sent.helper.full_name,
        citizen_id=sent.helper.citizen_id,
        relation=sent.helper.relation,
        phone=phones.masked(sent.phone) if sent.phone and is_theirs else "",
    )


def _cards(connection: sa.Connection, person: bytes) -> tuple[KeptCard, ...]:
    c = cards.c
    query = sa.select(c.code, c.issued_at, c.expires_at, c.revoked_at).where(c.person == person)
    return tuple(KeptCard(*row) for row in connection.execute(query.order_by(c.id)))


def _messages(connection: sa.Connection, vault: Vault, person: bytes) -> tuple[KeptMessage, ...]:
    c = messages.c
    theirs = c.phone.in_(own_phones.of_participant(connection, vault, person))
    rows = connection.execute(sa.select(c.kind, c.queued_at).where(theirs).order_by(c.queued_at)).all()
    p = phone_codes.c
    coded = sa.select(p.sent_at).where(p.person == person, p.phone.is_not(None)).order_by(p.sent_at)
    codes = [KeptMessage(CODE, day_in_vietnam(at)) for at in connection.scalars(coded)]
    others = [KeptMessage(row.kind, day_in_vietnam(row.queued_at)) for row in rows]
    return tuple(dict.fromkeys([*codes, *others]))


def _viewings(connection: sa.Connection, codes: list[str]) -> tuple[Viewing, ...]:
    seen = audit.c.action == sa.literal("dossier_seen", literal_execute=True)  # in the words of the index
    rows = connection.execute(
        sa.select(audit.c.actor, audit.c.at).where(seen, audit.c.subject.in_(codes)).order_by(audit.c.id)
    ).all()
    logins = {row.actor.removeprefix(ACTOR) for row in rows}
    roles = connection.execute(
        sa.select(officers.c.login, officers.c.role).where(officers.c.login.in_(logins))
    )
    by_login = {row.login: row.role for row in roles}
    viewings = [
        Viewing(by_login.get(row.actor.removeprefix(ACTOR), ""), day_in_vietnam(row.at)) for row in rows
    ]
    return tuple(dict.fromkeys(viewings))


def _requests(connection: sa.Connection, person: bytes) -> tuple[KeptRequest, ...]:
    c = rights_requests.c
    rows = connection.execute(
        sa.select(c.code, c.kind, c.state, c.asked_at, c.due_on).where(c.person == person).order_by(c.id)
    )
    return tuple(
        KeptRequest(row.code, Right(row.kind), RequestState(row.state), row.asked_at, row.due_on)
        for row in rows
    )
