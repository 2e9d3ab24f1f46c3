"""A registration's status in words, the same on the screen and on paper."""

from collections.abc import Sequence
from dataclasses import dataclass

from kiosk.domain import readable_code
from kiosk.domain.registration.eligibility import Status
from kiosk.domain.registration.supplement import AskedFor, answerable
from kiosk.ports.registrations import RegistrationStatus
from kiosk.ui.kiosk.session import Session
from kiosk.ui.widgets.choice import Choice
from kiosk.ui.widgets.outcome import Outcome
from kiosk.ui.widgets.qr.qr_code import Qr

WAITING = (Status.RECEIVED, Status.PENDING_REVIEW)
"""States in which an officer may still decide."""
ALREADY = "already_registered"


def receipt_text(code: str) -> str:
    """Return what a receipt's QR says; scanners and `domain.card_codes` know it by its beginning."""
    return f"BHXH:{code}"


@dataclass(frozen=True)
class StatusWords:
    """What is said of a registration: what happened, what to do with the code, and why."""

    title: str
    hint: str
    lines: Sequence[str]


def status_words(
    session: Session, registration: RegistrationStatus, *, leads_to_card: bool = False
) -> StatusWords:
    """Return the words for `registration`; `leads_to_card`: the screen's main action goes to the card."""
    say = session.say
    status = registration.status
    lines = [session.say_if(f"result.reason.{reason}") for reason in registration.reasons[:3]]
    if status in WAITING and not any(lines):
        lines = [say("result.reason.general")]
    if registration.note or registration.asked:
        lines = asked_lines(session, registration)
    if status is Status.APPROVED:
        lines = [say(f"result.approved.{'to_card' if leads_to_card else 'no_card'}")]
    title = "result.asked.title" if registration.asked else f"result.{status}.title"
    hint = session.say_if(f"result.{status}.hint") or say("result.pending_review.hint")
    return StatusWords(say(title), hint, [line for line in lines if line])


def asked_lines(session: Session, registration: RegistrationStatus) -> list[str]:
    """Return what an officer asks for, a line each, and the officer's words."""
    lines = [f"●  {session.say(f'result.asked.{part}')}" for part in registration.asked]
    note = [session.say("result.reason.note", note=registration.note)] if registration.note else []
    return [*lines, *note]


def asked_for(registration: RegistrationStatus, signed: str) -> AskedFor | None:
    """Return what a kiosk can take of what is asked, from who holds the slip; None for nothing."""
    parts = answerable(registration.asked)
    is_asked = registration.status is Status.NEEDS_MORE and parts and signed
    return AskedFor(registration.receipt_code, signed, parts) if is_asked else None


def asked_outcome(session: Session, registration: RegistrationStatus, *, todo: str = "") -> Outcome:
    """Return what is asked for in the whole width; the code's QR would take the room of the words."""
    lines = [*asked_lines(session, registration), *filter(None, [todo])]
    return Outcome(session.say("result.asked.title"), mood="-careful", lines=lines)


def supplement_key(session: Session) -> Choice:
    """Return the main action that leads to what is asked for."""
    return Choice(f"{session.say('result.asked.answer')} →", id="supplement", digit=1, main=True)


def status_outcome(
    session: Session, registration: RegistrationStatus, *, leads_to_card: bool = False
) -> Outcome:
    """Return where a registration stands, with why and what to do, for its code's QR beside it."""
    say = session.say
    if ALREADY in registration.reasons:
        return Outcome(say("result.already.title"), mood="-good", lines=[say("result.already.todo")])
    mood = {Status.REFUSED: "-careful", Status.NEEDS_MORE: "-careful"}.get(registration.status, "-good")
    words = status_words(session, registration, leads_to_card=leads_to_card)
    return outcome_with_code(
        session, words.title, mood, registration.receipt_code, words.lines, hint=words.hint
    )


def outcome_with_code(
    session: Session, headline: str, mood: str, code: str, lines: Sequence[str], *, hint: str = ""
) -> Outcome:
    """Return an outcome with the receipt's code as a QR and in letters."""
    return Outcome(
        headline,
        mood=mood,
        lines=lines,
        code=readable_code.grouped(code),
        code_label=hint or session.say("result.pending_review.hint"),
        picture=Qr(receipt_text(code), graphics=session.graphics),
    )
