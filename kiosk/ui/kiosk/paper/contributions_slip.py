"""Contributions on paper: all of them, under a name and a number of which the middle is hidden."""

from kiosk.domain.card import masked_number
from kiosk.domain.people import Person
from kiosk.domain.slip import Line, Row, Slip, Words
from kiosk.ports.lookups import Contributions
from kiosk.ui.kiosk.contributions_words import (
    headline_words,
    late_words,
    law_words,
    line_words,
    total_rows,
)
from kiosk.ui.kiosk.paper.slips import foot, head
from kiosk.ui.kiosk.session import Session


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
