"""What is printed for a person to take along, in the language of the session.

A receipt bears a name's initials and no number: its holder tells two slips apart, a finder learns a code.
Only the card's slip names a person. The first QR is the kiosk's or the hospital's; where the backend signed
for it, a second one lets anybody check the paper, and each says what it is for.
"""

from collections.abc import Iterator, Sequence

from kiosk.domain import readable_code
from kiosk.domain.card import Card, grouped_number, masked_number
from kiosk.domain.people import Person
from kiosk.domain.registration.draft import Consent
from kiosk.domain.registration.eligibility import Status
from kiosk.domain.slip import Beside, Line, Part, PlainPart, ReadOut, Row, Slip, Square, Words
from kiosk.ports.lookups import Contributions
from kiosk.ports.pick_ups import KeptForm
from kiosk.ports.registrations import Queued, RegistrationStatus
from kiosk.resources.consents import ConsentText
from kiosk.resources.languages import FALLBACK
from kiosk.ui.kiosk.contributions_words import headline_words, late_words, law_words, line_words, total_rows
from kiosk.ui.kiosk.registration_status import WAITING, receipt_text, status_words
from kiosk.ui.kiosk.session import Session

CARD_SIZE, KEPT_SIZE, RECEIPT_SIZE, CHECK_SIZE = 40.0, 35.0, 25.0, 28.0
"""Millimetres: hospitals' readers want a card's code large; a kept form's has more in it than a receipt's."""
SHOWN_DIGEST = 16
"""How many digits of a text's digest are shown; `kiosk admin consent-text` finds the text by them."""


def saved_slip(
    session: Session,
    receipt: Queued,
    agreed: Sequence[Consent] = (),
    *,
    initials: str = "",
    with_words: bool = False,
) -> Slip:
    """Return the slip of what is kept on this machine and not yet received, and says so first."""
    say = session.say
    is_kept = receipt.why == "kept_for_officer"
    return _receipt_slip(
        session,
        receipt.receipt_code,
        initials,
        (Words(say("paper.saved.title"), "title"), Words(say("paper.saved.not_received"), "strong")),
        hint=say("result.queued.hint"),
        lines=[say("paper.saved.kept" if is_kept else "paper.saved.todo"), say("paper.saved.check")],
        agreed=_agreed(session, agreed, with_words=with_words),
    )


def received_slip(
    session: Session,
    registration: RegistrationStatus,
    agreed: Sequence[Consent] = (),
    *,
    with_words: bool = False,
) -> Slip:
    """Return the slip of what the backend has received, with what happens next."""
    words = status_words(session, registration)
    lines = list(words.lines)
    if registration.status in WAITING:
        lines.append(session.say("paper.received.next"))
    if registration.status is Status.APPROVED:
        lines = [session.say("paper.received.card")]
    title = Words(words.title, "title")
    return _receipt_slip(
        session,
        registration.receipt_code,
        registration.initials,
        (title,),
        to_check=registration.paper_receipt,
        hint=words.hint,
        lines=lines,
        agreed=_agreed(session, agreed, with_words=with_words),
    )


def _receipt_slip(
    session: Session,
    code: str,
    initials: str,
    title: Sequence[Words],
    *,
    to_check: str = "",
    hint: str,
    lines: Sequence[str],
    agreed: Sequence[Part],
) -> Slip:
    return Slip(
        (
            *head(session, *title),
            *([Row(session.say("paper.received.whose"), initials)] if initials else ()),
            *_with_check(
                session,
                f"BHXH1:{code}:{to_check}" if to_check else "",
                "paper.received.check",
                Words(hint),
                Square(receipt_text(code), RECEIPT_SIZE, session.say("paper.received.scan_here")),
                ReadOut(readable_code.grouped(code)),
                below=(*(Words(line) for line in lines), *where_and_when(session)),
            ),
            *foot(session, session.say("paper.keep")),
            *agreed,
        ),
        is_sample=session.services.is_demo,
    )


def _with_check(
    session: Session, text: str, label: str, *parts: PlainPart, below: tuple[PlainPart, ...]
) -> Sequence[Part]:
    """Return the parts, and the signed QR by which anybody can check the paper, if there is one."""
    if not text:
        return (*parts, *below)
    return (Beside(parts, Square(text, CHECK_SIZE, session.say(label)), below),)


def where_and_when(session: Session) -> Sequence[PlainPart]:
    """Return where to go, and when it is open if that was set."""
    office = session.services.office
    where = Row(session.say("paper.where"), office.name)
    return (where, Row(session.say("paper.when"), office.hours)) if office.hours else (where,)


def asked_slip(session: Session, text: ConsentText) -> Slip:
    """Return the words of a question of consent, for a person who would rather read them on paper first."""
    return Slip(
        (
            *head(session, Words(text.title, "title")),
            *(Words(line) for line in text.body.splitlines()),
            *foot(session, session.say("paper.agreed.only_to_read")),
            _mark(session, text.version, text.digest),
        ),
        is_sample=session.services.is_demo,
    )


def agreed_slip(session: Session, agreed: Sequence[Consent]) -> Slip:
    """Return what was answered to which words."""
    title = Words(session.say("paper.agreed.title"), "title")
    return Slip(
        (
            *head(session, title),
            *_answers(session, agreed),
            *foot(session, session.say("paper.agreed.keep")),
        ),
        is_sample=session.services.is_demo,
    )


def kept_slip(session: Session, kept: KeptForm) -> Slip:
    """Return the slip of a form that waits to be finished. Its QR can be checked without a network."""
    say = session.say
    title = Words(say("paper.kept.title"), "title"), Words(say("paper.kept.not_sent"), "strong")
    return Slip(
        (
            *head(session, *title),
            Words(say("pick_up.code")),
            Square(f"BHXH1:{kept.code}:{kept.signed}", KEPT_SIZE),
            ReadOut(readable_code.grouped(kept.code)),
            Words(until(session, kept)),
            Words(say("pick_up.come_back")),
            Words(say("paper.kept.bring")),
            *where_and_when(session),
            *foot(session, say("paper.kept.private")),
        ),
        is_sample=session.services.is_demo,
    )


def until(session: Session, kept: KeptForm) -> str:
    """Return until when a form waits, on this kiosk's calendar."""
    last = kept.expires_at.astimezone(session.services.now().tzinfo)
    return session.say("pick_up.until", when=f"{last:%d/%m/%Y}")


def _agreed(session: Session, agreed: Sequence[Consent], *, with_words: bool) -> Sequence[Part]:
    """Return what stands below a receipt: a line that the words can be printed as well, or the words."""
    if not agreed:
        return ()
    if not with_words:
        return (Words(session.say("paper.agreed.on_request"), "small"),)
    return (Line(), Words(session.say("paper.agreed.title"), "strong"), *_answers(session, agreed))


def _answers(session: Session, agreed: Sequence[Consent]) -> Iterator[Part]:
    for consent in agreed:
        text = session.consent(consent.purpose, consent.version, consent.language or FALLBACK)
        answer = session.say(f"paper.agreed.{'yes' if consent.granted else 'no'}")
        yield Words(text.title, "strong")
        yield Words(text.body, "small")
        yield Row(session.say("paper.agreed.answer"), answer)
        yield _mark(session, consent.version, consent.text_digest)


def _mark(session: Session, version: str, digest: str) -> Words:
    return Words(session.say("paper.agreed.mark", version=version, digest=digest[:SHOWN_DIGEST]), "small")


def card_slip(session: Session, card: Card, *, in_full: bool) -> Slip:
    """Return the card's slip; its QR is `card.payload` byte for byte. `in_full` is the person's choice."""
    say = session.say
    number = grouped_number(card.card_number) if in_full else masked_number(card.card_number)
    rows = [Row(say("paper.card.name"), card.full_name), Row(say("card.number"), number)]
    if card.valid_to:
        rows.append(Row(say("paper.card.valid_to"), f"{card.valid_to:%d/%m/%Y}"))
    return Slip(
        (
            *head(session, Words(say("card.title"), "title")),
            *rows,
            *_with_check(
                session,
                card.proof,
                "paper.card.check",
                Square(card.payload, CARD_SIZE, say("paper.card.for_hospital")),
                ReadOut(readable_code.grouped(card.code)),
                below=(Words(say("paper.card.show")), Words(say("paper.card.unread"))),
            ),
            *foot(session, say("paper.card.private")),
        ),
        is_sample=card.is_sample,
    )


def head(session: Session, *title: Words) -> tuple[Part, ...]:
    """Return how each slip begins: whose it is, then its title."""
    return Words(session.services.office.name, "strong"), Line(), *title


def foot(session: Session, last: str) -> tuple[Part, ...]:
    """Return how each slip ends: whom to ask, what to do with the paper, and when it was printed."""
    services = session.services
    return (
        Line(),
        Words(session.say("paper.hotline", hotline=services.office.hotline)),
        Words(last, "small"),
        Words(session.say("paper.printed_at", when=f"{services.now():%H:%M %d/%m/%Y}"), "small"),
    )


def contributions_slip(session: Session, person: Person, found: Contributions) -> Slip:
    """Return the slip: who, how long, what is late, then each period, the newest first."""
    say, history = session.say, found.history
    number = person.masked_id if person.citizen_id else masked_number(person.insurance_id or "")
    periods = [line_words(session, line) for line in history.lines]
    lines = [*late_words(session, history), *(law_words(session) if history.late else [])]
    return Slip(
        (
            *head(session, Words(say("lookup.slip.title"), "title")),
            Row(say("paper.card.name"), person.full_name),
            Row(say("lookup.slip.number"), number),
            Line(),
            Words(headline_words(session, history), "strong"),
            *(Words(line) for line in lines),
            *(Row(*row) for row in total_rows(session, history)),
            Line(),
            *(Row(when, ", ".join(what)) for when, what in periods),
            *foot(session, say("lookup.slip.private")),
        ),
        is_sample=found.is_sample,
    )
