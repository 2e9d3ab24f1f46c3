"""A registration's status in words, the same on the screen and on paper."""

from collections.abc import Sequence
from dataclasses import dataclass

from kiosk.domain import readable_code
from kiosk.domain.registration.eligibility import Status
from kiosk.ports.registrations import RegistrationStatus
from kiosk.ui.kiosk.session import Session
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
    if registration.note:
        lines = [say("result.reason.note", note=registration.note)]
    if status is Status.APPROVED:
        lines = [say(f"result.approved.{'to_card' if leads_to_card else 'no_card'}")]
    hint = session.say_if(f"result.{status}.hint") or say("result.pending_review.hint")
    return StatusWords(say(f"result.{status}.title"), hint, [line for line in lines if line])


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
