"""What is printed for a person to take along, in the language of the session.

A receipt bears no name and no number: whoever finds it learns a code. Only the card's slip names somebody.
"""

from collections.abc import Sequence

from kiosk.domain import readable_code
from kiosk.domain.card import Card, grouped_number, masked_number
from kiosk.domain.slip import Line, Part, ReadOut, Row, Slip, Square, Words
from kiosk.ports import Queued, Standing
from kiosk.ui.flow.standing import WAITING, receipt_text, standing_words
from kiosk.ui.session import Session

CARD_SIZE, RECEIPT_SIZE = 40.0, 25.0
"""Millimetres: hospitals' readers want a card's code large."""


def saved_slip(session: Session, receipt: Queued) -> Slip:
    """Return the slip of what is kept on this machine and not yet received, and says so first."""
    say = session.say
    is_kept = receipt.why == "kept_for_officer"
    return _receipt_slip(
        session,
        receipt.receipt_code,
        (Words(say("paper.saved.title"), "title"), Words(say("paper.saved.not_received"), "strong")),
        hint=say("result.queued.hint"),
        lines=[say("paper.saved.kept" if is_kept else "paper.saved.todo"), say("paper.saved.check")],
    )


def received_slip(session: Session, standing: Standing) -> Slip:
    """Return the slip of what the backend has received, with what happens next."""
    words = standing_words(session, standing)
    lines = list(words.lines)
    if standing.status in WAITING:
        lines.append(session.say("paper.received.next"))
    title = Words(words.title, "title")
    return _receipt_slip(session, standing.receipt_code, (title,), hint=words.hint, lines=lines)


def _receipt_slip(
    session: Session, code: str, title: Sequence[Words], *, hint: str, lines: Sequence[str]
) -> Slip:
    return Slip(
        (
            *_head(session, *title),
            Words(hint),
            Square(receipt_text(code), RECEIPT_SIZE),
            ReadOut(readable_code.grouped(code)),
            *(Words(line) for line in lines),
            *_foot(session, session.say("paper.keep")),
        ),
        is_sample=session.services.is_demo,
    )


def card_slip(session: Session, card: Card, *, in_full: bool) -> Slip:
    """Return the card's slip; its QR is `card.payload` byte for byte. `in_full` is the person's choice."""
    say = session.say
    number = grouped_number(card.card_number) if in_full else masked_number(card.card_number)
    rows = [Row(say("paper.card.name"), card.full_name), Row(say("card.number"), number)]
    if card.valid_to:
        rows.append(Row(say("paper.card.valid_to"), f"{card.valid_to:%d/%m/%Y}"))
    return Slip(
        (
            *_head(session, Words(say("card.title"), "title")),
            *rows,
            Square(card.payload, CARD_SIZE),
            ReadOut(readable_code.grouped(card.code)),
            Words(say("paper.card.show")),
            Words(say("paper.card.unread")),
            *_foot(session, say("paper.card.private")),
        ),
        is_sample=card.is_sample,
    )


def _head(session: Session, *title: Words) -> tuple[Part, ...]:
    return Words(session.services.office.name, "strong"), Line(), *title


def _foot(session: Session, last: str) -> tuple[Part, ...]:
    services = session.services
    return (
        Line(),
        Words(session.say("paper.hotline", hotline=services.office.hotline)),
        Words(last, "small"),
        Words(session.say("paper.printed_at", when=f"{services.now():%H:%M %d/%m/%Y}"), "small"),
    )
