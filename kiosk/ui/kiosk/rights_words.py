"""What is kept of a person, as rows of words, a row a thing: for the screen and for paper."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from kiosk.domain import readable_code
from kiosk.domain.card import masked_number
from kiosk.domain.people import masked_citizen_id
from kiosk.ports.kept_data import KeptCard, KeptData, KeptRegistration
from kiosk.ui.kiosk.session import Session

_KINDS = ("code", "decision", "reminder")
_ROLES = ("officer", "supervisor", "auditor", "campaign")
_DAY = "%d/%m/%Y"
Rows = Sequence[tuple[str, str]]


def all_rows(session: Session, kept: KeptData) -> Rows:
    """Return everything, a row a thing."""
    return [(session.say(f"rights.row.{name}"), value) for name, value in _values(session, kept)]


def _values(session: Session, kept: KeptData) -> Iterator[tuple[str, str]]:
    say = session.say
    for registration in kept.registrations:
        yield from _registration(session, registration)
    for card in kept.cards:
        yield "card", _card(session, card)
        yield "issued", _day(session, card.issued_at)
    for help_ in kept.helped:
        day = _day(session, help_.received_at)
        code = readable_code.grouped(help_.receipt_code)
        yield "helped", say("rights.value.helped", code=code, day=day)
        yield (
            "helper",
            " · ".join(filter(None, (help_.full_name, masked_citizen_id(help_.citizen_id), help_.phone))),
        )
    for message in kept.messages:
        kind = message.kind if message.kind in _KINDS else "other"
        yield (
            "messages",
            say("rights.value.message", kind=say(f"rights.message.{kind}"), day=f"{message.day:{_DAY}}"),
        )
    for viewing in kept.viewings:
        role = viewing.role if viewing.role in _ROLES else "other"
        yield (
            "viewings",
            say("rights.value.viewing", role=say(f"rights.role.{role}"), day=f"{viewing.day:{_DAY}}"),
        )
    for request in kept.requests:
        right, state = say(f"rights.right.{request.right}"), say(f"rights.state.{request.state}")
        code = readable_code.grouped(request.code)
        yield "requests", say("rights.value.request", right=right, state=state, code=code)


def _registration(session: Session, kept: KeptRegistration) -> Iterator[tuple[str, str]]:
    say, form, code = session.say, kept.form, readable_code.grouped(kept.receipt_code)
    if form is None:
        yield "registration", say("rights.value.erased", code=code)
        return
    yield "person", f"{form.full_name} · {form.birth.shown}"
    yield "number", masked_citizen_id(form.citizen_id)
    if form.insurance_id:
        yield "insurance", masked_number(form.insurance_id)
    yield "sex", say(f"common.sex.{form.sex}")
    yield "address", form.address
    yield "phone", form.phone or say("rights.value.none")
    status = say(f"verify.status.{kept.status}")
    day = _day(session, kept.received_at)
    yield (
        "registration",
        say("rights.value.registration", code=code, status=status, day=day),
    )
    yield "kiosk", kept.kiosk_name
    for consent in form.consents:
        answer = say(f"rights.answer.{'yes' if consent.granted else 'no'}")
        purpose = say(f"rights.purpose.{consent.purpose}")
        yield "consents", say("rights.value.consent", purpose=purpose, version=consent.version, answer=answer)


def _card(session: Session, card: KeptCard) -> str:
    code = readable_code.grouped(card.code)
    if card.revoked_at is not None:
        return session.say("rights.value.card_revoked", code=code, revoked=_day(session, card.revoked_at))
    return session.say("rights.value.card", code=code, expires=_day(session, card.expires_at))


def _day(session: Session, moment: datetime) -> str:
    return f"{moment.astimezone(session.services.now().tzinfo):{_DAY}}"
